import AssistantModel
import OrderedJSON
import SourceDiagnostics

/// What manifests declare for one environment, wherever and however it is written: equal exactly when plans are.
struct DeclaredState: Equatable {
    struct Declared: Equatable {
        /// In normal form, by OpenAI's paths.
        var fields: [String: JSONValue]
        /// Everything else, without the definition and without places.
        var rest: Assistant
    }

    /// By key.
    var assistants: [String: Declared]
    /// By key, without places.
    var knowledgeBases: [String: KnowledgeBase]

    init(_ state: DesiredState) {
        let nowhere = SourceLocation(file: "")
        assistants = [:]
        for assistant in state.assistants {
            let fields = assistant.definition.fields.map { ($0.path, $0.value) }
            assistants[assistant.key] = Declared(
                fields: Dictionary(fields) { first, _ in first },
                rest: Assistant(
                    key: assistant.key,
                    definition: AssistantDefinition(model: ""),
                    knowledge: assistant.knowledge,
                    externalStoreID: assistant.externalStoreID,
                    codeInterpreterFiles: assistant.codeInterpreterFiles.map(\.withoutPlace),
                    lifecycle: assistant.lifecycle,
                    location: nowhere
                )
            )
        }
        knowledgeBases = [:]
        for base in state.knowledgeBases {
            var base = base
            base.location = nowhere
            base.origins = [:]
            base.files = base.files.map(\.withoutPlace)
            knowledgeBases[base.key] = base
        }
    }

    /// Gives a value to a field of an assistant; one that servers have anyway is none.
    mutating func set(_ path: String, to value: JSONValue?, ofAssistant key: String) {
        let isDefault = ["temperature", "top_p"].contains(path) && value == 1
        assistants[key]?.fields[path] = isDefault ? nil : value
    }

    /// The addresses of what another state declares otherwise.
    func differences(from other: DeclaredState) -> Set<ResourceAddress> {
        let keys = Set(assistants.keys).union(other.assistants.keys).filter { assistants[$0] != other.assistants[$0] }
        let bases = Set(knowledgeBases.keys).union(other.knowledgeBases.keys)
            .filter { knowledgeBases[$0] != other.knowledgeBases[$0] }
        return Set(keys.map { .assistant($0) } + bases.map { .vectorStore($0) })
    }
}

extension ProjectFile {
    fileprivate var withoutPlace: ProjectFile {
        ProjectFile(path: path, attributes: attributes, origin: SourceLocation(file: ""))
    }
}

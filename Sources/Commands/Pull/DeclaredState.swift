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
        assistants[key]?.fields[path] = Self.normalForm(value, of: path)
    }

    /// Nil for a value that stands for none.
    static func normalForm(_ value: JSONValue?, of path: String) -> JSONValue? {
        if let value, value == DefinitionFieldName(rawValue: path)?.serverDefault { return nil }
        return path.hasPrefix("attributes.") && (value == "" || value?.isNull == true) ? nil : value
    }

    func declares(_ address: ResourceAddress) -> Bool {
        switch address.resource {
        case .assistant(let key): assistants[key] != nil
        case .vectorStore(let key): knowledgeBases[key] != nil
        case .knowledgeFile(let owner, let path): knowledgeBases[owner]?.files.contains { $0.path == path } == true
        case .codeInterpreterFile: true
        }
    }

    /// Takes over values of one object.
    mutating func take(_ change: PulledChanges.Change) {
        switch change.address.resource {
        case .assistant(let key): for field in change.fields { set(field.path, to: field.value, ofAssistant: key) }
        case .vectorStore(let key):
            for field in change.fields { knowledgeBases[key]?.expiresAfterDays = field.value?.intValue }
        case .knowledgeFile(let owner, let path):
            guard let index = knowledgeBases[owner]?.files.firstIndex(where: { $0.path == path }) else { return }
            for field in change.fields {
                let name = String(field.path.dropFirst("attributes.".count))
                knowledgeBases[owner]?.files[index].attributes[name] = field.value
            }
        case .codeInterpreterFile: break
        }
    }

    /// Whether it says these values of one object already.
    func says(_ change: PulledChanges.Change) -> Bool {
        var other = self
        other.take(change)
        return other == self
    }

    /// The value of a field as it is declared, by the paths of plans; nil for one that is not set.
    func value(of path: String, at address: ResourceAddress) -> JSONValue? {
        switch address.resource {
        case .assistant(let key): return assistants[key]?.fields[path]
        case .vectorStore(let key): return knowledgeBases[key]?.expiresAfterDays.map { .integer($0) }
        case .knowledgeFile(let owner, let file):
            let name = String(path.dropFirst("attributes.".count))
            return Self.normalForm(knowledgeBases[owner]?.files.first { $0.path == file }?.attributes[name], of: path)
        case .codeInterpreterFile: return nil
        }
    }

    /// The addresses of what it declares neither as one state nor as another, field by field.
    func differences(from one: DeclaredState, or other: DeclaredState) -> Set<ResourceAddress> {
        differences(from: one).filter { address in
            switch address.resource {
            case .assistant(let key):
                guard let mine = assistants[key], let one = one.assistants[key], let other = other.assistants[key]
                else {
                    return true
                }
                let paths = Set(mine.fields.keys).union(one.fields.keys).union(other.fields.keys)
                return mine.rest != one.rest
                    || paths.contains {
                        mine.fields[$0] != one.fields[$0] && mine.fields[$0] != other.fields[$0]
                    }
            case .vectorStore(let key): return knowledgeBases[key] != other.knowledgeBases[key]
            case .knowledgeFile, .codeInterpreterFile: return true
            }
        }
    }

    /// What of an object another state declares otherwise, as it is shown.
    func fields(unlike other: DeclaredState, of address: ResourceAddress) -> [String] {
        guard case .assistant(let key) = address.resource, let mine = assistants[key],
            let theirs = other.assistants[key]
        else { return [address.description] }
        let paths = Set(mine.fields.keys).union(theirs.fields.keys).filter { mine.fields[$0] != theirs.fields[$0] }
        return paths.isEmpty ? [address.description] : paths.sorted().map { "`\($0)`" }
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

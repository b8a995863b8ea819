import AssistantModel
import Conversation
import Deployment
import Foundation
import ManifestLoading
import OpenAIAPI
import OrderedJSON
import Planning
import ProgramExport

extension ExportedProgram {
    /// A program that asks an assistant as it is deployed.
    ///
    /// - Returns: nil where the account has no way to ask it.
    init?(asking deployed: DeployedAssistant, _ declared: Assistant, of project: LoadedProject) {
        let functions = deployed.definition.exportedFunctions
        let source: AnswerSource
        var hidesSecrets = false
        if let request = deployed.request {
            let shown = HiddenSecrets.hiding(request)
            hidesSecrets = shown != request
            // Items go back to the server only with what functions returned.
            let isContinued = !functions.isEmpty && ResponsesConversation.reasons(request)
            source = .responses(request: shown, include: isContinued ? ["reasoning.encrypted_content"] : [])
        } else if let id = deployed.id {
            source = .assistant(id: id)
        } else {
            return nil
        }
        self.init(
            key: deployed.key,
            name: deployed.definition.name,
            description: declared.definition.description,
            account: ExportedAccount(project.desired.environment),
            task: .ask(source),
            functions: functions,
            functionRounds: FunctionRounds.maximum,
            hidesSecrets: hidesSecrets
        )
    }

    /// A program that makes an assistant as its manifest says, without the marks of this tool.
    init(provisioning assistant: Assistant, of project: LoadedProject) {
        let definition = assistant.definition
        let result: Provision.Result
        let body: JSONValue
        switch project.desired.environment.api {
        case .responses: (result, body) = (.request, ResponsesRequest(definition: definition).body)
        case .assistants:
            let metadata = definition.metadata.filter { !$0.value.isEmpty }
            body = AssistantParameters(creating: definition, metadata: metadata).body
            result = .assistant
        }
        let shown = HiddenSecrets.hiding(body)
        let isExternal = assistant.externalStoreID != nil
        let knowledge = project.desired.knowledgeBases.first { !isExternal && $0.key == assistant.knowledge }
        self.init(
            key: assistant.key,
            name: definition.name,
            description: definition.description,
            account: ExportedAccount(project.desired.environment),
            task: .provision(
                Provision(
                    result: result,
                    definition: shown,
                    filesRoot: ShownPath.relative(
                        project.settings.filesRoot,
                        to: absolutePath(FileManager.default.currentDirectoryPath)
                    ),
                    store: knowledge.map(ProvisionedStore.init),
                    existingStoreID: assistant.externalStoreID,
                    codeFiles: assistant.codeInterpreterFiles.map(\.path)
                )
            ),
            hidesSecrets: shown != body
        )
    }
}

extension ExportedAccount {
    init(_ environment: EnvironmentSettings) {
        let url: String
        let isFixed: Bool
        switch environment.endpoint {
        case .embedded: (url, isFixed) = ("http://127.0.0.1:8080/v1", false)
        case .url(let fixed): (url, isFixed) = (fixed, true)
        case .standard: (url, isFixed) = ("https://api.openai.com/v1", false)
        }
        self.init(
            baseURL: url,
            isBaseURLFixed: isFixed,
            isSandbox: environment.endpoint == .embedded,
            keyVariable: environment.apiKeyVariable,
            organization: environment.organization,
            project: environment.project
        )
    }
}

extension ProvisionedStore {
    init(_ knowledge: KnowledgeBase) {
        let chunking: JSONValue = [
            "type": "static",
            "static": [
                "max_chunk_size_tokens": .integer(Int64(knowledge.chunking.maxChunkSizeTokens)),
                "chunk_overlap_tokens": .integer(Int64(knowledge.chunking.chunkOverlapTokens)),
            ],
        ]
        self.init(
            name: knowledge.key,
            expiresAfterDays: knowledge.expiresAfterDays,
            chunking: knowledge.chunking == .standard ? Optional.none : chunking,
            files: knowledge.files.map {
                File(
                    path: $0.path,
                    attributes: JSONObject($0.attributes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
                )
            }
        )
    }
}

extension AssistantDefinition {
    fileprivate var exportedFunctions: [ExportedFunction] {
        tools.compactMap { tool in
            guard case .function(let function) = tool.plain else { return nil }
            let parameters = function.parameters?["properties"]?.objectValue?.keys ?? []
            return ExportedFunction(name: function.name, description: function.description, parameters: parameters)
        }
    }
}

/// Paths as a person would write them from where the command runs.
enum ShownPath {
    /// - Parameters:
    ///   - path: absolute, without `.` and `..`.
    ///   - folder: the same.
    /// - Returns: `.` for the folder itself.
    static func relative(_ path: String, to folder: String) -> String {
        let (parts, base) = (path.split(separator: "/"), folder.split(separator: "/"))
        let shared = zip(parts, base).prefix { $0 == $1 }.count
        let steps = Array(repeating: "..", count: base.count - shared) + parts[shared...].map(String.init)
        return steps.isEmpty ? "." : steps.joined(separator: "/")
    }
}

import AssistantModel
import ManifestLoading
import Planning

/// A project's desired state as a faultless apply would leave it on the account.
///
/// Ids are made of keys and paths, so that a plan's text tells what it means.
struct DeployedState {
    private(set) var live = LiveState()

    init(_ desired: DesiredState, contents: FileContents) {
        live.assistants = desired.assistants.map { assistant in
            let codeFiles = assistant.codeInterpreterFiles.map { file in
                AppliedRecord.CodeFile(
                    fileID: "file-\(file.name)",
                    path: file.path,
                    sha256: contents[.codeInterpreterFile(assistant.key, file.path)]?.sha256 ?? ""
                )
            }
            return LiveAssistant(
                id: "asst_\(assistant.key)",
                key: assistant.key,
                createdAt: 1_795_392_000,
                definition: assistant.definition,
                showsReasoningEffort: true,
                vectorStoreIDs: assistant.knowledge.map { ["vs_\($0)"] } ?? [],
                codeInterpreterFiles: assistant.codeInterpreterFiles.map { file in
                    LiveCodeInterpreterFile(id: "file-\(file.name)", name: file.name)
                },
                record: .assistant(assistant, codeFiles: codeFiles),
                isProtected: assistant.lifecycle.isProtected
            )
        }
        live.vectorStores = desired.knowledgeBases.map { knowledgeBase in
            let members = knowledgeBase.files.map { file in
                LiveMember(
                    fileID: "file-\(file.name)",
                    chunking: knowledgeBase.chunking,
                    path: file.path,
                    sha256: contents[.knowledgeFile(knowledgeBase.key, file.path)]?.sha256,
                    attributes: file.attributes
                )
            }
            return LiveVectorStore(
                id: "vs_\(knowledgeBase.key)",
                key: knowledgeBase.key,
                createdAt: 1_795_392_000,
                name: knowledgeBase.key,
                expiresAfterDays: knowledgeBase.expiresAfterDays,
                counts: .init(completed: members.count, total: members.count),
                record: .vectorStore(
                    knowledgeBase,
                    members: StoreDigest.members(of: knowledgeBase, contents: contents)
                ),
                isProtected: desired.protectedKnowledge.contains(knowledgeBase.key),
                members: members
            )
        }
    }

    /// Changes an assistant as somebody would on the account.
    mutating func editAssistant(_ key: String, _ edit: (inout LiveAssistant) -> Void) {
        for index in live.assistants.indices where live.assistants[index].key == key { edit(&live.assistants[index]) }
    }

    /// Changes a store, counts of files included.
    mutating func editStore(_ key: String, _ edit: (inout LiveVectorStore) -> Void) {
        for index in live.vectorStores.indices where live.vectorStores[index].key == key {
            edit(&live.vectorStores[index])
            let count = live.vectorStores[index].members?.count ?? 0
            live.vectorStores[index].counts = .init(completed: count, total: count)
        }
    }

    mutating func add(_ assistant: LiveAssistant) { live.assistants.append(assistant) }
}

import AssistantModel
import Deployment
import Planning

/// What a plan makes of one assistant, as far as its answers depend on that: everything that the plan leaves alone is as
/// the account has it.
struct Candidate: Sendable, Equatable {
    /// As the plan has it; its checks are the manifest's.
    let assistant: Assistant
    /// Nil for an assistant without file search.
    let knowledge: Knowledge?
    let codeFiles: CodeFiles
    /// The new paths of knowledge files that only move, by their ids: also where the store stays as it is.
    let movedPaths: [String: String]
    /// As the account has it; nil for one that the plan makes.
    let object: LiveAssistant?

    /// What file search finds.
    enum Knowledge: Sendable, Equatable {
        /// What is in a store that stays as it is.
        case store(String)
        /// What is in one after the plan.
        case changed(CandidateKnowledge)
    }

    /// What code interpreter has.
    enum CodeFiles: Sendable, Equatable {
        /// Files of the account, by their ids.
        case live([String])
        /// Files of the project, of which some are not on the account.
        case changed([ProjectFile])
    }

    /// - Parameters:
    ///   - assistant: as the manifest has it, with its checks.
    ///   - desired: what is planned for.
    /// - Throws: ``DeploymentError`` for an assistant that is not on the account, and that the plan does not make.
    init(
        _ assistant: Assistant,
        plan: Plan,
        desired: DesiredState,
        live: LiveState
    ) throws(DeploymentError) {
        let objects = LiveObjects(desired: desired, live: live)
        let object = objects.assistants[assistant.key]
        self.object = object
        let isChanged = plan.changes.contains { $0.address == .assistant(assistant.key) && $0.action != .delete }
        var candidate = assistant
        if isChanged, let planned = desired.assistants.first(where: { $0.key == assistant.key }) {
            candidate.definition = planned.definition
            if let object {
                candidate.definition = planned.definition.keeping(planned.lifecycle, of: object.definition)
            }
            candidate.knowledge = planned.knowledge
            candidate.externalStoreID = planned.externalStoreID
            candidate.codeInterpreterFiles = planned.codeInterpreterFiles
        } else if let object {
            candidate.definition = object.definition
        } else {
            throw .notDeployed(assistant.key)
        }
        self.assistant = candidate
        let isLeftOut = !isChanged && plan.leftOut.contains(.assistant(assistant.key))
        if isLeftOut || candidate.knowledge == nil {
            let storeID = isLeftOut ? object?.vectorStoreIDs.first : candidate.externalStoreID
            knowledge = storeID.map { .store($0) }
            movedPaths = [:]
        } else {
            let changed = candidate.knowledge.flatMap { key in
                desired.knowledgeBases.first { $0.key == key }
            }.map { CandidateKnowledge($0, store: objects.vectorStores[$0.key], plan: plan) }
            knowledge = changed.map { changed in changed.unchangedStoreID.map { .store($0) } ?? .changed(changed) }
            movedPaths = changed?.movedPaths ?? [:]
        }
        let changesCode = plan.changes.contains { change in
            if case .codeInterpreterFile(assistant.key, _) = change.address.resource { true } else { false }
        }
        codeFiles =
            changesCode && !isLeftOut
            ? .changed(candidate.codeInterpreterFiles) : .live(object?.codeInterpreterFiles.map(\.id) ?? [])
    }
}

import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON
import Rendering

/// Makes assistants that can be asked as they were in a release. Nothing goes up: the files of a kept release are on the
/// account, if not in its store.
struct ReleaseSubjects {
    let session: AccountSession
    let number: Int
    let terms: CheckTerms
    let trial: TrialObjects

    /// What file search looks into.
    private struct Store {
        var id: String
        /// Of its files, by their ids.
        var paths: [String: String]
    }

    /// - Throws: ``NoReleases``, ``DeploymentError`` for a release that is not kept, and ``CheckRefusal`` for an assistant
    ///   that is not in it, or whose files are gone.
    func subjects(of assistants: [Assistant]) async throws -> [CheckSubject] {
        let document = try await session.requireReleases().release(number)
        try AccountGuard(expectedOrganization: session.expectedOrganization).check(session.client.observed)
        let content = document.complete ?? ReleaseContent()
        let released = try assistants.map { assistant in
            guard let found = content.assistants.first(where: { $0.key == assistant.key }) else {
                throw CheckRefusal(
                    "not-in-release",
                    "release \(number) has no assistant \"\(assistant.key)\"",
                    hint: "name others, or another release: `assistantctl releases` lists them"
                )
            }
            return (assistant, found)
        }
        let knowledge = released.compactMap { _, found in found.knowledge(in: content) }
        try await requireFiles(knowledge.flatMap(\.files) + released.flatMap { $1.codeInterpreterFiles }, of: document)
        var stores: [String: Store] = [:]
        for base in knowledge where stores[base.key] == nil { stores[base.key] = try await store(of: base) }
        return try released.map { assistant, found in
            let base = found.knowledge(in: content)
            let store = base.flatMap { stores[$0.key] }
            var asked = assistant
            asked.definition = found.definition
            return try session.subject(
                asked,
                request: store.map { found.request.searching([$0.id]) } ?? found.request,
                object: nil,
                paths: store?.paths ?? [:],
                chunkTokens: base?.chunking.maxChunkSizeTokens,
                terms
            )
        }
    }

    /// The store of the release where it holds what it held, else one for the time of the check.
    private func store(of knowledge: ReleaseKnowledge) async throws -> Store {
        let ids = Set(knowledge.files.map(\.id))
        do throws(APIError) {
            let members = try await session.client.listVectorStoreFiles(in: knowledge.vectorStoreID)
            if Set(members.map(\.id)) == ids {
                let paths = Dictionary(knowledge.files.map { ($0.id, $0.path) }) { first, _ in first }
                return Store(id: knowledge.vectorStoreID, paths: paths)
            }
        } catch {
            guard error.code == .notFound else { throw error }
        }
        let made = try await trial.makeStore(
            named: knowledge.key,
            borrowing: knowledge.files,
            chunking: knowledge.chunking
        )
        return Store(id: made.id, paths: made.paths)
    }

    private func requireFiles(_ files: [ReleaseFile], of document: ReleaseDocument) async throws {
        guard !files.isEmpty else { return }
        let listed = Set(try await session.client.listFiles(purpose: .assistants).map(\.id))
        var gone: [String] = []
        for file in files where !listed.contains(file.id) {
            do throws(APIError) {
                // Lists lag.
                _ = try await session.client.retrieveFile(file.id)
            } catch {
                guard error.code == .notFound else { throw error }
                gone.append(file.path)
            }
        }
        guard !gone.isEmpty else { return }
        throw CheckRefusal(
            "content-gone",
            "release \(number) cannot be asked any more: gone from the account are "
                + Set(gone).sorted().joined(separator: ", "),
            hint: document.origin.commit.map { "check out commit \($0.prefix(12)), and ask it with --against plan" }
                ?? "check out the files of that time, and ask them with --against plan"
        )
    }
}

extension ReleaseAssistant {
    fileprivate func knowledge(in content: ReleaseContent) -> ReleaseKnowledge? {
        ownKnowledge ?? sharedKnowledge.flatMap { key in content.knowledgeBases.first { $0.key == key } }
    }
}

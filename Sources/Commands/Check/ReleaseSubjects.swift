import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON
import Planning
import Rendering

/// Makes assistants that can be asked as they were in a release. Nothing goes up: the files of a kept release are on the
/// account, if not in its store.
struct ReleaseSubjects {
    let session: AccountSession
    let number: Int
    let terms: CheckTerms
    let trial: TrialObjects

    /// - Throws: ``NoReleases``, ``DeploymentError`` for a release that is not kept, and ``CheckRefusal`` for an assistant
    ///   that is not in it, or whose files are gone.
    func subjects(of assistants: [Assistant]) async throws -> [CheckSubject] {
        let (document, live) = try await session.requireReleases().releaseBesideLive(number)
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
        let bases = released.compactMap { $1.knowledge(in: content) }.map { ($0.key, $0) }
        let knowledge = Dictionary(bases) { first, _ in first }.values.sorted { $0.key < $1.key }
        try await requireFiles(knowledge.flatMap(\.files) + released.flatMap { $1.codeInterpreterFiles }, of: document)
        // Nothing is made before it is known that all of it can be searched.
        var searches: [(base: ReleaseKnowledge, search: ReleaseSearch)] = []
        for base in knowledge {
            let isFiltered = released.contains { $1.knowledge(in: content)?.key == base.key && $1.filtersFiles }
            let search = try await search(base, live: live.complete ?? ReleaseContent(), isFiltered: isFiltered)
            searches.append((base, search))
        }
        var looks: [String: (storeIDs: [String], filter: JSONValue?)] = [:]
        for (base, search) in searches {
            let paths = search.excludedPaths
            let filter = paths.isEmpty ? nil : TrialMark.filter(without: paths)
            looks[base.key] = (try await storeIDs(of: base, search), filter)
        }
        return try released.map { assistant, found in
            let base = found.knowledge(in: content)
            let look = base.flatMap { looks[$0.key] }
            var asked = assistant
            asked.definition = found.definition
            return try session.subject(
                asked,
                request: look.map { found.request.searching($0.storeIDs, without: $0.filter) } ?? found.request,
                object: nil,
                paths: Dictionary((base?.files ?? []).map { ($0.id, $0.path) }) { first, _ in first },
                chunkTokens: base?.chunking.maxChunkSizeTokens,
                terms
            )
        }
    }

    private func search(
        _ knowledge: ReleaseKnowledge,
        live: ReleaseContent,
        isFiltered: Bool
    ) async throws -> ReleaseSearch {
        let liveKnowledge = live.allKnowledge
        let search = try ReleaseSearch(
            knowledge,
            store: try await members(
                of: liveKnowledge.first { $0.key == knowledge.key }?.vectorStoreID ?? knowledge.vectorStoreID
            ),
            liveFileIDs: Set(liveKnowledge.flatMap(\.files).map(\.id)),
            isFiltered: isFiltered
        )
        if let storeID = search.storeID, !search.excludedPaths.isEmpty,
            try await !session.leavesOut(search.excludedPaths, of: storeID)
        {
            throw CheckRefusal.notApart("the host searches without regard to attributes of files")
        }
        return search
    }

    /// Nil for a store that nothing is found in any more.
    private func members(of storeID: String) async throws(APIError) -> (id: String, members: [LiveMember])? {
        do throws(APIError) {
            let store = try await session.client.retrieveVectorStore(storeID)
            guard store.status != .expired else { return nil }
            let members = try await session.client.listVectorStoreFiles(in: storeID)
            return (storeID, members.map { LiveMember($0, stuckSince: nil) })
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    private func storeIDs(of knowledge: ReleaseKnowledge, _ search: ReleaseSearch) async throws -> [String] {
        guard !search.kept.isEmpty else { return [search.storeID ?? knowledge.vectorStoreID] }
        let made = try await trial.makeStore(named: knowledge.key, borrowing: search.kept, chunking: knowledge.chunking)
        return [search.storeID, made.id].compactMap(\.self)
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
    /// Whether its file search leaves out files by their attributes.
    fileprivate var filtersFiles: Bool {
        request["tools"]?.arrayValue?.contains { $0["type"] == "file_search" && $0["filters"]?.isNull == false } == true
    }

    fileprivate func knowledge(in content: ReleaseContent) -> ReleaseKnowledge? {
        ownKnowledge ?? sharedKnowledge.flatMap { key in content.knowledgeBases.first { $0.key == key } }
    }
}

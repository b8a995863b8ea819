import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON
import Planning
import Rendering
import SourceDiagnostics

/// Makes assistants that can be asked as a plan would make them. What they need and the account does not have is made
/// for the time of a check.
struct CandidateSubjects {
    let session: AccountSession
    let planned: PlannedRun
    let terms: CheckTerms
    let trial: TrialObjects

    /// What file search of a candidate looks into.
    private struct Search {
        /// At most two: a request names no more of them (docs/openai-api.md, 9.25).
        var storeIDs: [String]
        /// Leaves out what the plan replaces.
        var filter: JSONValue?
    }

    private var live: LiveState { planned.basis.live }

    func subjects(of assistants: [Assistant], _ console: Console) async throws -> [CheckSubject] {
        let desired = planned.basis.desired ?? session.project.desired
        let candidates = try assistants.map { assistant in
            try Candidate(assistant, plan: planned.plan, desired: desired, live: live)
        }
        let unfit = try await self.unfit(candidates)
        try requireSize(candidates, unfit)
        var paths = live.memberPaths
        if assistants.cite { paths.merge(try await readPaths(of: candidates)) { known, _ in known } }
        for candidate in candidates { paths.merge(candidate.movedPaths) { _, moved in moved } }
        var searches: [String: Search] = [:]
        for knowledge in changedKnowledge(candidates) {
            let isWhole = knowledge.isWhole || unfit.contains(knowledge.base.key)
            let uploads = isWhole ? knowledge.base.files : knowledge.changed
            var search = Search(storeIDs: isWhole ? [] : [knowledge.storeID].compactMap(\.self))
            if !isWhole, !knowledge.replacedPaths.isEmpty {
                search.filter = TrialMark.filter(without: knowledge.replacedPaths)
            }
            if !uploads.isEmpty || isWhole {
                console.message(Self.announcement(of: uploads.count, knowledge, isWhole: isWhole))
                let store = try await trial.makeStore(
                    named: knowledge.base.key,
                    of: try files(uploads) { .knowledgeFile(knowledge.base.key, $0) },
                    chunking: knowledge.base.chunking
                )
                search.storeIDs.append(store.id)
                paths.merge(store.paths) { _, new in new }
            }
            searches[knowledge.base.key] = search
        }
        var subjects: [CheckSubject] = []
        for candidate in candidates { subjects.append(try await subject(candidate, searches, paths)) }
        return subjects
    }

    private static func announcement(of count: Int, _ knowledge: CandidateKnowledge, isWhole: Bool) -> String {
        let files = counted(count, "file")
        return isWhole
            ? "Uploading all of \(knowledge.base.key), \(files), for the time of this check."
            : "Uploading \(files) of \(knowledge.base.key) for the time of this check: searched beside the live store."
    }

    private func subject(
        _ candidate: Candidate,
        _ searches: [String: Search],
        _ paths: [String: String]
    ) async throws -> CheckSubject {
        let search: Search? =
            switch candidate.knowledge {
            case nil: nil
            case .store(let id): Search(storeIDs: [id])
            case .changed(let knowledge): searches[knowledge.base.key]
            }
        let codeFileIDs: [String]
        switch candidate.codeFiles {
        case .live(let ids): codeFileIDs = ids
        case .changed(let files):
            codeFileIDs = try await trial.upload(
                try self.files(files) { .codeInterpreterFile(candidate.assistant.key, $0) }
            )
        }
        let definition = candidate.assistant.definition
        var request = ResponsesRequest(
            definition: definition,
            vectorStoreID: search?.storeIDs.first,
            codeInterpreterFileIDs: codeFileIDs
        ).body
        if let search { request = request.searching(search.storeIDs, without: search.filter) }
        var object: CheckSubject.Object?
        if session.adapter.api == .assistants {
            object = CheckSubject.Object(
                id: try await objectID(candidate, storeID: search?.storeIDs.first, codeFileIDs),
                overrides: definition.runOverrides
            )
        }
        return try session.subject(
            candidate.assistant,
            request: request,
            object: object,
            paths: paths,
            chunkTokens: passageTokens(candidate.knowledge, search),
            terms
        )
    }

    /// Of what is searched, at most; nil where nobody knows.
    private func passageTokens(_ knowledge: Candidate.Knowledge?, _ search: Search?) -> Int? {
        let desired = planned.basis.desired ?? session.project.desired
        let passages = LivePassages(live: live, knowledgeBases: desired.knowledgeBases)
        return switch knowledge {
        case nil: nil
        case .store(let id): passages.tokens(inStore: id)
        case .changed(let changed):
            // What goes up is cut as the plan has it; beside it may be the live store.
            search?.storeIDs.first == changed.storeID
                ? passages.tokens(inStore: changed.storeID) : changed.base.chunking.maxChunkSizeTokens
        }
    }

    /// The live object where only what a run can say itself is another; else one for the time of the check.
    private func objectID(_ candidate: Candidate, storeID: String?, _ codeFileIDs: [String]) async throws -> String {
        if let object = candidate.object, object.vectorStoreIDs == [storeID].compactMap(\.self),
            object.codeInterpreterFiles.map(\.id) == codeFileIDs
        {
            return object.id
        }
        return try await trial.makeAssistant(
            candidate.assistant.definition,
            storeID: storeID,
            codeFileIDs: codeFileIDs
        )
    }

    /// Each knowledge base once, by key.
    private func changedKnowledge(_ candidates: [Candidate]) -> [CandidateKnowledge] {
        let changed = candidates.compactMap { candidate in
            if case .changed(let knowledge) = candidate.knowledge { knowledge } else { CandidateKnowledge?.none }
        }
        return Dictionary(changed.map { ($0.base.key, $0) }) { first, _ in first }.values
            .sorted { $0.base.key < $1.base.key }
    }

    private func files(
        _ files: [ProjectFile],
        _ address: (String) -> ResourceAddress
    ) throws -> [TrialObjects.File] {
        try files.map { file in
            guard let content = planned.basis.contents[address(file.path)] else {
                throw DeploymentError(.unprepared, .failedNothingChanged, "nobody read \(file.path)")
            }
            return TrialObjects.File(file, content)
        }
    }

    // MARK: What the host can do

    /// The knowledge bases of which all has to go up, because the host searches one store at a time, or with no filter.
    private func unfit(_ candidates: [Candidate]) async throws -> Set<String> {
        var keys: Set<String> = []
        for knowledge in changedKnowledge(candidates) where !knowledge.isWhole {
            guard session.adapter.api == .responses else {
                keys.insert(knowledge.base.key)
                continue
            }
            guard let storeID = knowledge.storeID, !knowledge.replacedPaths.isEmpty else { continue }
            if try await !session.leavesOut(knowledge.replacedPaths, of: storeID) { keys.insert(knowledge.base.key) }
        }
        return keys
    }

    private func requireSize(_ candidates: [Candidate], _ unfit: Set<String>) throws {
        guard !terms.uploadsAll else { return }
        for knowledge in changedKnowledge(candidates) {
            guard knowledge.isWhole || unfit.contains(knowledge.base.key) else { continue }
            let bytes = try files(knowledge.base.files) { .knowledgeFile(knowledge.base.key, $0) }
                .reduce(0) { $0 + $1.content.bytes }
            guard bytes > CheckTerms.uploadBytes else { continue }
            throw CheckRefusal(
                "upload-too-large",
                "all of \(knowledge.base.key) has to go up for this check, \(ByteCount.text(bytes)): "
                    + "what changes cannot be searched beside what is live",
                hint: "say so with --upload-all, or check after the next apply"
            )
        }
    }

    /// The paths of the files in stores that stay as they are, and that nobody looked into yet.
    private func readPaths(of candidates: [Candidate]) async throws -> [String: String] {
        let known = Set(live.vectorStores.filter { $0.members != nil }.map(\.id))
        let ids = candidates.compactMap { candidate in
            if case .store(let id) = candidate.knowledge { id } else { String?.none }
        }
        var paths: [String: String] = [:]
        for id in Set(ids).subtracting(known).sorted() {
            for file in try await session.client.listVectorStoreFiles(in: id) {
                if case .string(let path)? = file.attributes[ProjectFile.pathAttribute] { paths[file.id] = path }
            }
        }
        return paths
    }
}

extension JSONValue {
    /// A ready request whose file search looks into other stores, and leaves out what a filter does beside its own.
    func searching(_ storeIDs: [String], without filter: JSONValue? = nil) -> JSONValue {
        guard case .object(var members) = self else { return self }
        members["tools"] = .array(
            (members["tools"]?.arrayValue ?? []).map { tool in
                guard tool["type"] == "file_search", case .object(var search) = tool else { return tool }
                search["vector_store_ids"] = .array(storeIDs.map { .string($0) })
                if let filter {
                    let own = search["filters"].flatMap { $0.isNull ? JSONValue?.none : $0 }
                    search["filters"] = own.map { ["type": "and", "filters": [$0, filter]] } ?? filter
                }
                return .object(search)
            }
        )
        return .object(members)
    }
}

extension AccountSession {
    /// Whether the host leaves out what it is to leave out: asked for one file and for everything but that file at once.
    ///
    /// - Parameter paths: at least one.
    func leavesOut(_ paths: [String], of storeID: String) async throws -> Bool {
        guard let path = paths.first else { return true }
        let filter: JSONValue = [
            "type": "and",
            "filters": [
                ["type": "eq", "key": .string(ProjectFile.pathAttribute), "value": .string(path)],
                TrialMark.filter(without: paths),
            ],
        ]
        let query = ProjectFile.name(ofPath: path).replacing(/[^\p{L}\p{N}]+/, with: " ")
        do throws(APIError) {
            return try await client.search(storeID, VectorStoreSearch(query: query, filters: filter)).isEmpty
        } catch {
            guard [.invalidRequest, .notFound, .notServed, .decoding, .notJSON].contains(error.code) else {
                throw error
            }
            return false
        }
    }
}

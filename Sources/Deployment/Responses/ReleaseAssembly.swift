import AssistantModel
import OpenAIAPI
import OrderedJSON
import Planning

/// Puts together what the next release holds: what a run has written, and of everything that failed what the live
/// release has.
struct ReleaseAssembly: Sendable {
    let desired: DesiredState
    let contents: FileContents
    let graph: StepGraph
    let state: RunState
    let client: any OpenAIClient
    /// By the id of a live store: its members, where it was looked into.
    private let members: [String: [LiveMember]]

    init(
        desired: DesiredState,
        contents: FileContents,
        live: LiveState,
        graph: StepGraph,
        state: RunState,
        client: any OpenAIClient
    ) {
        self.desired = desired
        self.contents = contents
        self.graph = graph
        self.state = state
        self.client = client
        members = Dictionary(live.vectorStores.map { ($0.id, $0.members ?? []) }) { first, _ in first }
    }

    /// - Parameter base: of the live release.
    func content(over base: ReleaseContent) async throws(DeploymentError) -> ReleaseContent {
        var content = base
        var knowledge: [String: ReleaseKnowledge] = [:]
        let before = Dictionary(base.allKnowledge.map { ($0.key, $0) }) { first, _ in first }
        for knowledgeBase in desired.knowledgeBases {
            knowledge[knowledgeBase.key] = try await self.knowledge(knowledgeBase, over: before)
        }
        let removed = await state.removedAssistants
        // Each declared one takes the place of what it was, also under another key.
        let declared = Set(desired.assistants.flatMap { [$0.key, graph.previousKey(of: $0.key) ?? $0.key] })
        content.assistants = base.assistants.filter { !declared.contains($0.key) && !removed.contains($0.key) }
        let previous = Dictionary(base.assistants.map { ($0.key, $0) }) { first, _ in first }
        let shared = Set(desired.knowledgeBases.filter(\.isShared).map(\.key))
        for assistant in desired.assistants {
            let old = graph.previousKey(of: assistant.key).flatMap { previous[$0] }
            let own = assistant.knowledge.flatMap { knowledge[$0] }
            let isShared = assistant.knowledge.map(shared.contains) ?? false
            guard let entry = try await self.assistant(assistant, own, isShared: isShared, over: old) else { continue }
            content.assistants.append(entry)
        }
        content.assistants.sort { $0.key < $1.key }
        content.knowledgeBases = desired.knowledgeBases.filter(\.isShared).compactMap { knowledge[$0.key] }
        // One that is no longer declared stays for assistants that could not leave it.
        let used = Set(content.assistants.compactMap(\.sharedKnowledge))
        let made = Set(content.knowledgeBases.map(\.key))
        let kept = base.knowledgeBases.filter { used.contains($0.key) && !made.contains($0.key) }
        content.knowledgeBases = (content.knowledgeBases + kept).sorted { $0.key < $1.key }
        return content
    }

    // MARK: Assistants

    private func assistant(
        _ assistant: Assistant,
        _ own: ReleaseKnowledge?,
        isShared: Bool,
        over previous: ReleaseAssistant?
    ) async throws(DeploymentError) -> ReleaseAssistant? {
        let written = await state.definition(assistant.key)
        // Its change failed or is not part of the plan: it stays as it is, with what became of its files.
        let isKept = graph.definitions.contains(assistant.key) || graph.isLeftOut(.assistant(assistant.key))
        if isKept, written == nil { return previous?.holding(own) }
        guard let definition = written?.live.definition ?? previous?.definition else { return nil }
        let fileIDs = written?.write.codeInterpreterFileIDs ?? previous?.codeInterpreterFiles.map(\.id) ?? []
        let files = try codeFiles(of: assistant, ids: fileIDs, previous)
        return ReleaseAssistant(assistant, definition, own, isShared: isShared, codeInterpreterFiles: files)
    }

    /// The write has the ids in the order of the manifest's files.
    private func codeFiles(
        of assistant: Assistant,
        ids: [String],
        _ previous: ReleaseAssistant?
    ) throws(DeploymentError) -> [ReleaseFile] {
        guard ids.count == assistant.codeInterpreterFiles.count else { return previous?.codeInterpreterFiles ?? [] }
        let known = Dictionary((previous?.codeInterpreterFiles ?? []).map { ($0.id, $0) }) { first, _ in first }
        var files: [ReleaseFile] = []
        for (file, id) in zip(assistant.codeInterpreterFiles, ids) {
            if let entry = known[id], entry.path == file.path {
                files.append(entry)
            } else {
                files.append(try entry(of: file, at: .codeInterpreterFile(assistant.key, file.path), id: id))
            }
        }
        return files
    }

    // MARK: Knowledge

    private func knowledge(
        _ knowledgeBase: KnowledgeBase,
        over before: [String: ReleaseKnowledge]
    ) async throws(DeploymentError) -> ReleaseKnowledge? {
        let key = knowledgeBase.key
        // Where only the assistant was renamed so far, its release has the new key, and the store the previous one.
        let entry = graph.previousStoreKey(of: key).flatMap { before[$0] } ?? before[key]
        guard let storeID = await state.storeID(ofKnowledge: key) ?? graph.liveStoreIDs[key] else { return entry }
        let previous = entry?.vectorStoreID == storeID ? entry : nil
        let files: [ReleaseFile]
        if graph.stores[key] != nil {
            files = try await changedFiles(of: knowledgeBase, previous, storeID: storeID)
        } else if graph.partialKnowledge.contains(key) || graph.isLeftOut(.vectorStore(key)) {
            return entry
        } else {
            files = try await unchangedFiles(of: knowledgeBase, previous, storeID: storeID)
        }
        return ReleaseKnowledge(
            key: key,
            vectorStoreID: storeID,
            chunking: knowledgeBase.chunking,
            expiresAfterDays: knowledgeBase.expiresAfterDays,
            files: files,
            digests: [
                "members": graph.partialKnowledge.contains(key)
                    ? AppliedRecord.partialMembers : StoreDigest.members(of: knowledgeBase, contents: contents)
            ]
        )
    }

    /// What became of each file; one that failed is still the one from before.
    private func changedFiles(
        of knowledgeBase: KnowledgeBase,
        _ previous: ReleaseKnowledge?,
        storeID: String
    ) async throws(DeploymentError) -> [ReleaseFile] {
        let uploads = await state.uploads
        let indexed = await state.indexedIDs
        let before = Dictionary((previous?.files ?? []).map { ($0.path, $0) }) { first, _ in first }
        let members = (members[storeID] ?? []).byPath
        var files: [ReleaseFile] = []
        var hasFailures = false
        for file in knowledgeBase.files {
            let address = ResourceAddress.knowledgeFile(knowledgeBase.key, file.path)
            if graph.isLeftOut(address) {
                if let old = before[file.path] { files.append(old) }
            } else if let id = uploads[address] {
                if indexed.contains(id) {
                    files.append(try entry(of: file, in: knowledgeBase, id: id))
                } else {
                    hasFailures = true
                    if let old = before[file.path] { files.append(old) }
                }
            } else if let moved = graph.movedFileID(at: address) {
                files.append(try entry(of: file, in: knowledgeBase, id: moved))
            } else if let member = members[file.path]?.first(where: { $0.isThe(contents[address]) }) {
                files.append(try entry(of: file, in: knowledgeBase, id: member.fileID))
            } else if let old = before[file.path] {
                files.append(old)
            }
        }
        if hasFailures || graph.partialKnowledge.contains(knowledgeBase.key) {
            let declared = Set(knowledgeBase.files.map(\.path))
            // With failures nothing old goes; else what the plan removes does.
            let known = Set(files.map(\.id)).union(hasFailures ? [] : graph.removedFileIDs)
            files += before.values.filter { !declared.contains($0.path) && !known.contains($0.id) }
            files.sort { $0.path < $1.path }
        }
        return files
    }

    /// The store holds what is declared; the release knows its ids, unless a run stopped before it was published.
    private func unchangedFiles(
        of knowledgeBase: KnowledgeBase,
        _ previous: ReleaseKnowledge?,
        storeID: String
    ) async throws(DeploymentError) -> [ReleaseFile] {
        let before = Dictionary((previous?.files ?? []).map { ($0.path, $0) }) { first, _ in first }
        func content(_ file: ProjectFile) -> FileContent? {
            contents[.knowledgeFile(knowledgeBase.key, file.path)]
        }
        if knowledgeBase.files.allSatisfy({ before[$0.path]?.sha256 == content($0)?.sha256 }) {
            return try entries(of: knowledgeBase) { before[$0.path]?.id }
        }
        let members: [String: [LiveMember]]
        do throws(APIError) {
            members = try await client.listVectorStoreFiles(in: storeID).map { LiveMember($0, stuckSince: nil) }.byPath
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
        return try entries(of: knowledgeBase) { file in
            members[file.path]?.first { $0.isThe(content(file)) }?.fileID
        }
    }

    /// The files that have an id.
    private func entries(
        of knowledgeBase: KnowledgeBase,
        id: (ProjectFile) -> String?
    ) throws(DeploymentError) -> [ReleaseFile] {
        var entries: [ReleaseFile] = []
        for file in knowledgeBase.files {
            if let id = id(file) { entries.append(try entry(of: file, in: knowledgeBase, id: id)) }
        }
        return entries
    }

    private func entry(
        of file: ProjectFile,
        in knowledgeBase: KnowledgeBase,
        id: String
    ) throws(DeploymentError) -> ReleaseFile {
        try entry(of: file, at: .knowledgeFile(knowledgeBase.key, file.path), id: id, attributes: file.attributes)
    }

    private func entry(
        of file: ProjectFile,
        at address: ResourceAddress,
        id: String,
        attributes: [String: JSONValue] = [:]
    ) throws(DeploymentError) -> ReleaseFile {
        guard let content = contents[address] else { throw .unprepared(address) }
        return ReleaseFile(
            path: file.path,
            sha256: content.sha256,
            bytes: content.bytes,
            id: id,
            attributes: attributes
        )
    }
}

extension [LiveMember] {
    /// In their order; those that somebody attached by hand have no path.
    fileprivate var byPath: [String: [LiveMember]] {
        Dictionary(grouping: filter { $0.path != nil }) { $0.path ?? "" }
    }
}

extension LiveMember {
    fileprivate func isThe(_ content: FileContent?) -> Bool { sha256 != nil && sha256 == content?.sha256 }
}

extension ReleaseKnowledge {
    /// An assistant's own knowledge has its key, also where its store is not renamed yet.
    fileprivate func underKey(_ key: String) -> ReleaseKnowledge {
        var copy = self
        copy.key = key
        return copy
    }
}

extension ReleaseAssistant {
    /// What a release says of an assistant.
    ///
    /// - Parameters:
    ///   - definition: as it becomes live.
    ///   - knowledge: what its file search looks into, its own or a shared one; nil for none, and for a store that is
    ///     managed elsewhere.
    init(
        _ assistant: Assistant,
        _ definition: AssistantDefinition,
        _ knowledge: ReleaseKnowledge?,
        isShared: Bool,
        codeInterpreterFiles files: [ReleaseFile]
    ) {
        let vectorStoreID = knowledge?.vectorStoreID ?? assistant.externalStoreID
        let request = ResponsesRequest(
            definition: definition,
            vectorStoreID: vectorStoreID,
            codeInterpreterFileIDs: files.map(\.id)
        ).body
        self.init(
            key: assistant.key,
            definition: definition,
            isProtected: assistant.lifecycle.isProtected,
            ignoredFields: assistant.lifecycle.ignoredFields,
            knowledge: knowledge.map { isShared ? .shared($0.key) : .own($0.underKey(assistant.key)) }
                ?? assistant.externalStoreID.map { _ in .elsewhere },
            vectorStoreID: vectorStoreID,
            codeInterpreterFiles: files,
            checks: assistant.recordedChecks,
            digests: [
                "definition": ContentDigest.short(definition.json, length: 22),
                "request": ContentDigest.short(request, length: 22),
            ],
            request: request
        )
    }

    /// The assistant with the files that its own store has by now.
    fileprivate func holding(_ knowledge: ReleaseKnowledge?) -> ReleaseAssistant {
        guard let knowledge, var own = ownKnowledge, own.vectorStoreID == knowledge.vectorStoreID else { return self }
        var copy = self
        own.files = knowledge.files
        copy.knowledge = .own(own)
        return copy
    }

    /// The key of the shared knowledge base that it uses.
    package var sharedKnowledge: String? {
        if case .shared(let key) = knowledge { key } else { nil }
    }
}

extension ReleaseContent {
    /// A knowledge base by its key: a shared one, or that of the assistant with the key.
    package func knowledge(_ key: String) -> ReleaseKnowledge? {
        allKnowledge.first { $0.key == key }
    }
}

import AssistantModel
import OpenAIAPI
import Planning

/// Does what a step says: the only place of a run that talks to the account.
struct StepRunner: Sendable {
    let client: any OpenAIClient
    let adapter: any DefinitionAdapter
    let ownership: Ownership
    let files: any ProjectFileOpener
    let contents: FileContents
    let settings: ApplySettings
    let clock: any RunClock
    let graph: StepGraph
    let live: LiveState
    let known: KnownStores
    /// The stores that the live release names, by the keys of knowledge bases that have none now, or an expired one.
    let lostStoreIDs: [String: String]
    let state: RunState
    let interrupt: InterruptSignal
    let onEvent: @Sendable (ApplyEvent) -> Void

    /// How a step ended: with the id of its object, where it has one.
    typealias Outcome = Result<String?, DeploymentError>

    var storeWriter: VectorStoreWriter {
        VectorStoreWriter(client: client, ownership: ownership, clock: clock)
    }
    var removal: FileRemover {
        FileRemover(
            client: client,
            releases: adapter.run,
            live: live,
            externalStoreIDs: known.externalStoreIDs,
            state: state,
            settings: settings,
            clock: clock
        )
    }

    /// The live store that stands for a knowledge base which this run does not change.
    func liveStoreID(ofKnowledge key: String) -> String? { graph.liveStoreIDs[key] }

    /// Runs one piece of work: one step, or several of a group.
    ///
    /// - Parameter pauses: told when a request of it begins to sleep, and when it goes on.
    func run(_ indices: [Int], _ pauses: PauseNotes) async -> [(step: Int, outcome: Outcome)] {
        let (interrupt, first) = (interrupt, indices[0])
        // What completes an earlier step is worth waiting for, also when the user wants to stop, and then goes first.
        let isCompletion = graph.nodes[first].isCompletion
        let interruption: @Sendable () async -> Void = { await interrupt.wait() }
        let end = isCompletion ? nil : WaitEnd(interruption)
        let place = RequestPlace(
            onPause: { isPaused in pauses.note(first, isPaused: isPaused) },
            priority: isCompletion ? interruption : nil
        )
        let ends = await WaitEnd.$current.withValue(end) {
            await RequestPlace.$current.withValue(place) { await outcomes(of: indices) }
        }
        for case (let step, .failure) in ends { await state.noteFailure(of: step) }
        return ends
    }

    private func outcomes(of indices: [Int]) async -> [(step: Int, outcome: Outcome)] {
        let steps = indices.map { graph.steps[$0] }
        switch steps[0].kind {
        case .attach:
            let items = steps.compactMap { step in
                if case .attach(let item) = step.kind { item } else { nil }
            }
            let outcomes = await KnowledgeAttachment(runner: self).attach(items)
            return Array(zip(indices, outcomes))
        case .index, .awaitMember:
            let outcomes = await IndexingWait(runner: self).wait(for: steps)
            return Array(zip(indices, outcomes))
        default:
            do throws(DeploymentError) {
                return [(indices[0], .success(try await runSingle(steps[0])))]
            } catch {
                return [(indices[0], .failure(error))]
            }
        }
    }

    private func runSingle(_ step: Step) async throws(DeploymentError) -> String? {
        do {
            switch step.kind {
            case .prepareStore(let work): return try await prepareStore(work)
            case .completeStore(let work): return try await completeStore(work)
            case .upload(let item):
                if let fileID = try await fileOfExpiredStore(for: item) { return fileID }
                return try await upload(
                    item.file.path,
                    item.content,
                    for: item.address,
                    lostStoreID: lostStoreIDs[item.owner]
                )
            case .uploadCodeFile(let item):
                return try await upload(item.path, item.content, for: item.address)
            case .setAttributes(let item, let fileID):
                return try await setAttributes(item, fileID: fileID)
            case .writeDefinition(let work): return try await DefinitionRun(runner: self).write(work)
            case .completeDefinition(let key): return try await DefinitionRun(runner: self).complete(key)
            case .releaseCodeFiles(let assistant, let fileIDs):
                try await removal.removeLeftovers(of: assistant.record)
                let digests = fileIDs.map(AppliedRecord.digest(ofRemovedFileID:))
                try await adapter.releaseFiles(
                    of: assistant,
                    removing: await state.addRemoving(digests, holderID: assistant.id)
                )
                return assistant.id
            case .deleteAssistant(let assistant):
                try await adapter.delete(assistant) { () async throws(DeploymentError) in
                    try await removal.removeLeftovers(of: assistant.record)
                }
                await state.noteRemovedAssistant(assistant.key)
                return assistant.id
            case .markRemoval(let work, let fileIDs): return try await markRemoval(of: fileIDs, from: work)
            case .markLeaving(let store, let fileIDs): return try await markRemoval(of: fileIDs, from: store)
            case .detach(let fileID, let storeID):
                // What is in the new store already leaves this one with it (docs/openai-api.md, 7.19).
                if await !state.isReused(fileID) { try await removal.detach(fileID, from: storeID) }
                return fileID
            case .publish(let desired, let releases):
                try await publish(desired, releases)
                return nil
            case .deleteFile(let fileID, let holderID):
                if await state.isReused(fileID) { return fileID }
                // Detached only, for as long as a release can be rolled back to that has it.
                if let releases = adapter.run, try await releases.keeps(fileID) {
                    await removal.forget(fileID, holderID: holderID)
                    return fileID
                }
                try await removal.delete(fileID, holderID: holderID)
                return fileID
            case .deleteStore(let store):
                try await storeWriter.delete(store) { () async throws(DeploymentError) in
                    try await removal.removeLeftovers(of: store.record)
                }
                await state.noteRemovedStore(store.id)
                if store.isExpired { try await requireReusedFiles(of: step.address.owner, after: store.id) }
                return store.id
            case .forgetStore(let store):
                try await storeWriter.forget(store)
                await state.noteForgottenStore(store.id)
                return store.id
            case .forgetAssistant(let assistant):
                try await adapter.forget(assistant)
                await state.noteRemovedAssistant(assistant.key)
                return assistant.id
            case .publishForgetting(let releases):
                try await releases.publishForgetting(
                    assistants: await state.removedAssistants,
                    vectorStores: await state.forgottenStoreIDs,
                    changes: await doneChanges()
                )
                return nil
            case .attach, .index, .awaitMember, .barrier:
                preconditionFailure("these steps are run as groups, or not at all")
            }
        } catch {
            throw DeploymentError(of: error, kind: .partway)
        }
    }

    private func publish(_ desired: DesiredState, _ releases: any EnvironmentRun) async throws {
        let assembly = ReleaseAssembly(
            desired: desired,
            contents: contents,
            live: live,
            graph: graph,
            state: state,
            client: client
        )
        let isWhole = await !state.hasFailures
        try await releases.publish(isWhole: isWhole, changes: await doneChanges()) { base throws(DeploymentError) in
            try await assembly.content(over: base)
        }
    }

    /// The action and address of every change but those that failed or wait for one that did, in the order of the plan.
    private func doneChanges() async -> [String] {
        let undone = await state.undoneSteps
        let undoneChanges = Set(undone.compactMap { graph.steps[$0].change })
        return graph.plan.changes.enumerated().compactMap { index, change in
            let isUndone = undoneChanges.contains(index) || graph.carriers[index].map(undone.contains) ?? false
            return isUndone ? nil : "\(change.action.rawValue) \(change.address)"
        }
    }

    // MARK: Stores

    private func prepareStore(_ work: StoreWork) async throws -> String {
        let key = work.knowledgeBase.key
        guard let live = work.live else {
            let isEmpty = work.knowledgeBase.files.isEmpty
            let record = AppliedRecord.vectorStore(
                work.knowledgeBase,
                members: isEmpty ? work.finalMembers : AppliedRecord.applyingMembers
            )
            let created = try await storeWriter.create(
                work.knowledgeBase,
                isProtected: work.isProtected,
                record: record,
                nonce: settings.nonce()
            )
            await state.setStore(created, key: key)
            await state.noteMade(created)
            return created.id
        }
        try await removal.removeLeftovers(of: live.record)
        await state.setStore(live, key: key)
        let isMarked = live.record?.members == work.passingMembers
        let members = work.changesMembers || isMarked ? work.passingMembers : work.finalMembers
        guard work.isSettingsChange || (work.changesMembers && !isMarked) else { return live.id }
        let current = try await storeWriter.stillOwned(live)
        guard current.name == live.name, current.expiresAfterDays == live.expiresAfterDays else {
            throw DeploymentError.changedSincePlan(live.id)
        }
        var record = AppliedRecord.vectorStore(work.knowledgeBase, members: members, previous: live.record)
        record.removing = await state.removing(by: live.id)
        let updated = try await storeWriter.update(
            current,
            to: work.knowledgeBase,
            isProtected: work.isProtected,
            record: record,
            isSettingsChange: work.isSettingsChange
        )
        if work.isSettingsChange { try updated.requireChange(from: live, to: work.knowledgeBase) }
        await state.setStore(updated, key: key)
        return live.id
    }

    private func completeStore(_ work: StoreWork) async throws -> String {
        let store = try await state.store(ofKnowledge: work.knowledgeBase.key)
        var record = AppliedRecord.vectorStore(
            work.knowledgeBase,
            members: work.finalMembers,
            previous: store.record,
            echo: store
        )
        record.removing = await state.removing(by: store.id)
        guard record != store.record else { return store.id }
        // Indexing takes its time, in which others may have written to the store's metadata.
        let current = work.live == nil ? store : try await storeWriter.stillOwned(store)
        let updated = try await storeWriter.update(
            current,
            to: work.knowledgeBase,
            isProtected: work.isProtected,
            record: record,
            isSettingsChange: false
        )
        await state.setStore(updated, key: work.knowledgeBase.key)
        return store.id
    }

    private func markRemoval(of fileIDs: [String], from work: StoreWork) async throws -> String {
        let store = try await state.store(ofKnowledge: work.knowledgeBase.key)
        let current = try await storeWriter.stillOwned(store)
        var record = await removing(fileIDs, from: store.id, record: store.record)
        record.members = work.passingMembers
        let updated = try await storeWriter.update(
            current,
            to: work.knowledgeBase,
            isProtected: work.isProtected,
            record: record,
            isSettingsChange: false
        )
        await state.setStore(updated, key: work.knowledgeBase.key)
        return store.id
    }

    /// A mark is the first write to a store that goes: what became somebody else's must not be marked again.
    private func markRemoval(of fileIDs: [String], from store: LiveVectorStore) async throws -> String {
        let current = try await storeWriter.stillLeaving(store)
        try await removal.removeLeftovers(of: store.record)
        let going = await state.notReused(fileIDs)
        try await storeWriter.mark(current, await removing(going, from: store.id, record: current.record))
        return store.id
    }

    private func removing(_ fileIDs: [String], from storeID: String, record: AppliedRecord?) async -> AppliedRecord {
        var record = record ?? AppliedRecord()
        record.members = AppliedRecord.applyingMembers
        let digests = fileIDs.map(AppliedRecord.digest(ofRemovedFileID:))
        record.removing = await state.addRemoving(digests, holderID: storeID)
        return record
    }

    private func setAttributes(_ item: KnowledgeItem, fileID: String) async throws -> String {
        let store = try await state.store(ofKnowledge: item.owner)
        let attributes = KnowledgeFile.attributes(
            of: item.file,
            content: item.content,
            isUnverified: item.isContentUnverified
        )
        var answer = try await client.updateVectorStoreFileAttributes(fileID, in: store.id, attributes).attributes
        let kept = answer.filter { attributes[$0.key] == nil && $0.value != .string("") }
        if !kept.isEmpty {
            // A server that merges attributes keeps what it is not told to clear; the empty text reads as absent.
            let cleared = attributes.merging(kept.mapValues { _ in .string("") }) { ours, _ in ours }
            answer = try await client.updateVectorStoreFileAttributes(fileID, in: store.id, cleared).attributes
        }
        guard answer.filter({ $0.value != .string("") }) == attributes.filter({ $0.value != .string("") }) else {
            throw DeploymentError(
                .notKept,
                .partway,
                "the answer for \(item.file.path) (\(fileID)) does not show the attributes that were sent: "
                    + KnowledgeFile.unfitHost
            )
        }
        return fileID
    }

    /// Whether a store that went took files with it that are in the one in its place: by the books it does not, and an
    /// assistant without its knowledge must not pass for done.
    private func requireReusedFiles(of key: String, after expiredID: String) async throws {
        let reused = await state.reused(of: key)
        guard !reused.isEmpty, let storeID = await state.storeID(ofKnowledge: key) else { return }
        let listed = try await client.listVectorStoreFiles(in: storeID).map(\.id)
        for fileID in reused.subtracting(listed).sorted() where try await client.member(fileID, of: storeID) == nil {
            throw DeploymentError(
                .attachmentLost,
                .partway,
                "\(known.paths[fileID] ?? fileID) left \(storeID) when the expired \(expiredID) was deleted. "
                    + "Run apply again: it uploads the file."
            )
        }
    }

    // MARK: Uploads

    /// The file object that an expired store has for the item, where the account still has it.
    private func fileOfExpiredStore(for item: KnowledgeItem) async throws -> String? {
        guard let fileID = graph.reusedFileID(at: item.address) else { return nil }
        let file = try await nilIfGone { () async throws(APIError) in try await client.retrieveFile(fileID) }
        // A file object belongs to one store.
        guard let file, Int(file.bytes) == item.content.bytes, await state.reuse(fileID, item.address) else {
            return nil
        }
        return fileID
    }

    private func upload(
        _ path: String,
        _ content: FileContent,
        for address: ResourceAddress,
        lostStoreID: String? = nil
    ) async throws -> String {
        let name = ProjectFile.uploadName(ofPath: path)
        if let releases = adapter.run {
            if let kept = try await releases.reusableFile(
                named: name,
                content: content,
                attached: known.fileIDs,
                lostStoreID: lostStoreID
            ) {
                if await state.reuse(kept, address) { return kept }
            }
        }
        let source = files.source(of: path, named: name, content: content)
            .reporting(to: onEvent, for: address)
        let file = try await lookingBeforeRepeating { () async throws(APIError) in
            try await client.upload(source, limits: settings.uploadLimits)
        } orFinding: { () async throws(APIError) -> OpenAIFile? in
            // Files carry no marks, so looking tells nothing: it goes up again, and the report names the other one.
            await state.noteLostUpload(path, content)
            return nil
        }
        await state.noteUpload(file.id, address)
        return file.id
    }
}

import AssistantModel
import OpenAIAPI
import Planning

/// Waits until attached files are indexed, and judges each by its own status (docs/openai-api.md, 7.12).
struct IndexingWait: Sendable {
    let runner: StepRunner

    /// Files that are few are read one by one, others by list.
    private static let fewFiles = 3
    /// A store of so many files is one page of a list: looking at it costs less than asking for batches first.
    private static let smallStore = 100
    /// Batches that are asked for before the list: the latest tell when the others are most likely done.
    private static let askedBatches = 3

    private struct Target {
        var fileID: String
        /// The key of the knowledge base.
        var owner: String
        /// Attached by this run: taken back when it fails.
        var isOwn: Bool
        var name: String
        /// In plans.
        var address: ResourceAddress
        /// The tool's own attributes that the file was attached with; empty for one that this run did not attach.
        var marks: Attributes
    }

    private func target(_ step: Step) async throws(DeploymentError) -> Target {
        switch step.kind {
        case .index(let item):
            Target(
                fileID: try await runner.state.uploadID(at: item.address),
                owner: item.owner,
                isOwn: true,
                name: item.file.path,
                address: item.address,
                marks: KnowledgeFile.marks(of: item.file, content: item.content)
            )
        case .awaitMember(let owner, let id):
            Target(
                fileID: id,
                owner: owner,
                isOwn: false,
                name: runner.known.paths[id] ?? id,
                address: runner.known.paths[id].map { .knowledgeFile(owner, $0) } ?? .vectorStore(owner),
                marks: [:]
            )
        default: throw .unprepared(step.address)
        }
    }

    /// - Parameter steps: of one store, at least one.
    /// - Returns: an outcome for each, in their order.
    func wait(for steps: [Step]) async -> [StepRunner.Outcome] {
        var targets: [Target] = []
        let owner: String
        let storeID: String
        do throws(DeploymentError) {
            for step in steps { targets.append(try await target(step)) }
            owner = targets[0].owner
            storeID = try await runner.state.store(ofKnowledge: owner).id
        } catch {
            return steps.map { _ in .failure(error) }
        }
        report(await runner.state.expectIndexing(targets.count, store: owner), owner: owner)
        var outcomes: [String: StepRunner.Outcome] = [:]
        var failure = DeploymentError.unprepared(.vectorStore(owner))
        do throws(APIError) {
            try await poll(targets, storeID: storeID, owner: owner, outcomes: &outcomes)
        } catch {
            failure = DeploymentError(error, kind: .partway)
        }
        return targets.map { outcomes[$0.fileID] ?? .failure(failure) }
    }

    private func poll(
        _ targets: [Target],
        storeID: String,
        owner: String,
        outcomes: inout [String: StepRunner.Outcome]
    ) async throws(APIError) {
        let start = runner.clock.now()
        var pending = targets
        let (batches, hint) = await runner.state.batches(of: targets.map(\.fileID))
        var openBatches = Set(batches.suffix(Self.askedBatches))
        var interval = min(hint ?? runner.settings.pollInterval, runner.settings.maximumPollInterval)
        let fileCount = runner.graph.stores[owner]?.work.knowledgeBase.files.count ?? 0
        if fileCount <= Self.smallStore { openBatches = [] }
        while true {
            await runner.clock.sleep(for: interval, unless: runner.interrupt)
            if runner.interrupt.isRaised || Task.isCancelled {
                throw APIError(.cancelled, "interrupted while it was indexed; the next apply goes on waiting")
            }
            let elapsed = runner.clock.now() - start
            let isEarly = elapsed < runner.settings.attachmentGrace
            openBatches = try await stillOpen(openBatches, storeID: storeID, isEarly: isEarly)
            if openBatches.isEmpty || elapsed >= runner.settings.indexingDeadline {
                let states = try await read(pending, storeID: storeID)
                // The files of a batch may be begun one after the other (docs/openai-api.md, 13.6).
                var batchOfAbsent: [String: String] = [:]
                for target in pending where !isEarly && states[target.fileID] == nil {
                    batchOfAbsent[target.fileID] = await runner.state.batch(of: target.fileID)
                }
                let open = try await stillOpen(Set(batchOfAbsent.values), storeID: storeID, isEarly: false)
                var still: [Target] = []
                for target in pending {
                    let isExpected = isEarly || batchOfAbsent[target.fileID].map(open.contains) ?? false
                    if let outcome = await judge(
                        target,
                        states[target.fileID],
                        isExpected: isExpected,
                        elapsed: elapsed,
                        storeID: storeID
                    ) {
                        outcomes[target.fileID] = outcome
                        if case .success = outcome {
                            await runner.state.noteIndexed(target.fileID)
                            report(await runner.state.indexed(1, store: owner), owner: owner)
                        }
                    } else {
                        still.append(target)
                    }
                }
                pending = still
            }
            if pending.isEmpty { return }
            interval = min(interval * 3 / 2, runner.settings.maximumPollInterval)
        }
    }

    /// The batches that the server still works on.
    private func stillOpen(
        _ batches: Set<String>,
        storeID: String,
        isEarly: Bool
    ) async throws(APIError) -> Set<String> {
        var open: Set<String> = []
        for id in batches.sorted() {
            let batch: VectorStoreFileBatchObject?
            do throws(APIError) {
                batch = try await runner.client.retrieveFileBatch(id, in: storeID)
            } catch {
                // A host may not let one look at batches.
                guard error.code == .notFound || error.code == .invalidRequest else { throw error }
                batch = nil
            }
            // Reads right after an attachment can lag (docs/openai-api.md, 7.17); later the files speak for themselves.
            let isOpen = batch.map { $0.status == .inProgress || $0.fileCounts.inProgress > 0 } ?? isEarly
            if isOpen { open.insert(id) }
        }
        return open
    }

    /// What the store says of the files; one that it does not show has no entry.
    private func read(_ targets: [Target], storeID: String) async throws(APIError) -> [String: VectorStoreFileObject] {
        var states: [String: VectorStoreFileObject] = [:]
        if targets.count > Self.fewFiles {
            for object in try await runner.client.listVectorStoreFiles(in: storeID) where object.status != .untold {
                states[object.id] = object
            }
        }
        // Lists lag: what they do not show is read by id.
        for target in targets where states[target.fileID] == nil {
            states[target.fileID] = try await runner.client.member(target.fileID, of: storeID)
        }
        return states
    }

    /// Nil while the file is still worked on.
    ///
    /// - Parameter isExpected: whether a file that the store does not show may still come.
    private func judge(
        _ target: Target,
        _ object: VectorStoreFileObject?,
        isExpected: Bool,
        elapsed: Duration,
        storeID: String
    ) async -> StepRunner.Outcome? {
        let isLate = elapsed >= runner.settings.indexingDeadline
        guard let object else {
            if isExpected { return isLate ? .failure(timeout(of: target)) : nil }
            return .failure(
                DeploymentError(
                    .attachmentLost,
                    .partway,
                    "\(target.name) was attached, and the store does not show it (\(target.fileID)). Run apply again."
                )
            )
        }
        switch object.status {
        case .completed, .untold:
            guard !target.marks.allSatisfy({ object.attributes[$0.key] == $0.value }) else {
                return .success(target.fileID)
            }
            await takeBack(target, storeID: storeID)
            return .failure(
                DeploymentError(
                    .notKept,
                    .partway,
                    "\(target.name) was indexed without its `path` and `sha256`: \(KnowledgeFile.unfitHost)"
                )
            )
        case .failed, .cancelled:
            if target.isOwn { await takeBack(target, storeID: storeID) }
            let reason = object.status == .cancelled ? "indexing was cancelled" : object.failureReason
            return .failure(
                DeploymentError(
                    .indexingFailed,
                    .partway,
                    "the server could not index \(target.name): \(reason). "
                        + (isFileToBlame(object)
                            ? "Change or remove the file, then run apply again."
                            : "Nothing is known to be wrong with the file: run apply again.")
                )
            )
        default:
            return isLate ? .failure(timeout(of: target)) : nil
        }
    }

    /// Whether trying again with the same bytes would end the same.
    private func isFileToBlame(_ object: VectorStoreFileObject) -> Bool {
        guard object.status == .failed, let error = object.lastError else { return false }
        return !["server_error", "rate_limit_exceeded"].contains(error.code)
    }

    private func timeout(of target: Target) -> DeploymentError {
        let minutes = runner.settings.indexingDeadline.components.seconds / 60
        return DeploymentError(
            .indexingTimeout,
            .partway,
            "\(target.name) was not indexed within \(minutes) minutes. The next apply waits for it once more, and uploads it "
                + "anew when it was attached \(2 * minutes) minutes ago; "
                + "`assistantctl apply --replace \(target.address)` does so now."
        )
    }

    /// A new upload that cannot be used is of no use: whatever it was to replace stays.
    private func takeBack(_ target: Target, storeID: String) async {
        do {
            try await runner.removal.detach(target.fileID, from: storeID)
            if await runner.state.isReused(target.fileID) { return }
            _ = try await runner.client.deleteFile(target.fileID)
        } catch {
            await runner.state.note(
                "\(target.fileID), the upload of \(target.name) that could not be used, is still on the account: "
                    + "\(error)"
            )
        }
    }

    private func report(_ counts: (completed: Int, total: Int), owner: String) {
        runner.onEvent(.indexing(store: .vectorStore(owner), completed: counts.completed, total: counts.total))
    }
}

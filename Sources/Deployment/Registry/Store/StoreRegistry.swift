import AssistantModel
import OpenAIAPI
import Planning
import ReleaseProtocol

/// The releases of a project's environment on a host without skills: a vector store whose metadata names the file with
/// the live release, and who changes the environment.
///
/// A store's metadata cannot be changed on a condition: two runs that begin in the same moment may both read a free
/// lock. Each looks again behind its write, and before it deletes and releases.
package struct StoreRegistry: ReleaseKeeping {
    let requests: StoreRequests
    let time: ServerClock
    let timing: RegistryTiming
    let lostTries = LostTries()
    let onNotice: @Sendable (RegistryNotice) -> Void

    package var name: String { requests.name }

    /// The former holder sees it in the store, which both write to.
    package var takeoverWait: Int { 0 }

    package var lockWarning: PlanWarning? {
        PlanWarning(
            code: "weak-lock",
            message: "releases are kept in a vector store, whose lock may let in two runs that begin in the same "
                + "moment: let nothing else apply to this environment meanwhile"
        )
    }

    /// - Parameters:
    ///   - clock: has to go on while the machine sleeps.
    ///   - unixTime: this machine's idea of the time, in seconds: it counts only where no answer tells the server's.
    package init(
        client: any OpenAIClient,
        project: String,
        environment: String,
        clock: any RunClock = SystemRunClock(),
        unixTime: Int,
        timing: RegistryTiming = RegistryTiming(),
        onNotice: @escaping @Sendable (RegistryNotice) -> Void = { _ in }
    ) {
        time = ServerClock(clock: clock, unixTime: unixTime)
        self.timing = timing
        self.onNotice = onNotice
        requests = StoreRequests(
            client: RegistryClient(base: client, time: time, timeLimit: nil, timing: timing, lostTries: lostTries),
            ownership: Ownership(project: project, environment: environment)
        )
    }

    // MARK: Reading

    package func read(_ scope: RegistryScope) async throws(DeploymentError) -> RegistrySnapshot? {
        let start = time.local
        let store: VectorStoreObject
        do throws(APIError) {
            guard let found = try await requests.store() else { return nil }
            store = found
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
        var snapshot = try await snapshot(of: store)
        snapshot.readAt = time.earliest(at: start)
        if scope == .newerVersions, let lock = StoreRecord(store.metadata).lock, !lock.isFence {
            snapshot.newer = [journal(of: lock, in: snapshot)]
        }
        return snapshot
    }

    package func newest() async throws(APIError) -> [String] {
        try await requests.client.newestVectorStores().items.map(\.id)
    }

    package func isThere(_ holderID: String) async throws(APIError) {
        _ = try await requests.client.retrieveVectorStore(holderID)
    }

    func snapshot(of store: VectorStoreObject) async throws(DeploymentError) -> RegistrySnapshot {
        let documentID = StoreRecord(store.metadata).documentID
        let document: ReleaseDocument
        if let documentID {
            document = try await requests.document(documentID)
        } else {
            document = .empty(
                project: requests.ownership.project,
                environment: requests.ownership.environment,
                origin: ReleaseDocument.Origin(
                    run: RegistryRun(id: ""),
                    toolVersion: "",
                    time: Int(store.createdAt)
                )
            )
        }
        return RegistrySnapshot(
            holderID: store.id,
            holderCreatedAt: Int(store.createdAt),
            version: document.release,
            latestVersion: document.release,
            document: document,
            readAt: time.earliest(at: time.local),
            newer: [],
            documentID: documentID
        )
    }

    /// The run that has, or had, the lock.
    private func journal(of lock: StoreLock, in snapshot: RegistrySnapshot) -> RegistrySnapshot.NewerVersion {
        let document = ReleaseDocument(
            project: requests.ownership.project,
            environment: requests.ownership.environment,
            base: snapshot.version,
            release: snapshot.document.release + 1,
            origin: ReleaseDocument.Origin(run: lock.run, toolVersion: "", time: lock.since),
            content: .applying(ReleaseJournal(changes: [], leaseEnd: lock.leaseEnd))
        )
        return RegistrySnapshot.NewerVersion(
            number: snapshot.version + 1,
            createdAt: lock.since,
            kind: .journal(document)
        )
    }

    package func looseDocuments(beside snapshot: RegistrySnapshot) async throws(DeploymentError) -> [ReleaseLeftover] {
        let named = snapshot.documentIDs
        var leftovers: [ReleaseLeftover] = []
        do throws(APIError) {
            for file in try await requests.documents() where !named.contains(file.id) {
                let bytes = try await requests.client.release(inFile: file.id)
                guard let document = try? ReleaseDocument(bytes: bytes),
                    document.project == requests.ownership.project,
                    document.environment == requests.ownership.environment
                else { continue }
                leftovers.append(
                    ReleaseLeftover(
                        upload: ReleaseUpload(
                            name: file.filename,
                            bytes: Int(file.bytes),
                            sha256: ContentDigest.sha256(bytes)
                        ),
                        run: document.origin.run.id,
                        from: Int(file.createdAt),
                        until: Int(file.createdAt)
                    )
                )
            }
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
        return leftovers
    }

    package func release(
        _ number: Int,
        in snapshot: RegistrySnapshot
    ) async throws(DeploymentError) -> ReleaseDocument {
        if number == snapshot.document.release { return snapshot.document }
        let history = snapshot.history
        guard number > 0, let documentID = history.release(number)?.document else {
            throw missing(number, in: history)
        }
        return try await requests.document(documentID)
    }
}

extension RegistrySnapshot {
    /// The files with the live release and with those before it that are kept.
    var documentIDs: Set<String> { Set(content.history.compactMap(\.document) + [documentID].compactMap { $0 }) }
}

/// How a run begins.
extension StoreRegistry {
    package func beginRun(
        _ settings: RegistryRunSettings,
        plannedOn base: RegistrySnapshot?,
        changes: [ReleaseJournal.Change],
        confirm: @escaping PlanConfirmation
    ) async throws(DeploymentError) -> any LockedRun {
        if settings.isInterrupted() { throw .registryInterrupted }
        let now = time.latest()
        var lock = StoreLock(run: settings.run, since: now, leaseEnd: now + timing.lease)
        let existing = try await store(of: base)
        let former = existing.flatMap { StoreRecord($0.metadata).lock }
        let store: VectorStoreObject
        if let existing {
            store = try await behindFence(existing, settings)
            try await take(lock, on: store, plannedOn: base, takesOver: settings.takesOver)
        } else {
            store = try await make(with: lock)
        }
        // The try that made the registry stands on it.
        if existing == nil { lock.attempt = StoreRecord(store.metadata).lock?.attempt ?? 1 }
        let session = StoreRegistrySession(
            registry: self,
            settings: settings,
            changes: changes,
            lock: lock,
            snapshot: try await snapshot(of: store)
        )
        if let former { await session.follow(former) }
        do throws(DeploymentError) {
            try await session.prepare(isOrphaned: existing.map { StoreRecord($0.metadata).isOrphaned } ?? false)
        } catch {
            // What was just made holds nothing; the first failure is the one to report.
            if existing == nil { try? await session.deleteRegistry() } else { try? await session.abandon() }
            throw error
        }
        return session
    }

    /// The registry that the plan was made on; nil where there is none yet.
    private func store(of base: RegistrySnapshot?) async throws(DeploymentError) -> VectorStoreObject? {
        do throws(APIError) {
            guard let base else { return try await requests.store() }
            if let store = try await requests.store(base.holderID) { return store }
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
        throw DeploymentError(
            .registryDamaged,
            .refused,
            "the registry \(name) is gone since the plan was made: somebody deleted the vector store, or ran "
                + "`assistantctl destroy`. Nothing was changed. Plan again."
        )
    }

    /// Waits for the end of a finished run's lock, until which a try of its writes may take effect: over those of this run.
    private func behindFence(
        _ store: VectorStoreObject,
        _ settings: RegistryRunSettings
    ) async throws(DeploymentError) -> VectorStoreObject {
        var store = store
        while let fence = StoreRecord(store.metadata).lock, fence.isFence {
            let end = fence.leaseEnd + timing.tolerance + 1
            if time.latest() >= end { break }
            onNotice(.waitingForFence(seconds: end - time.latest()))
            while time.latest() < end {
                if settings.isInterrupted() { throw .registryInterrupted }
                if Task.isCancelled { throw .registryCancelled }
                await time.sleep(until: min(end, time.latest() + 1))
            }
            do throws(APIError) {
                guard let current = try await requests.store(store.id) else { break }
                store = current
            } catch {
                throw DeploymentError(error, kind: .failedNothingChanged)
            }
        }
        return store
    }

    /// Writes the lock and reads it back, where nobody has it and the live release is the plan's.
    private func take(
        _ lock: StoreLock,
        on store: VectorStoreObject,
        plannedOn base: RegistrySnapshot?,
        takesOver: Bool
    ) async throws(DeploymentError) {
        var record = StoreRecord(store.metadata)
        if let holder = record.lock, !takesOver, time.latest() <= holder.leaseEnd + timing.tolerance {
            throw holder.refusal(now: time.latest())
        }
        try await requireBase(base, record, of: store)
        record.lock = lock
        let written: VectorStoreObject?
        do throws(APIError) {
            try await requests.write(record, to: store.id)
            written = try await requests.store(store.id)
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
        let found = written.map { StoreRecord($0.metadata) }
        guard found?.lock?.run.id == lock.run.id, found?.documentID == record.documentID else {
            if let holder = found?.lock, holder.run.id != lock.run.id { throw holder.refusal(now: time.latest()) }
            throw .registryUnreachable(nil)
        }
    }

    private func requireBase(
        _ base: RegistrySnapshot?,
        _ record: StoreRecord,
        of store: VectorStoreObject
    ) async throws(DeploymentError) {
        if record.documentID == base?.documentID { return }
        let live = try await snapshot(of: store)
        // A run that made the registry and stopped released nothing.
        if live.isEmpty, base?.isEmpty ?? true { return }
        throw DeploymentError(
            .stalePlan,
            .refused,
            "another release became live (\(live.document.release)) since the plan was made. Nothing was changed. Plan "
                + "again."
        )
    }

    /// Makes the registry with the lock on it. Of several that are made in the same moment the oldest counts.
    private func make(with lock: StoreLock) async throws(DeploymentError) -> VectorStoreObject {
        let made: VectorStoreObject
        let winner: VectorStoreObject
        do throws(APIError) {
            made = try await create(with: lock)
            winner = StoreRequests.inOrder(try await requests.stores() + [made]).first ?? made
            if winner.id != made.id { _ = try await requests.client.deleteVectorStore(made.id) }
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
        guard winner.id == made.id else {
            throw .otherRegistry(RegistryCandidate(id: winner.id, createdAt: Int(winner.createdAt)), hasWorked: false)
        }
        onNotice(.registryMade(holderID: made.id))
        return made
    }

    /// Where the answer is lost: one look, then again as the next try, which is the one that counts.
    private func create(with lock: StoreLock) async throws(APIError) -> VectorStoreObject {
        var lock = lock
        while true {
            do throws(APIError) {
                return try await requests.create(lock: lock)
            } catch {
                guard error.mayHaveBeenCarriedOut, lock.attempt < 3 else { throw error }
                let own = try await requests.stores().first { StoreRecord($0.metadata).lock?.run.id == lock.run.id }
                if let own { return own }
                lock.attempt += 1
                lostTries.note(until: time.latest() + timing.requestTimeout)
            }
        }
    }
}

extension StoreRecord {
    /// Whether a run that did not finish left its lock.
    fileprivate var isOrphaned: Bool { lock.map { !$0.isFence } ?? false }
}

extension StoreLock {
    /// What a run is told that meets the lock of another.
    func refusal(now: Int, hasWorked: Bool = false) -> DeploymentError {
        RegistryOutcome.lockedBy(run, since: since, leaseEnd: leaseEnd)
            .error(hasWorked: hasWorked, lastError: nil, now: now)
    }
}

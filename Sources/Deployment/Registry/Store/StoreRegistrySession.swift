import OpenAIAPI
import ReleaseProtocol

/// A run that holds the lock of a ``StoreRegistry``.
actor StoreRegistrySession: LockedRun {
    let registry: StoreRegistry
    let settings: RegistryRunSettings
    let changes: [ReleaseJournal.Change]
    var lock: StoreLock
    var snapshot: RegistrySnapshot
    /// Release documents of runs that died.
    var leftovers: [ReleaseLeftover] = []
    /// Whether a document went up that nothing names.
    var hasLooseDocument = false
    /// The runs, this one or the one before, that may have made something twice because an answer was lost.
    var twinRuns: Set<String> = []
    /// What the store named as the live release in this run.
    var formerDocumentIDs: Set<String?> = []
    /// What took the lock away.
    private var fatal: DeploymentError?
    /// Until then a look at the lock counts, in Unix seconds.
    private var isLookedAtUntil = 0
    /// To write the store's metadata: it is read, changed and written as a whole.
    let turns = TurnTaking()

    /// Of this moment: no try of a write begins when less than a request's time-out is left of the lease.
    var requests: StoreRequests {
        var requests = registry.requests
        let lastWrite = Duration.seconds(max(0, secondsToLastWrite))
        requests.client = requests.client.underLock(timing, lastWrite: lastWrite)
        return requests
    }

    /// Negative when it is too late for a write.
    private var secondsToLastWrite: Int {
        lock.leaseEnd - timing.tolerance - timing.requestTimeout - time.latest()
    }
    var time: ServerClock { registry.time }
    var timing: RegistryTiming { registry.timing }

    init(
        registry: StoreRegistry,
        settings: RegistryRunSettings,
        changes: [ReleaseJournal.Change],
        lock: StoreLock,
        snapshot: RegistrySnapshot
    ) {
        self.registry = registry
        self.settings = settings
        self.changes = changes
        self.lock = lock
        self.snapshot = snapshot
        formerDocumentIDs = [snapshot.documentID]
    }

    /// The run before left its lock: where its release is live, what else it made is left over.
    func follow(_ former: StoreLock) {
        if former.isFence || former.run.id == snapshot.document.origin.run.id { twinRuns.insert(former.run.id) }
    }

    // MARK: The lock

    /// The registry as it is now, with this run's lock on it. Needs the turn.
    func lockedRecord() async throws(DeploymentError) -> StoreRecord {
        if let fatal { throw fatal }
        let start = time.latest()
        let store: VectorStoreObject?
        do throws(APIError) {
            store = try await requests.store(snapshot.holderID)
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
        let error: DeploymentError
        if let record = store.map({ StoreRecord($0.metadata) }) {
            if record.lock?.run.id == lock.run.id, record.documentID == snapshot.documentID {
                isLookedAtUntil = start + timing.recheck
                return record
            }
            // A write of this run whose answer was lost came late, and took back what was written since.
            let isOwnPast = record.lock.map { $0.run.id == lock.run.id } ?? true
            if registry.lostTries.until > 0, isOwnPast, formerDocumentIDs.contains(record.documentID) {
                var current = record
                (current.lock, current.documentID) = (lock, snapshot.documentID)
                return current
            }
            error = RegistryOutcome.leaseLost(to: record.lock?.run)
                .error(hasWorked: true, lastError: nil, now: time.latest())
        } else {
            error = RegistryOutcome.registryGone.error(hasWorked: true, lastError: nil, now: time.latest())
        }
        fatal = error
        throw error
    }

    /// Writes a change of what stands there, with a lease that begins anew. Needs the turn.
    func write(_ change: (inout StoreRecord) -> Void) async throws(DeploymentError) {
        var record = try await lockedRecord()
        guard secondsToLastWrite >= 0 else { throw lose() }
        var renewed = lock
        renewed.leaseEnd = time.latest() + timing.lease
        record.lock = renewed
        change(&record)
        do throws(APIError) {
            try await requests.write(record, to: snapshot.holderID)
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
        lock = renewed
        formerDocumentIDs.insert(record.documentID)
    }

    func whileKeepingLock<Result: Sendable>(_ body: @Sendable () async -> Result) async -> Result {
        await turns.repeating(
            // An error is met again by the next write.
            { try? await self.renewIfDue(leaving: self.timing.renewal) },
            after: { await self.waitForRenewal() },
            during: body
        )
    }

    private func waitForRenewal() async {
        await time.sleep(until: max(lock.leaseEnd - timing.renewal, time.latest() + timing.poll))
    }

    /// Needs the turn.
    private func renewIfDue(leaving seconds: Int) async throws(DeploymentError) {
        if lock.leaseEnd - time.latest() <= seconds { try await write { _ in } }
    }

    func permitWrite() async throws(DeploymentError) -> WritePermit {
        WritePermit(holding: try await secondsHeld(), timing)
    }

    /// For how many seconds from now the lock is held: at least a request's time-out.
    private func secondsHeld() async throws(DeploymentError) -> Int {
        if let fatal { throw fatal }
        // So early that the renewal itself still has its time.
        let needed = min(timing.renewal, 2 * (timing.requestTimeout + timing.tolerance))
        if lock.leaseEnd - time.latest() <= needed {
            await turns.take()
            defer { turns.end() }
            try await renewIfDue(leaving: needed)
        }
        guard secondsToLastWrite >= 0 else { throw lose() }
        return lock.leaseEnd - timing.tolerance - time.latest()
    }

    /// The lease ran out, as when the machine slept.
    private func lose() -> DeploymentError {
        let error = RegistryOutcome.leaseLost(to: nil).error(hasWorked: true, lastError: nil, now: time.latest())
        fatal = error
        return error
    }

    /// Ends the lock; one that ran out, or is about to, ends by itself. It is kept for as long as a try of some write may
    /// take effect whose answer was lost: the next run waits for that. Needs the turn.
    func giveLockBack() async throws(DeploymentError) {
        guard secondsToLastWrite >= 0 else { return }
        if fence == nil { try await write { $0.lock = nil } }
        // The write that was to end it may have been repeated itself.
        guard let fence else { return }
        let record = try await endedRecord(fence)
        do throws(APIError) {
            try await requests.write(record, to: snapshot.holderID)
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
    }

    private var fence: StoreLock? {
        guard registry.lostTries.until > time.latest() else { return nil }
        var fence = lock
        (fence.leaseEnd, fence.isFence) = (registry.lostTries.until, true)
        return fence
    }

    /// The registry as this run leaves it, with a lock for its end.
    private func endedRecord(_ lock: StoreLock) async throws(DeploymentError) -> StoreRecord {
        let store: VectorStoreObject?
        do throws(APIError) {
            store = try await requests.store(snapshot.holderID)
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
        guard let store else {
            throw RegistryOutcome.registryGone.error(hasWorked: true, lastError: nil, now: time.latest())
        }
        var record = StoreRecord(store.metadata)
        guard record.lock.map({ $0.run.id == lock.run.id }) ?? true, formerDocumentIDs.contains(record.documentID)
        else {
            throw RegistryOutcome.leaseLost(to: record.lock?.run)
                .error(hasWorked: true, lastError: nil, now: time.latest())
        }
        (record.lock, record.documentID) = (lock, snapshot.documentID)
        return record
    }

    func permitDeletion() async throws(DeploymentError) -> WritePermit {
        _ = try await secondsHeld()
        if time.latest() > isLookedAtUntil {
            await turns.take()
            defer { turns.end() }
            if time.latest() > isLookedAtUntil { _ = try await lockedRecord() }
        }
        return WritePermit(holding: try await secondsHeld(), timing, limit: timing.writeLimit)
    }
}

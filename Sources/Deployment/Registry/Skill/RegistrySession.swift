import OpenAIAPI
import ReleaseProtocol

/// A run that holds the lock of a registry, from ``ReleaseRegistry/begin(_:plannedOn:changes:confirm:)`` on: it renews
/// the lease, says what may be written, and ends with a new release, without one, or with the registry's deletion.
///
/// It carries out what ``RegistryMachine`` decides, one step at a time. The apply engine works beside it, inside
/// ``whileKeepingLock(_:)``.
package actor RegistrySession: LockedRun {
    let reader: RegistryReader
    let settings: RegistryRunSettings
    var machine: RegistryMachine
    /// What the next journal says.
    var changes: [ReleaseJournal.Change]
    /// The live release that this run builds on; after ``publish(_:keep:removeFile:)`` the one
    /// that it made.
    package internal(set) var snapshot: RegistrySnapshot
    /// Whether the registry was made by this run.
    let madeRegistry: Bool

    /// The step at which the machine waits for news: work, planning or the end; nil while it talks.
    var resting: RegistryStep?
    /// Whether the lock was held at any time: from then on something may have been written.
    var hasWorked = false
    var isInterruptionDelivered = false
    /// What stopped the run, where it is more than the machine's outcome says.
    var fatal: DeploymentError?
    var lastError: APIError?
    var delays = 0
    var lastWait: RegistryStep.WaitReason?
    /// Journals that were read, by version.
    var journals: [Int: ReleaseDocument] = [:]
    /// Releases above the live one that were read, by version.
    var releases: [Int: ReleaseDocument] = [:]
    /// When versions were published, which never changes.
    var creationTimes: [Int: Int] = [:]
    /// The release that is about to be published.
    var draft: ReleaseDraft?
    var isPruning = false
    /// Whether other registries of the name were there when the first release was about to be published.
    var hasRivals = false
    /// Whether the release is live and the lock was given back.
    var isReleased = false
    /// To talk to the registry: the machine has one question open at a time.
    let turns = TurnTaking()

    var time: ServerClock { reader.time }
    var timing: RegistryTiming { reader.timing }
    var skills: RegistrySkills { reader.skills }

    init(
        reader: RegistryReader,
        settings: RegistryRunSettings,
        snapshot: RegistrySnapshot,
        madeRegistry: Bool,
        changes: [ReleaseJournal.Change],
        plannedAt: Int
    ) {
        self.reader = reader.underLock
        var settings = settings
        settings.began = plannedAt > 0 ? plannedAt : nil
        self.settings = settings
        self.snapshot = snapshot
        self.madeRegistry = madeRegistry
        self.changes = changes
        machine = RegistryMachine(
            RegistryMachine.Configuration(
                run: settings.run,
                timing: reader.timing,
                purpose: settings.purpose,
                takesOver: settings.takesOver,
                firstReleaseOf: snapshot.isEmpty ? snapshot.candidate : nil,
                madeRegistry: madeRegistry
            ),
            base: snapshot.base(timing: reader.timing),
            plannedAt: plannedAt
        )
    }

    /// Tells the machine what happened and does what it asks for, until it waits for news again. Needs the turn.
    @discardableResult
    func carryOn(_ news: RegistryEvent) async throws(DeploymentError) -> RegistryStep {
        if let fatal, resting == nil { throw fatal }
        resting = nil
        var event = news
        var askedAt = time.earliest(at: time.local)
        while true {
            let step = machine.advance(event, askedAt: askedAt, now: time.latest())
            switch step {
            case .work, .planAgain, .end:
                resting = step
                return step
            default: break
            }
            let start = time.local
            if !hasWorked, !isInterruptionDelivered, settings.isInterrupted() {
                isInterruptionDelivered = true
                event = .interrupted
            } else {
                event = try await carryOut(step)
            }
            askedAt = time.earliest(at: start)
        }
    }

    /// Goes on until the lock is held, asking whether the plan still stands where that is needed. Needs the turn.
    func obtainLock(
        _ news: RegistryEvent,
        confirm: @escaping PlanConfirmation
    ) async throws(DeploymentError) {
        var step = try await carryOn(news)
        while true {
            switch step {
            case .work:
                hasWorked = true
                snapshot.newer = machine.releasesAboveBase.compactMap { version, _ in
                    releases[version].map {
                        RegistrySnapshot.NewerVersion(
                            number: version,
                            createdAt: creationTimes[version] ?? $0.origin.time,
                            kind: .release($0)
                        )
                    }
                }
                return
            case .planAgain: step = try await confirmPlan(confirm)
            default: throw endError()
            }
        }
    }

    /// With or without the lock, which is renewed meanwhile.
    private func confirmPlan(
        _ confirm: @escaping PlanConfirmation
    ) async throws(DeploymentError) -> RegistryStep {
        guard let live = try await reader.liveRelease(ofRegistry: snapshot.holderID) else {
            return try await carryOn(.registryGone)
        }
        snapshot = live
        reader.onNotice(.planningAgain(release: live.document.release))
        let readAt = time.earliest(at: time.local)
        turns.end()
        let failure: DeploymentError? = await whileKeepingLock {
            do throws(DeploymentError) {
                try await confirm(live)
                return nil
            } catch {
                return error
            }
        }
        await turns.take()
        if let failure {
            try await carryOn(.interrupted)
            throw failure
        }
        guard case .planAgain = resting else { throw endError() }
        return try await carryOn(.planned(base: live.base(timing: timing), readAt: readAt))
    }

    /// Why the run is over.
    func endError() -> DeploymentError {
        if let fatal { return fatal }
        guard case .end(let outcome) = resting else { return .registryCancelled }
        // Before the first release a registry goes because another one won, whose run deletes it.
        if outcome == .registryGone, snapshot.isEmpty, settings.purpose == .release {
            return .otherRegistry(nil, hasWorked: hasWorked)
        }
        return outcome.error(
            hasWorked: hasWorked,
            lastError: lastError,
            now: time.latest(),
            takeoverWait: reader.timing.settling
        )
    }
}

/// The apply engine's part: working under the lock.
extension RegistrySession {
    /// Runs the body and renews the lease meanwhile.
    package func whileKeepingLock<Result: Sendable>(_ body: @Sendable () async -> Result) async -> Result {
        await turns.repeating(
            // An error is kept, and met by the next write.
            { try? await self.renewIfDue() },
            after: { await self.waitForRenewal() },
            during: body
        )
    }

    /// A lease that is renewed, given back or taken again meanwhile is looked at again a little later.
    private func waitForRenewal() async {
        let next = min(max(machine.wakeAt, time.latest() + 1), time.latest() + timing.recheck)
        await time.sleep(until: next)
    }

    /// Needs the turn.
    private func renewIfDue() async throws(DeploymentError) {
        switch resting {
        case .work(let wakeAt, _), .planAgain(_, let wakeAt?):
            if time.latest() >= wakeAt { try await carryOn(.timePassed) }
        default: break
        }
    }

    package func permitWrite() async throws(DeploymentError) -> WritePermit {
        WritePermit(holding: try await secondsHeld(), timing)
    }

    /// For how many seconds from now the lock is held for certain: at least a request's time-out.
    private func secondsHeld() async throws(DeploymentError) -> Int {
        let seconds = timing.requestTimeout
        if isReleased { try await takeLockAgain() }
        if !machine.mayStartWrite(lasting: seconds, now: time.latest()), !isPruning {
            await turns.take()
            defer { turns.end() }
            try await renewIfDue()
        }
        // While this write waited for its turn, the release may have become live, and the lock was given back with it.
        if isReleased { try await takeLockAgain() }
        guard let held = machine.secondsHeld(now: time.latest()), held >= seconds else { throw workError() }
        return held
    }

    package func permitDeletion() async throws(DeploymentError) -> WritePermit {
        _ = try await secondsHeld()
        if !isPruning, !isDeletionPermitted {
            await turns.take()
            defer { turns.end() }
            // Several deletions that wait for their turn need one look.
            if !isDeletionPermitted {
                guard case .work = resting else { throw workError() }
                try await carryOn(.deletionsAhead)
                guard isDeletionPermitted else { throw workError() }
            }
        }
        return WritePermit(holding: try await secondsHeld(), timing, limit: timing.writeLimit)
    }

    private var isDeletionPermitted: Bool {
        if case .work(_, let until?) = resting { time.latest() <= until } else { false }
    }

    func workError() -> DeploymentError {
        if case .end = resting { return endError() }
        return fatal
            ?? DeploymentError(
                .leaseLost,
                .partway,
                "the lease on the registry cannot be renewed: nothing more is written. Run `assistantctl apply` again."
            )
    }
}

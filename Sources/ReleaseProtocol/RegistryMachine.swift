/// One run's part in the registry protocol: what to do next, given what happened. It decides and does nothing itself.
///
/// The driver carries out the step that ``advance(_:askedAt:now:)`` returns and comes back with what happened, until the
/// step is ``RegistryStep/end(_:)``. The course of a run:
///
/// 1. Publish a journal; read every version between the base and it; read the default. From that the
///    lock's holder follows (``RegistryLog``). Another holder: delete the journal and stop.
/// 2. Work, renewing the lease by further journals. Before deletions look at the registry again: only a takeover, or
///    somebody outside the protocol, can have changed the holder.
/// 3. Prune old releases, publish the new one, read it back, look again, move the default.
/// 4. From here on the run is finished and others may hold the lock: delete its journals and what dead runs left.
///
/// Until step 3 is through, no journal that may have held the lock is deleted. A run that stops early publishes a last
/// journal that ends its lease.
///
/// A release above the live one is of a run that died before it made it live, or was live until somebody moved the
/// default back by hand: nothing tells which. So it is not deleted for its place; it goes into the history, unless the
/// new release holds the same.
package struct RegistryMachine: Hashable, Sendable {
    /// What a run is for.
    package enum Purpose: Hashable, Sendable {
        /// Ends with a new release.
        case release
        /// Ends with the registry's deletion.
        case destroy
        /// Ends without a release: the deletions that only follow on one.
        case maintenance
    }

    /// What is known when a run begins.
    package struct Configuration: Hashable, Sendable {
        package var run: RegistryRun
        package var timing: RegistryTiming
        package var purpose: Purpose
        /// False for a run that has nothing to plan: it goes on against its own release or not at all.
        package var mayPlanAgain: Bool
        /// `--takeover`: the holder that stands in the way is dead.
        package var takesOver: Bool
        /// Where the registry has no release yet, its own entry: it has to be the oldest of its name.
        package var firstReleaseOf: RegistryCandidate?
        /// Whether this run made the registry.
        package var madeRegistry: Bool

        package init(
            run: RegistryRun,
            timing: RegistryTiming = RegistryTiming(),
            purpose: Purpose = .release,
            mayPlanAgain: Bool = true,
            takesOver: Bool = false,
            firstReleaseOf: RegistryCandidate? = nil,
            madeRegistry: Bool = false
        ) {
            self.run = run
            self.timing = timing
            self.purpose = purpose
            self.mayPlanAgain = mayPlanAgain
            self.takesOver = takesOver
            self.firstReleaseOf = firstReleaseOf
            self.madeRegistry = madeRegistry
        }
    }

    enum Stage: Hashable {
        /// Getting the lock, or finding out who has it.
        case acquiring
        /// Holding the lock by a takeover, until the former holder must have seen it.
        case settling(until: Int)
        /// Making another plan, with or without the lock.
        case planning
        case working
        case pruning
        case destroying
        case releasing
        case readingBack
        case movingDefault
        /// Finished: tidying up without the lock.
        case cleaning
        /// Not finished: giving back the lock, or deleting void journals.
        case stopping(RegistryOutcome)
        case ended(RegistryOutcome)
    }

    let configuration: Configuration
    var timing: RegistryTiming { configuration.timing }
    var runID: String { configuration.run.id }
    /// The run whose part this is.
    package var run: RegistryRun { configuration.run }

    /// The live release as the run last saw it.
    package internal(set) var base: RegistryBase
    /// Whether `base.run` still has to be looked up.
    var isBaseUnread = false
    /// The plan shows the account as it was then, or later.
    var plannedAt: Int
    /// Whether the plan was made against another release than `base`.
    var isPlanOutdated = false

    var stage: Stage = .acquiring
    var lastStep: RegistryStep?
    var log = RegistryLog()
    /// This run's journals that count, ascending.
    var journals: [OwnJournal] = []
    /// Whether another journal is needed to get the lock, or to hold it with another plan.
    var wantsJournal = true
    /// The run that the next journal takes over.
    var toTakeOver: String?
    /// A takeover is tried once: a run that took over in the same moment is not dead.
    var hasTakenOver = false
    var release: OwnRelease?
    /// A publication whose answer was lost, and that has to be looked for.
    var lostPublication: LostPublication?
    /// Until when a move of the default whose answer was lost may take effect.
    var lostMove: Int?
    var fence: Fence?
    /// Until when a release or a move whose answer was lost may take effect.
    var outstandingUntil = 0
    /// Whether the answer to a journal was lost: it may take effect when its run is over.
    var hasLostJournal = false
    /// What a look at the registry has found so far.
    var look = Look()
    /// The tenure that this run works under.
    var tenure: LockTenure?
    var pruning: [Int] = []
    /// Releases above the base that the new release has in its history.
    var keeping: Set<Int> = []
    var wantsDeletions = false
    /// Whether the registry that gets its first release was found to be the oldest of its name.
    var isRegistryChecked = false
    /// Whether giving back the lock was tried.
    var hasTriedToEnd = false
    /// Versions whose deletion got no answer once: it is asked for again.
    var deletedInDoubt: Set<Int> = []
    /// Versions whose deletion did not work out: the next run's turn.
    var undeletable: Set<Int> = []
    var attempts = Attempts()

    struct OwnJournal: Hashable {
        var number: Int
        var createdAt: Int
        var leaseEnd: Int
        /// Whether everything before it was read and the lock's holder follows.
        var isVerified = false
    }

    struct OwnRelease: Hashable {
        var number: Int
        var createdAt: Int
    }

    /// This run's own.
    struct Fence: Hashable {
        var number: Int
        var until: Int
    }

    struct LostPublication: Hashable {
        var step: RegistryStep
        /// From then on it has taken effect, or never does.
        var settledAt: Int
        /// Versions up to this one are older.
        var after: Int
    }

    /// A look at the registry: the versions that are listed, those not read yet, the default.
    struct Look: Hashable {
        var startedAt: Int?
        var unread: [Int] = []
        var defaultVersion: Int?
        /// While a takeover settles.
        var defaultAskedAt: Int?
    }

    /// How often something was tried that must not go on forever.
    struct Attempts: Hashable {
        var acquiring = 0
        var releasing = 0
        var moving = 0
        /// Publications that were repeated at once.
        var repeating = 0
        var fencing = 0
        var ending = 0
        /// Reads in a row that got no answer.
        var reading = 0
    }

    /// - Parameters:
    ///   - base: the live release that the plan was made against.
    ///   - plannedAt: when reading the account for the plan began.
    package init(_ configuration: Configuration, base: RegistryBase, plannedAt: Int) {
        self.configuration = configuration
        self.base = base
        self.plannedAt = plannedAt
    }

    /// For how many seconds from now on the run holds the lock for certain, while it may write to the account; nil while
    /// it may not. Negative where the lease is over.
    package func secondsHeld(now: Int) -> Int? {
        guard let tenure, tenure.endedAt == nil else { return nil }
        switch stage {
        case .working, .pruning, .destroying: return tenure.leaseEnd - timing.tolerance - now
        case .acquiring, .settling, .planning, .releasing, .readingBack, .movingDefault, .cleaning,
            .stopping, .ended:
            return nil
        }
    }

    /// Whether a write to the account that lasts at most `seconds` may begin: the run holds the lock until it ends.
    package func mayStartWrite(lasting seconds: Int, now: Int) -> Bool {
        secondsHeld(now: now).map { $0 >= seconds } ?? false
    }

    /// Whether the release is live and the run only tidies up: what cannot be read is then left alone.
    package var isTidyingUp: Bool { stage == .cleaning }

    /// Versions with the journals of runs that held the lock before this one and did not finish: what they intended and
    /// may have left. Known from the first ``RegistryStep/work(wakeAt:deletionsUntil:)`` on.
    package var unfinishedJournals: [Int] {
        guard let own = journals.last else { return [] }
        return log.tenures(after: base, through: own.number, tolerance: timing.tolerance)
            .filter { $0.run.id != runID }.flatMap(\.journals).sorted()
    }

    /// Releases of others above the live one, ascending, with whether they were certainly live: whose run finished, and
    /// deleted its journals. Known from the first ``RegistryStep/work(wakeAt:deletionsUntil:)`` on.
    package var releasesAboveBase: [(version: Int, wasLive: Bool)] {
        let runs = log.journalRuns
        return log.inOrder.compactMap { version in
            guard version.number > base.version, case .complete(let run, _) = version.record, run != runID,
                !base.isReleased(run)
            else { return nil }
            return (version.number, !runs.contains(run))
        }
    }

    /// What to do after an event.
    ///
    /// - Parameters:
    ///   - askedAt: the server's time when the answered request was sent, at the earliest. An answer that lay about for
    ///     a while, because the process was suspended, is as old as its question.
    ///   - now: the server's time, at the latest.
    package mutating func advance(_ event: RegistryEvent, askedAt: Int, now: Int) -> RegistryStep {
        absorb(event, askedAt: askedAt, now: now)
        let step = nextStep(now: now)
        lastStep = step
        return step
    }
}

@testable import ReleaseProtocol

/// Several runs and a registry at one moment: a state of the model checker.
///
/// Steps take no time; time goes on when every run waits or is suspended. A run is suspended at any point: before it
/// begins a step, while its request is on its way, or with the answer unread. How often anything goes wrong in one
/// history is limited, so that there are finitely many of them; where it goes wrong is not.
struct RegistryWorld: Hashable {
    static let timing = RegistryTiming(
        lease: 14,
        renewal: 5,
        requestTimeout: 1,
        visibility: 2,
        recheck: 1,
        poll: 2,
        tolerance: 1
    )

    /// Where a run's process stands.
    enum Phase: Hashable {
        /// About to carry out the step that the machine asked for.
        case ready(RegistryStep)
        /// Suspended before the step.
        case asleep(RegistryStep, since: Int)
        /// Suspended with the answer to a request.
        case holding(RegistryEvent, askedAt: Int, since: Int)
        /// A request is on its way.
        case waiting
        case killed
        case over(RegistryOutcome)
    }

    /// What may still go wrong.
    struct Budget: Hashable {
        var suspensions = 0
        /// Runs before this one are not suspended.
        var suspendsFrom = 0
        var kills = 0
        var losses = 0
        /// Requests that get no answer and take effect at any moment until their time-out.
        var lates = 0
        var interruptions = 0
        /// Somebody makes an older release live again, by hand, while no run is under way.
        var handMoves = 0
    }

    /// The work of a run's plan.
    struct Work: Hashable {
        /// Writes to the account that are left.
        var writes = 1
        /// How often the lease is renewed before the writes begin.
        var renewals = 0
        /// Whether the writes delete something.
        var deletes = false
    }

    struct Process: Hashable {
        var machine: RegistryMachine
        var phase: Phase { didSet { fingerprint = nil } }
        var work: Work { didSet { fingerprint = nil } }
        /// The hash, which most moves leave as it is: hashing is what takes the checker's time.
        var fingerprint: Int?

        init(machine: RegistryMachine, phase: Phase, work: Work) {
            self.machine = machine
            self.phase = phase
            self.work = work
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(fingerprint ?? computedFingerprint)
        }

        /// The machine changes only together with the phase.
        var computedFingerprint: Int {
            var hasher = Hasher()
            hasher.combine(machine)
            hasher.combine(phase)
            hasher.combine(work)
            return hasher.finalize()
        }

        var isRunning: Bool {
            switch phase {
            case .killed, .over: false
            case .ready, .asleep, .holding, .waiting: true
            }
        }
    }

    /// A request that the server has not carried out yet.
    struct Message: Hashable {
        var process: Int
        /// Nil for a write to the account.
        var step: RegistryStep?
        var sentAt: Int
        /// The run was told that the answer is lost, and goes on.
        var isAbandoned = false
        /// What the run built on when it sent it.
        var base = 0
        var keeping: Set<Int> = []

        /// A release whose answer was lost is published again: it may take effect whenever it wants.
        var needsLock: Bool {
            switch step {
            case nil, .moveDefault: true
            case .publishRelease: !isAbandoned
            default: false
            }
        }
    }

    var now = 0
    var server: SimulatedRegistry
    var processes: [Process] = []
    var messages: [Message] = []
    var budget: Budget
    /// Whether two runs must never hold the lock: not so after the takeover of a living run, which a person answers for.
    var isExclusive = true
    /// Whether a release was taken back by hand. Runs then release something else than it held, and no recovery has to
    /// end as if nothing had happened.
    var wasMovedByHand = false
    /// Whether the runs are alike, so that it does not matter which of them begins.
    var isSymmetric = false

    /// - Parameter late: runs that begin at any moment after the others.
    init(
        runs: [RegistryMachine.Configuration],
        late: [RegistryMachine.Configuration] = [],
        work: Work = Work(),
        budget: Budget = Budget(),
        lag: Int = 2
    ) {
        server = SimulatedRegistry(lag: lag)
        self.budget = budget
        for run in runs { start(run, work: work) }
        for run in late {
            start(run)
            if case .ready(let step)? = processes.last?.phase {
                processes[processes.count - 1].phase = .asleep(step, since: 0)
            }
        }
    }

    /// A run begins at the present moment.
    mutating func start(_ run: RegistryMachine.Configuration, work: Work = Work()) {
        var machine = RegistryMachine(run, base: server.base, plannedAt: now)
        let step = machine.advance(.begin, askedAt: now, now: now)
        processes.append(Process(machine: machine, phase: .ready(step), work: work))
    }

    /// Whether everything is over.
    var isSettled: Bool { messages.isEmpty && !processes.contains(where: \.isRunning) }

    /// What a run may see as the answer to a read: new versions may be invisible.
    func answers(to step: RegistryStep) -> [RegistryEvent] {
        switch step {
        case .readDefault: return [.defaultRead(server.defaultVersion)]
        case .readVersion(let number):
            guard let version = server[number] else { return [.versionMissing(number)] }
            return server.isYoung(number, now: now)
                ? [.versionRead(version), .versionMissing(number)] : [.versionRead(version)]
        case .listVersions:
            let all = server.remaining.map(\.number)
            let old = all.filter { !server.isYoung($0, now: now) }
            return all == old ? [.versionsListed(all)] : [.versionsListed(all), .versionsListed(old)]
        default: return []
        }
    }

    /// A write of a run as it stands.
    func message(_ step: RegistryStep?, of process: Int, isAbandoned: Bool = false) -> Message {
        let machine = processes[process].machine
        return Message(
            process: process,
            step: step,
            sentAt: now,
            isAbandoned: isAbandoned,
            base: machine.base.version,
            keeping: machine.keeping
        )
    }

    /// Carries out a write.
    mutating func carryOut(_ message: Message, _ step: RegistryStep) throws(Violation) -> RegistryEvent {
        if message.needsLock { try checkExclusion(of: message.process) }
        switch step {
        case .publishJournal(var terms, _):
            terms.base = message.base
            return server.publish(.journal(terms), now: now)
        case .publishRelease:
            return server.publish(
                .complete(run: processes[message.process].machine.runID, base: message.base),
                keeping: message.keeping,
                now: now
            )
        case .moveDefault(let number, _):
            try checkMove(to: number)
            return server.moveDefault(to: number)
        case .deleteVersion(let number, _):
            if server.everLive.contains(number) { throw Violation("release \(number), which was live, is deleted") }
            return server.delete(number)
        default: throw Violation("unexpected write \(step)")
        }
    }

    /// What needs the lock is done by no two runs at a time.
    ///
    /// - Parameter writer: a run that writes right now.
    func checkExclusion(of writer: Int? = nil) throws(Violation) {
        guard isExclusive else { return }
        var writers = Set(messages.filter(\.needsLock).map(\.process))
        if let writer { writers.insert(writer) }
        for index in processes.indices where processes[index].isRunning {
            if processes[index].machine.mayStartWrite(lasting: Self.timing.requestTimeout, now: now) {
                writers.insert(index)
            }
        }
        if writers.count > 1 { throw Violation("runs \(writers.sorted()) write at once at time \(now)") }
    }

    /// No completed release is lost: each follows on the one that is live.
    private func checkMove(to number: Int) throws(Violation) {
        guard case .complete(_, let base)? = server[number]?.record else { return }
        guard base == server.defaultVersion || number == server.defaultVersion else {
            throw Violation("release \(number) on base \(base ?? 0) replaces release \(server.defaultVersion)")
        }
    }
}

/// What the protocol must never let happen.
struct Violation: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

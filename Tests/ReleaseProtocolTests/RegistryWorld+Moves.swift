@testable import ReleaseProtocol

/// A world that may follow on another, and how.
struct RegistryMove {
    /// For the account of a violation; put together only then.
    var label: () -> String
    var world: RegistryWorld
}

/// Every way a world can go on.
extension RegistryWorld {
    func moves() throws(Violation) -> [RegistryMove] {
        if isSymmetric {
            var world = self
            world.isSymmetric = false
            return try world.moves(of: 0...0)
        }
        return try moves(of: processes.indices)
    }

    private func moves(of runs: some Sequence<Int>) throws(Violation) -> [RegistryMove] {
        var moves: [RegistryMove] = []
        for index in runs {
            let process = processes[index]
            switch process.phase {
            case .ready(let step): try addSteps(of: index, step, to: &moves)
            case .asleep(let step, let since) where now > since:
                addMove("\(index) wakes up", to: &moves) { $0.processes[index].phase = .ready(step) }
            case .holding(let event, let askedAt, let since) where now > since:
                addMove("\(index) wakes up with \(event)", to: &moves) {
                    $0.deliver(event, askedAt: askedAt, to: index)
                }
            default: break
            }
            if budget.kills > 0, process.isRunning {
                addMove("\(index) is killed", to: &moves) {
                    $0.budget.kills -= 1
                    $0.processes[index].phase = .killed
                }
            }
        }
        addHandMove(to: &moves)
        for index in messages.indices { try addArrivals(of: index, to: &moves) }
        if let next = nextMoment { addMove("time \(next)", to: &moves) { $0.now = next } }
        return moves
    }

    private func addMove(
        _ label: @autoclosure @escaping () -> String,
        to moves: inout [RegistryMove],
        _ change: (inout RegistryWorld) -> Void
    ) {
        var world = self
        change(&world)
        moves.append(RegistryMove(label: label, world: world))
    }

    private func addHandMove(to moves: inout [RegistryMove]) {
        guard budget.handMoves > 0, messages.isEmpty, let previous = server.history.dropFirst().first else { return }
        let hasBegun = processes.contains { $0.isRunning && !$0.machine.journals.isEmpty }
        if hasBegun { return }
        addMove("by hand: \(previous) is live again", to: &moves) {
            $0.budget.handMoves -= 1
            $0.wasMovedByHand = true
            _ = $0.server.moveDefault(to: previous)
        }
    }

    private func maySuspend(_ index: Int) -> Bool { budget.suspensions > 0 && index >= budget.suspendsFrom }

    mutating func deliver(_ event: RegistryEvent, askedAt: Int, to index: Int) {
        let step = processes[index].machine.advance(event, askedAt: askedAt, now: now)
        if case .end(let outcome) = step {
            processes[index].phase = .over(outcome)
        } else {
            processes[index].phase = .ready(step)
        }
    }

    /// Whether a run has nothing to do at this moment.
    private func isIdle(_ process: Process) -> Bool {
        switch process.phase {
        case .ready(.wait(let until, _)): until > now
        case .ready(.work(let wakeAt, _)): process.work.renewals > 0 && wakeAt > now
        case .ready: false
        case .asleep, .holding, .waiting, .killed, .over: true
        }
    }

    private func addSteps(of index: Int, _ step: RegistryStep, to moves: inout [RegistryMove]) throws(Violation) {
        if budget.interruptions > 0 {
            addMove("\(index) is interrupted before \(step)", to: &moves) {
                $0.budget.interruptions -= 1
                $0.deliver(.interrupted, askedAt: now, to: index)
            }
        }
        guard !isIdle(processes[index]) else { return }
        switch step {
        case .wait: addAnswer(.timePassed, to: index, "\(index) waited", &moves)
        case .readVersion, .readDefault, .listVersions:
            for event in answers(to: step) { addAnswer(event, to: index, "\(index): \(event)", &moves) }
        case .work(let wakeAt, let deletionsUntil):
            addWork(of: index, wakeAt: wakeAt, deletionsUntil: deletionsUntil, to: &moves)
        case .planAgain:
            addAnswer(.planned(base: server.base, readAt: now), to: index, "\(index) plans again", &moves)
        case .publishJournal(_, let notAfter), .publishRelease(let notAfter), .moveDefault(_, let notAfter),
            .deleteVersion(_, let notAfter):
            try addWrite(step, of: index, notAfter: notAfter, to: &moves)
        default: throw Violation("unexpected step \(step)")
        }
        if maySuspend(index) {
            addMove("\(index) is suspended before \(step)", to: &moves) {
                $0.budget.suspensions -= 1
                $0.processes[index].phase = .asleep(step, since: now)
            }
        }
    }

    /// The answer comes at once, or not at all, or the request takes its time.
    private func addWrite(
        _ step: RegistryStep,
        of index: Int,
        notAfter: Int,
        to moves: inout [RegistryMove]
    ) throws(Violation) {
        guard now <= notAfter else {
            return addAnswer(.timePassed, to: index, "\(index) is late for \(step)", &moves)
        }
        var world = self
        let event = try world.carryOut(message(step, of: index), step)
        world.addAnswer(event, to: index, "\(index): \(step): \(event)", &moves)
        if budget.losses > 0 {
            for (outcome, world) in [("answer", world), ("request", self)] {
                var lossy = world
                lossy.budget.losses -= 1
                lossy.addAnswer(.answerLost, to: index, "\(index): \(step): \(outcome) lost", &moves)
            }
        }
        if budget.lates > 0 {
            var world = self
            world.budget.lates -= 1
            world.messages.append(message(step, of: index, isAbandoned: true))
            world.addAnswer(.answerLost, to: index, "\(index): \(step): late", &moves)
        }
        if maySuspend(index) {
            addMove("\(index) sends \(step)", to: &moves) {
                $0.budget.suspensions -= 1
                $0.messages.append($0.message(step, of: index))
                $0.processes[index].phase = .waiting
            }
        }
    }

    private func addWork(of index: Int, wakeAt: Int, deletionsUntil: Int?, to moves: inout [RegistryMove]) {
        let process = processes[index]
        if now >= wakeAt {
            addMove("\(index) renews", to: &moves) {
                $0.processes[index].work.renewals = max(0, process.work.renewals - 1)
                $0.deliver(.timePassed, askedAt: now, to: index)
            }
        } else if process.work.writes == 0 {
            let others = process.machine.releasesAboveBase.filter { $0.wasLive || wasMovedByHand }.map(\.version)
            let event = RegistryEvent.applyFinished(pruning: [], keeping: Set(others))
            addAnswer(event, to: index, "\(index) has applied", &moves)
        } else if process.work.deletes, now > deletionsUntil ?? -1 {
            addAnswer(.deletionsAhead, to: index, "\(index) is about to delete", &moves)
        } else if process.machine.mayStartWrite(lasting: Self.timing.requestTimeout, now: now) {
            addMove("\(index) writes", to: &moves) { $0.processes[index].work.writes -= 1 }
            if maySuspend(index) {
                addMove("\(index) begins to write", to: &moves) {
                    $0.budget.suspensions -= 1
                    $0.processes[index].work.writes -= 1
                    $0.messages.append($0.message(nil, of: index))
                    $0.processes[index].phase = .waiting
                }
            }
        }
    }

    /// The answer is read at once, or after the run was suspended.
    private func addAnswer(
        _ event: RegistryEvent,
        to index: Int,
        _ label: @autoclosure @escaping () -> String,
        _ moves: inout [RegistryMove]
    ) {
        addMove(label(), to: &moves) { $0.deliver(event, askedAt: now, to: index) }
        if maySuspend(index), event != .timePassed {
            addMove(label() + ", and is suspended", to: &moves) {
                $0.budget.suspensions -= 1
                $0.processes[index].phase = .holding(event, askedAt: now, since: now)
            }
        }
    }

    /// A request takes effect until its time-out; one of a dead process may get lost.
    private func addArrivals(of message: Int, to moves: inout [RegistryMove]) throws(Violation) {
        let sent = messages[message]
        var world = self
        world.messages.remove(at: message)
        let isAwaited = !sent.isAbandoned && processes[sent.process].phase == .waiting
        if !isAwaited { moves.append(RegistryMove(label: { "a request of \(sent.process) is lost" }, world: world)) }
        let event: RegistryEvent =
            if let step = sent.step {
                try world.carryOut(sent, step)
            } else {
                .timePassed
            }
        if isAwaited { world.deliver(event, askedAt: sent.sentAt, to: sent.process) }
        moves.append(RegistryMove(label: { "\(sent.process)'s request arrives: \(event)" }, world: world))
    }

    /// The next moment at which something may be different, when every run is idle.
    private var nextMoment: Int? {
        guard processes.allSatisfy(isIdle), !isSettled else { return nil }
        let timing = Self.timing
        var moments: Set<Int> = []
        for version in server.versions {
            moments.insert(version.createdAt + timing.visibility)
            guard case .journal(let terms) = version.record else { continue }
            moments.formUnion([
                version.createdAt + timing.requestTimeout + 1,
                terms.leaseEnd - timing.requestTimeout - timing.tolerance,
                terms.leaseEnd, terms.leaseEnd + timing.tolerance, terms.leaseEnd + 2 * timing.tolerance + 1,
            ])
        }
        for process in processes {
            switch process.phase {
            case .ready(.wait(let until, _)), .ready(.work(let until, _)): moments.insert(until)
            case .asleep(_, let since), .holding(_, _, let since): moments.insert(since + 1)
            default: break
            }
        }
        let timeouts = messages.map { $0.sentAt + timing.requestTimeout }
        guard let next = moments.union(timeouts).filter({ $0 > now }).min(), next <= timeouts.min() ?? next else {
            return nil
        }
        return next
    }
}

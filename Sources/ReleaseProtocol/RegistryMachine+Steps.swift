/// Deciding what to do next.
extension RegistryMachine {
    /// The lease's end less the time that a request may take: no write begins later.
    var leaseDeadline: Int {
        (tenure?.leaseEnd ?? 0) - timing.requestTimeout - timing.tolerance
    }

    /// From when on the lease wants to be renewed, in Unix seconds of the server's time.
    package var wakeAt: Int { (journals.map(\.leaseEnd).max() ?? 0) - timing.renewal }

    mutating func nextStep(now: Int) -> RegistryStep {
        if attempts.reading > 0, lastStepIsWait == false, !stage.isEnded {
            return .wait(until: now + timing.poll, .unreachable)
        }
        while true {
            if let step = stepOfStage(now: now) { return step }
        }
    }

    private var lastStepIsWait: Bool {
        if case .wait = lastStep { true } else { false }
    }

    /// The step, or nil when the stage changed and another look at it is needed.
    private mutating func stepOfStage(now: Int) -> RegistryStep? {
        switch stage {
        case .ended(let outcome): return .end(outcome)
        case .stopping(let outcome): return stop(outcome, now: now)
        case .cleaning: return clean(now: now)
        case .acquiring: return acquire(now: now)
        case .planning where tenure == nil: return .planAgain(base: base.version, wakeAt: nil)
        default: break
        }
        // In all other stages the run holds the lock.
        let before = stage
        if let step = keepLock(now: now) { return step }
        guard stage == before, lostPublication == nil else { return nil }
        switch stage {
        case .settling(let end): return settle(until: end, now: now)
        case .planning: return .planAgain(base: base.version, wakeAt: wakeAt)
        case .working: return work(now: now)
        case .pruning: return prune(now: now)
        case .destroying:
            return recheck(now: now) ?? (stage == before ? .deleteRegistry(notAfter: checkedDeadline) : nil)
        case .releasing: return publishRelease(now: now)
        case .readingBack: return readBack(now: now)
        case .movingDefault: return moveDefault(now: now)
        case .acquiring, .cleaning, .stopping, .ended: return nil
        }
    }

    /// Until when what ``recheck(now:)`` found may be acted on.
    var checkedDeadline: Int {
        min(leaseDeadline, (look.startedAt ?? 0) + timing.recheck)
    }

    private mutating func work(now: Int) -> RegistryStep? {
        guard wantsDeletions else { return .work(wakeAt: wakeAt, deletionsUntil: nil) }
        if let step = recheck(now: now) { return step }
        guard stage == .working else { return nil }
        wantsDeletions = false
        return .work(wakeAt: wakeAt, deletionsUntil: checkedDeadline)
    }

    /// The lock is held, and whoever held it before has seen that: works, unless the plan is too old for it.
    mutating func beginWork() {
        if isPlanOutdated || isPlanOlderThanOtherRuns {
            stage = configuration.mayPlanAgain ? .planning : .stopping(.planOutdated)
        } else {
            stage = .working
        }
    }

    /// Whether another run held the lock after the account was read for the plan.
    private var isPlanOlderThanOtherRuns: Bool {
        guard let own = journals.last else { return false }
        let tenures = log.tenures(after: base, through: own.number, tolerance: timing.tolerance)
        return zip(tenures, tenures.dropFirst()).contains { tenure, next in
            guard tenure.run.id != runID else { return false }
            let end = next.isTakeover ? next.startedAt + timing.settling : tenure.lastActivity
            return min(end, tenure.lastActivity) > plannedAt
        }
    }

    private mutating func prune(now: Int) -> RegistryStep? {
        guard let number = pruning.first else {
            look = Look()
            stage = configuration.purpose == .maintenance ? .stopping(.finished(release: nil)) : .releasing
            return nil
        }
        if let step = recheck(now: now) { return step }
        return stage == .pruning ? .prune(number, notAfter: checkedDeadline) : nil
    }

    private mutating func publishRelease(now: Int) -> RegistryStep? {
        if configuration.firstReleaseOf != nil, !isRegistryChecked { return .listRegistries }
        guard attempts.releasing < 3 else {
            stage = .stopping(.refused)
            return nil
        }
        return .publishRelease(notAfter: min(leaseDeadline, now + timing.requestTimeout))
    }

    /// A version just published may answer 404: that it is gone follows only after a while, and then it is published
    /// again.
    private mutating func readBack(now: Int) -> RegistryStep? {
        guard let release else { return nil }
        if log.gone.contains(release.number) {
            self.release = nil
            attempts.releasing += 1
            stage = .releasing
            return nil
        }
        return readOrWait(release.number, certainFrom: release.createdAt + timing.visibility, now: now)
    }

    /// Reads a version, at once or, after a 404, a little later.
    func readOrWait(_ number: Int, certainFrom: Int, now: Int) -> RegistryStep {
        guard let missing = log.lastMissing(number) else { return .readVersion(number) }
        let next = min(missing + timing.poll, max(certainFrom, missing + 1))
        return now >= next ? .readVersion(number) : .wait(until: next, .visibility)
    }
}

extension RegistryMachine.Stage {
    var isEnded: Bool {
        if case .ended = self { true } else { false }
    }
}

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

/// Making the release live.
extension RegistryMachine {
    mutating func moveDefault(now: Int) -> RegistryStep? {
        guard let release else { return nil }
        if let lostMove { return moveAgain(to: release.number, lostUntil: lostMove, now: now) }
        if let step = recheck(now: now) { return step }
        return stage == .movingDefault ? .moveDefault(to: release.number, notAfter: checkedDeadline) : nil
    }

    /// A move whose answer was lost may take effect late: over that of the run that comes next, which this run's end lets
    /// in. So it is repeated only behind a fence, a journal by which the next run waits until no try can take effect any
    /// more. Whoever published a journal before the fence does not see it: then the first try is waited for.
    private mutating func moveAgain(to number: Int, lostUntil: Int, now: Int) -> RegistryStep? {
        guard let defaultVersion = look.defaultVersion else { return .readDefault }
        guard defaultVersion == base.version else {
            noticeMovedBase(to: defaultVersion, now: now)
            return nil
        }
        if now > lostUntil {
            // It never takes effect.
            lostMove = nil
            look = Look()
            return nil
        }
        let until = now + timing.fenceSlack + timing.requestTimeout
        if let fence, !hasRivals(above: number, below: fence.number) {
            let notAfter = min(leaseDeadline, fence.until - timing.requestTimeout)
            if now <= notAfter { return .moveDefault(to: number, notAfter: notAfter) }
        }
        if attempts.fencing < 3, !hasRivals(above: number, below: Int.max), until <= leaseDeadline {
            attempts.fencing += 1
            let terms = JournalTerms(run: configuration.run, leaseEnd: until, isFence: true)
            return .publishJournal(terms, notAfter: now + timing.fenceSlack)
        }
        look = Look()
        return .wait(until: lostUntil + 1, .lostAnswer)
    }

    /// Whether another run published a journal between the release and the fence.
    private func hasRivals(above release: Int, below fence: Int) -> Bool {
        log.versions.values.contains { version in
            guard version.number > release, version.number < fence, case .journal(let terms) = version.record
            else { return false }
            return terms.run.id != runID && !terms.isEnd
        }
    }
}

/// What a run does when it is finished, or stops before.
extension RegistryMachine {
    /// Deletes, after the default has moved, what is over: this run's journals, those of dead runs, and what dead runs
    /// published and did not make live. Journals of runs whose lease is not over stay: their runs delete them.
    mutating func clean(now: Int) -> RegistryStep? {
        guard let release else { return nil }
        if look.startedAt == nil { return .listVersions }
        if let number = look.unread.first { return .readVersion(number) }
        if let number = superfluous(below: release.number, now: now).first {
            return .deleteVersion(number, notAfter: now + timing.requestTimeout)
        }
        stage = .ended(.finished(release: release.number))
        return nil
    }

    /// Releases come first: without its run's journals nobody can tell that a release was never live. So the journals
    /// of other runs stay for the next run to delete while a release of theirs may be invisible yet.
    private func superfluous(below newest: Int, now: Int) -> [Int] {
        let history = releasesBefore().union(keeping)
        let busy = busyRuns(now: now)
        var releases: [Int] = []
        var journals: [Int] = []
        var runsWithReleases: Set<String> = []
        let isEverythingSeen = isEverythingSeen(below: newest)
        let journalRuns = log.journalRuns
        for version in log.inOrder where version.number < newest && !history.contains(version.number) {
            guard case .complete(let run, _) = version.record, !busy.contains(run) else { continue }
            if undeletable.contains(version.number) {
                runsWithReleases.insert(run)
            } else if run == runID || journalRuns.contains(run) || base.isReleased(run) {
                releases.append(version.number)
            }
        }
        for version in log.inOrder where version.number < newest && !undeletable.contains(version.number) {
            guard case .journal(let terms) = version.record,
                terms.run.id == runID || base.isReleased(terms.run.id) || isEverythingSeen
            else { continue }
            if !busy.contains(terms.run.id), !runsWithReleases.contains(terms.run.id) {
                journals.append(version.number)
            }
        }
        return releases + journals
    }

    private func isEverythingSeen(below newest: Int) -> Bool {
        (look.startedAt ?? 0) >= base.createdAt + timing.visibility
            && (base.version..<newest).dropFirst().allSatisfy { log.isSettled($0) }
    }

    /// The versions that were live: the base and what it and its predecessors name as their bases.
    private func releasesBefore() -> Set<Int> {
        var history = base.history
        var next: Int? = base.version
        while let number = next, history.insert(number).inserted || number == base.version {
            guard case .complete(_, let earlier)? = log.versions[number]?.record, earlier != number else { break }
            next = earlier
        }
        return history
    }

    /// Other runs whose lease is not over, by any of their journals.
    private func busyRuns(now: Int) -> Set<String> {
        var leaseEnds: [String: Int] = [:]
        var ended: Set<String> = []
        for case .journal(let terms) in log.versions.values.map(\.record) {
            leaseEnds[terms.run.id] = max(leaseEnds[terms.run.id] ?? 0, terms.leaseEnd)
            if terms.isEnd { ended.insert(terms.run.id) }
        }
        return Set(
            leaseEnds.filter { run, leaseEnd in
                run != runID && run != base.run && !ended.contains(run) && now <= leaseEnd + timing.tolerance
            }.keys
        )
    }

    /// Gives the lock back where this run may have it, and deletes those of its journals that cannot have held it.
    mutating func stop(_ outcome: RegistryOutcome, now: Int) -> RegistryStep? {
        if case .otherRegistry = outcome, configuration.madeRegistry, !hasTriedToEnd {
            hasTriedToEnd = true
            return .deleteRegistry(notAfter: now + timing.requestTimeout)
        }
        let own = journals.filter { !undeletable.contains($0.number) }
        let kept = Set(journalsThatMayHoldTheLock())
        if let void = own.first(where: { !kept.contains($0.number) }) {
            return .deleteVersion(void.number, notAfter: now + timing.requestTimeout)
        }
        let leaseEnd = own.map(\.leaseEnd).max()
        if !hasTriedToEnd, hasLostJournal || leaseEnd.map({ now <= $0 + timing.tolerance }) ?? false {
            // What may take effect yet needs the lock.
            if now <= outstandingUntil { return .wait(until: outstandingUntil + 1, .lostAnswer) }
            hasTriedToEnd = true
            let terms = JournalTerms(run: configuration.run, leaseEnd: now, isEnd: true)
            return .publishJournal(terms, notAfter: now + timing.requestTimeout)
        }
        stage = .ended(outcome)
        return nil
    }

    /// Own journals above the live release, but for those that were found to be void.
    private func journalsThatMayHoldTheLock() -> [Int] {
        let current = journals.filter { $0.number > base.version }
        guard let newest = current.last, newest.isVerified else { return current.map(\.number) }
        return log.tenures(after: base, through: newest.number, tolerance: timing.tolerance)
            .filter { $0.run.id == runID }.flatMap(\.journals)
    }
}

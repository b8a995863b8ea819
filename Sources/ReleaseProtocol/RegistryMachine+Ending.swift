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

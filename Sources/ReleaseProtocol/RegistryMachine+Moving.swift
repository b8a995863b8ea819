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

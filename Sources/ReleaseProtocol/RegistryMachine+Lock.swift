/// Getting the lock, keeping it, and making sure that it is still there.
extension RegistryMachine {
    mutating func acquire(now: Int) -> RegistryStep? {
        if lostPublication != nil { return findPublication(now: now) }
        if wantsJournal { return publishJournal(now: now) }
        if let step = verify(now: now) { return step }
        guard stage == .acquiring, let own = journals.last, own.isVerified else { return nil }
        let tenures = log.tenures(after: base, through: own.number, tolerance: timing.tolerance)
        guard let holder = tenures.last else {
            // Only when another run has this one's id and is finished.
            stage = .stopping(.baseMoved(to: base.version))
            return nil
        }
        if holder.run.id == runID {
            tenure = holder
            if now > leaseDeadline {
                // The lease ran out while this run was suspended: a further journal shows whether anybody came in
                // between.
                tenure = nil
                wantsJournal = true
            } else {
                look = Look()
                if holder.isTakeover {
                    stage = .settling(until: holder.startedAt + timing.settling)
                } else if let end = fenceEnd, now <= end {
                    stage = .settling(until: end + 1)
                } else {
                    beginWork()
                }
            }
            return nil
        }
        giveWay(to: holder, now: now)
        return nil
    }

    /// Until when a run that is to move the default keeps still; by the latest estimate of the server's time.
    private var fenceEnd: Int? {
        guard configuration.purpose != .maintenance else { return nil }
        return log.fenceEnd(after: base, besides: runID).map { $0 + timing.tolerance }
    }

    private mutating func giveWay(to holder: LockTenure, now: Int) {
        attempts.acquiring += 1
        if configuration.takesOver, !hasTakenOver {
            hasTakenOver = true
            toTakeOver = holder.run.id
            wantsJournal = true
        } else if now > holder.leaseEnd + 2 * timing.tolerance, attempts.acquiring < 5 {
            wantsJournal = true
        } else {
            stage = .stopping(.lockedBy(holder.run, since: holder.startedAt, leaseEnd: holder.leaseEnd))
        }
    }

    private func publishJournal(now: Int) -> RegistryStep {
        let terms = JournalTerms(
            run: configuration.run,
            leaseEnd: now + timing.lease,
            takesOver: toTakeOver.map { [$0] } ?? []
        )
        return .publishJournal(terms, notAfter: now + timing.requestTimeout)
    }

    /// Reads what is needed to tell whether the newest journal took or kept the lock: every version between the base
    /// and it, then the default. In this order: a run that finishes moves the default before it deletes its journals.
    private mutating func verify(now: Int) -> RegistryStep? {
        guard let index = journals.indices.last, !journals[index].isVerified else { return nil }
        let own = journals[index]
        if isBaseUnread {
            guard let version = log.versions[base.version] else {
                return readOrWait(base.version, certainFrom: Int.max, now: now)
            }
            noteBase(version)
        }
        guard own.number - base.version <= timing.mostVersions else {
            stage = .stopping(.tooManyVersions(after: base.version, to: own.number))
            return nil
        }
        let unsettled = (base.version..<max(base.version, own.number)).dropFirst().filter { !log.isSettled($0) }
        if let number = unsettled.first(where: { log.lastMissing($0) == nil })
            ?? unsettled.min(by: { (log.lastMissing($0) ?? 0) < (log.lastMissing($1) ?? 0) })
        {
            return readOrWait(number, certainFrom: own.createdAt + timing.visibility, now: now)
        }
        guard let defaultVersion = look.defaultVersion else { return .readDefault }
        guard defaultVersion == base.version else {
            noticeMovedBase(to: defaultVersion, now: now)
            return nil
        }
        journals[index].isVerified = true
        return nil
    }

    /// The live release is another than the one the plan was made against.
    mutating func noticeMovedBase(to version: Int, now: Int) {
        if let release, version == release.number { return finish() }
        let isAcquiring: Bool
        switch stage {
        case .acquiring, .settling: isAcquiring = true
        default: isAcquiring = false
        }
        guard isAcquiring, configuration.mayPlanAgain else {
            stage = .stopping(.baseMoved(to: version))
            return
        }
        base = RegistryBase(version: version, createdAt: now, run: nil)
        isBaseUnread = true
        isPlanOutdated = true
        tenure = nil
        look = Look()
        if let own = journals.last, own.number > version {
            // Published on another release, it is void.
            wantsJournal = true
            stage = .acquiring
        } else {
            // Journals below the live release are over.
            stage = .planning
        }
    }

    /// Renews the lease in time, and looks for a publication whose answer was lost.
    ///
    /// - Returns: the step that is needed for it; nil when there is none, or when the stage changed.
    mutating func keepLock(now: Int) -> RegistryStep? {
        if lostPublication != nil { return findPublication(now: now) }
        if let own = journals.last, !own.isVerified {
            if let step = verify(now: now) { return step }
            guard journals.last?.isVerified == true else { return nil }
            confirmTenure(through: own.number)
            look = Look()
            return nil
        }
        return now >= wakeAt ? publishJournal(now: now) : nil
    }

    /// The lock is kept while this run's tenure is the last and goes on from where it began: when the lease lapsed and
    /// another run held the lock since, the account is not what this run knows.
    private mutating func confirmTenure(through number: Int) {
        let last = log.tenures(after: base, through: number, tolerance: timing.tolerance).last
        if let last, last.run.id == runID, last.endedAt == nil, last.journals.first == tenure?.journals.first {
            tenure = last
        } else {
            let holder = last?.run.id == runID ? nil : last?.run
            tenure = nil
            stage = .stopping(.leaseLost(to: holder))
        }
    }

    /// Looks at the registry before something that cannot be undone: nothing was published that ends this run's tenure,
    /// and the default is still the base.
    ///
    /// - Returns: the step that is needed for it; nil when what was seen is fresh, or when the stage changed.
    mutating func recheck(now: Int) -> RegistryStep? {
        guard let startedAt = look.startedAt, now <= startedAt + timing.recheck else {
            look = Look()
            return .listVersions
        }
        if let number = look.unread.first { return .readVersion(number) }
        guard let defaultVersion = look.defaultVersion else { return .readDefault }
        if defaultVersion != base.version {
            noticeMovedBase(to: defaultVersion, now: now)
        } else {
            confirmTenure(through: Int.max)
        }
        return nil
    }

    /// A run that was taken over may have looked at the registry just before it could see that, and act on it. Once
    /// it must have seen it, the default tells whether it finished.
    mutating func settle(until end: Int, now: Int) -> RegistryStep? {
        let reason: RegistryStep.WaitReason = tenure?.isTakeover == true ? .takeover : .fence
        if now < end { return .wait(until: min(end, wakeAt), reason) }
        guard let defaultVersion = look.defaultVersion else { return .readDefault }
        if let askedAt = look.defaultAskedAt, askedAt < end {
            // Over by the latest estimate of the server's time, and not yet by the earliest, by which a plan is dated.
            look = Look()
            return .wait(until: min(now + 1, wakeAt), reason)
        }
        if defaultVersion == base.version {
            look = Look()
            beginWork()
        } else {
            noticeMovedBase(to: defaultVersion, now: now)
        }
        return nil
    }

    /// Looks for a publication whose answer was lost, by the run's id. What a look does not show is published again at
    /// once, a few times: a twin of a journal counts as the same run's, and a twin of a release is deleted by its run or
    /// by the next one. Behind that the server gets the time in which it must show what it has.
    mutating func findPublication(now: Int) -> RegistryStep? {
        guard let lost = lostPublication else { return nil }
        guard let startedAt = look.startedAt else { return .listVersions }
        if let number = look.unread.first { return .readVersion(number) }
        look = Look()
        if attempts.repeating < 3 || startedAt > lost.settledAt + timing.visibility {
            attempts.repeating += 1
            lostPublication = nil
            return nil
        }
        return .wait(until: min(now + timing.poll, lost.settledAt + timing.visibility + 1), .lostAnswer)
    }
}

/// A time during which one run held the lock.
package struct LockTenure: Hashable, Sendable {
    package var run: RegistryRun
    /// The journals that took and kept the lock, by version number, ascending; never empty.
    var journals: [Int]
    /// When the first of them was published, in Unix seconds, like all of its times.
    package var startedAt: Int
    package var leaseEnd: Int
    /// When the run gave the lock back; nil when its lease runs or ran out.
    package var endedAt: Int?
    /// Whether the lock was taken from a run whose lease ran.
    var isTakeover: Bool

    /// When the run may have written last.
    var lastActivity: Int { endedAt ?? leaseEnd }
}

extension RegistryLog {
    /// Who held the lock, one after the other; the last one holds it until its lease ends, unless it ended itself.
    ///
    /// - Parameters:
    ///   - base: the live release: what was published before it is over.
    ///   - number: the last version that counts. Every version in between has to be settled.
    ///   - tolerance: a lease counts as over only this much after its end.
    package func tenures(after base: RegistryBase, through number: Int, tolerance: Int) -> [LockTenure] {
        var tenures: [LockTenure] = []
        var ended: Set<String> = []
        for version in inOrder where version.number > base.version && version.number <= number {
            guard case .journal(let terms) = version.record, terms.run.id != base.run,
                terms.base == nil || terms.base == base.version, !ended.contains(terms.run.id)
            else { continue }
            if terms.isEnd { ended.insert(terms.run.id) }
            let last = tenures.count - 1
            guard last >= 0, tenures[last].endedAt == nil else {
                if !terms.isEnd { tenures.append(LockTenure(version, terms)) }
                continue
            }
            if tenures[last].run.id == terms.run.id {
                tenures[last].journals.append(version.number)
                tenures[last].leaseEnd = max(tenures[last].leaseEnd, terms.leaseEnd)
                if terms.isEnd { tenures[last].endedAt = version.createdAt }
            } else if terms.isEnd {
                continue
            } else if tenures[last].leaseEnd + tolerance <= version.createdAt {
                tenures.append(LockTenure(version, terms))
            } else if terms.takesOver.contains(tenures[last].run.id) {
                var tenure = LockTenure(version, terms)
                // The run that was taken over may be alive and believe in its lease until that ends.
                tenure.leaseEnd = max(tenure.leaseEnd, tenures[last].leaseEnd)
                tenure.isTakeover = true
                tenures.append(tenure)
            }
        }
        return tenures
    }
}

extension LockTenure {
    fileprivate init(_ version: RegistryVersion, _ terms: JournalTerms) {
        self.init(
            run: terms.run,
            journals: [version.number],
            startedAt: version.createdAt,
            leaseEnd: terms.leaseEnd,
            endedAt: nil,
            isTakeover: false
        )
    }
}

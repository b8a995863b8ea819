/// Taking in what happened.
extension RegistryMachine {
    mutating func absorb(_ event: RegistryEvent, askedAt: Int, now: Int) {
        if event != .answerLost, event != .timePassed { attempts.reading = 0 }
        switch event {
        case .begin, .timePassed: break
        case .versionsListed(let numbers): absorbList(numbers, askedAt: askedAt)
        case .versionRead(let version): absorb(version)
        case .versionMissing(let number):
            look.unread.removeAll { $0 == number }
            log.noteMissing(number, askedAt: askedAt, certainFrom: visibleFrom(number))
        case .defaultRead(let number):
            look.defaultVersion = number
            if case .settling = stage { look.defaultAskedAt = askedAt }
        case .published(let number, let createdAt):
            if let lastStep { absorbPublication(of: lastStep, number: number, createdAt: createdAt) }
        case .defaultMoved: finish()
        case .deleted: absorbDeletion()
        case .registriesListed(let candidates): absorbRegistries(candidates)
        case .refused: absorbRefusal()
        case .answerLost: absorbLoss(now: now)
        case .registryGone:
            stage = .ended(stage == .destroying ? .finished(release: nil) : .registryGone)
        case .planned(let base, let readAt):
            self.base = base
            plannedAt = readAt
            isBaseUnread = false
            isPlanOutdated = false
            wantsJournal = true
            stage = .acquiring
        case .deletionsAhead:
            wantsDeletions = true
            look = Look()
        case .applyFinished(let versions, let keeping):
            self.keeping = keeping
            pruning = versions.filter { $0 < base.version }.sorted()
            look = Look()
            stage = configuration.purpose == .destroy ? .destroying : .pruning
        case .applyFailed: stage = .stopping(.applyFailed)
        case .interrupted: absorbInterruption()
        }
    }

    /// From when on a version would be seen if it was there: everything numbered below one of this run's own
    /// publications is older than that.
    private func visibleFrom(_ number: Int) -> Int? {
        var publishedAt: [Int] = journals.filter { $0.number > number }.map(\.createdAt)
        if let release, number <= release.number { publishedAt.append(release.createdAt) }
        return publishedAt.min().map { $0 + timing.visibility }
    }

    private mutating func absorbList(_ numbers: [Int], askedAt: Int) {
        look.startedAt = askedAt
        let lowest = lostPublication?.after ?? (stage == .cleaning ? 0 : base.version)
        let highest = stage == .cleaning ? release?.number ?? 0 : Int.max
        look.unread = numbers.filter { number in
            number > lowest && number < highest && !log.isSettled(number)
                && number != base.version && !base.history.contains(number)
        }.sorted()
    }

    private mutating func absorb(_ version: RegistryVersion) {
        log.insert(version)
        look.unread.removeAll { $0 == version.number }
        if isBaseUnread, version.number == base.version { noteBase(version) }
        if let lost = lostPublication, version.number > lost.after, version.isOwn(publication: lost.step, of: runID) {
            lostPublication = nil
            absorbPublication(of: lost.step, number: version.number, createdAt: version.createdAt)
        } else if stage == .readingBack, version.number == release?.number {
            if case .complete(runID, _) = version.record {
                stage = .movingDefault
                look = Look()
            } else {
                stage = .stopping(.readBackDiffers(version.number))
            }
        }
    }

    mutating func noteBase(_ version: RegistryVersion) {
        isBaseUnread = false
        base.createdAt = version.createdAt
        if case .complete(let run, _) = version.record { base.run = run }
    }

    private mutating func absorbPublication(of step: RegistryStep, number: Int, createdAt: Int) {
        attempts.repeating = 0
        switch step {
        case .publishJournal(var terms, _):
            if terms.isEnd { return }
            if terms.base == nil { terms.base = base.version }
            if terms.isFence { fence = Fence(number: number, until: terms.leaseEnd) }
            log.insert(RegistryVersion(number: number, createdAt: createdAt, record: .journal(terms)))
            journals.append(OwnJournal(number: number, createdAt: createdAt, leaseEnd: terms.leaseEnd))
            journals.sort { $0.number < $1.number }
            wantsJournal = false
            toTakeOver = nil
            look = Look()
        case .publishRelease:
            release = OwnRelease(number: number, createdAt: createdAt)
            stage = .readingBack
        default: break
        }
    }

    /// A run whose changes are all made is about to be finished, and one that stops is about to end: both go on.
    private mutating func absorbInterruption() {
        switch stage {
        case .cleaning: stage = .ended(.finished(release: release?.number))
        case .releasing, .readingBack, .movingDefault, .stopping, .ended: break
        default: stage = .stopping(.interrupted)
        }
    }

    private mutating func absorbDeletion() {
        switch lastStep {
        case .deleteVersion(let number, _):
            log.noteDeleted(number)
            journals.removeAll { $0.number == number }
        case .prune(let number, _): pruning.removeAll { $0 == number }
        case .deleteRegistry:
            if stage == .destroying { stage = .ended(.finished(release: nil)) }
            if case .stopping(let outcome) = stage { stage = .ended(outcome) }
        default: break
        }
    }

    private mutating func absorbRegistries(_ candidates: [RegistryCandidate]) {
        isRegistryChecked = true
        // By id: where another run released in this very registry meanwhile, it counts as older than it did, and is still
        // the one.
        guard let own = configuration.firstReleaseOf,
            let winner = RegistryCandidate.winner(of: candidates + [own]), winner.id != own.id
        else { return }
        stage = .stopping(.otherRegistry(winner))
    }

    private mutating func absorbRefusal() {
        switch lastStep {
        case .publishJournal(let terms, _):
            // Without a fence the first move is waited for.
            stage = terms.isEnd || terms.isFence ? stage : .stopping(.refused)
        case .publishRelease: stage = .stopping(.refused)
        case .moveDefault:
            attempts.moving += 1
            look = Look()
            if attempts.moving > 2 { stage = .stopping(.refused) }
        case .deleteVersion(let number, _): undeletable.insert(number)
        case .prune(let number, _): pruning.removeAll { $0 == number }
        case .deleteRegistry:
            if case .stopping(let outcome) = stage { stage = .ended(outcome) } else { stage = .stopping(.refused) }
        default: stage = .stopping(.refused)
        }
    }

    private mutating func absorbLoss(now: Int) {
        let newest = max(base.version, journals.last?.number ?? 0, release?.number ?? 0)
        switch lastStep {
        case .publishJournal(let terms, _) where terms.isEnd:
            attempts.ending += 1
            hasTriedToEnd = attempts.ending > 2
        // Another one takes its place, and this one counts like every journal.
        case .publishJournal(let terms, _) where terms.isFence:
            hasLostJournal = true
            look = Look()
        case .publishJournal(_, let notAfter), .publishRelease(let notAfter):
            guard let lastStep else { return }
            let settledAt = min(now, notAfter) + timing.requestTimeout
            lostPublication = LostPublication(step: lastStep, settledAt: settledAt, after: newest)
            if case .publishRelease = lastStep {
                outstandingUntil = max(outstandingUntil, settledAt)
            } else {
                hasLostJournal = true
            }
            look = Look()
        case .moveDefault(_, let notAfter):
            let settledAt = min(now, notAfter) + timing.requestTimeout
            lostMove = max(lostMove ?? 0, settledAt)
            outstandingUntil = max(outstandingUntil, settledAt)
            fence = nil
            look = Look()
        case .deleteVersion(let number, _):
            // Deleted twice is deleted once.
            if !deletedInDoubt.insert(number).inserted { undeletable.insert(number) }
        case .prune(let number, _): pruning.removeAll { $0 == number }
        default:
            attempts.reading += 1
            if attempts.reading > 5 { stage = .ended(.unreachable) }
        }
    }

    /// The default is this run's release: the run is finished, and others may hold the lock.
    mutating func finish() {
        tenure = nil
        lostPublication = nil
        lostMove = nil
        look = Look()
        stage = .cleaning
    }
}

extension RegistryVersion {
    /// Whether this is what a publication whose answer was lost has left.
    fileprivate func isOwn(publication step: RegistryStep, of run: String) -> Bool {
        switch (step, record) {
        case (.publishJournal(let sent, _), .journal(let terms)):
            terms.run.id == run && terms.leaseEnd == sent.leaseEnd && terms.takesOver == sent.takesOver
        case (.publishRelease, .complete(run, _)): true
        default: false
        }
    }
}

import Testing

@testable import ReleaseProtocol

/// One run's course, step by step. Times are those of the standard ``RegistryTiming``: a lease of 600 seconds, renewed
/// when 300 are left; 60 until a version can be read, and for a request.
@Suite("a run's steps")
struct RegistryMachineTests {
    static let base = RegistryBase(version: 7, createdAt: 100, run: "earlier")
    static let other = RegistryRun(id: "other", author: "deployer", host: "laptop")

    /// A machine that has published its journal as version `number` at time 1000.
    static func waiting(
        number: Int,
        _ change: (inout RegistryMachine.Configuration) -> Void = { _ in }
    ) -> (machine: RegistryMachine, step: RegistryStep) {
        var configuration = RegistryMachine.Configuration(run: RegistryRun(id: "me"))
        change(&configuration)
        var machine = RegistryMachine(configuration, base: base, plannedAt: 900)
        _ = machine.advance(.begin, askedAt: 1000, now: 1000)
        let step = machine.advance(.published(number: number, createdAt: 1000), askedAt: 1000, now: 1000)
        return (machine, step)
    }

    /// A machine at work, alone since version 8.
    static func working(
        _ change: (inout RegistryMachine.Configuration) -> Void = { _ in }
    ) -> RegistryMachine {
        var (machine, _) = waiting(number: 8, change)
        _ = machine.advance(.defaultRead(7), askedAt: 1001, now: 1001)
        return machine
    }

    static func journal(_ number: Int, at time: Int, of run: RegistryRun = other, takesOver: [String] = [])
        -> RegistryVersion
    {
        RegistryVersion(
            number: number,
            createdAt: time,
            record: .journal(JournalTerms(run: run, leaseEnd: time + 600, takesOver: takesOver))
        )
    }

    @Test("alone: journal, default, work, release, read back, look again, move the default, tidy up")
    func alone() {
        var machine = RegistryMachine(
            RegistryMachine.Configuration(run: RegistryRun(id: "me")),
            base: Self.base,
            plannedAt: 900
        )
        var steps = [machine.advance(.begin, askedAt: 1000, now: 1000)]
        for event: RegistryEvent in [
            .published(number: 8, createdAt: 1000), .defaultRead(7), .applyFinished(pruning: []),
            .published(number: 9, createdAt: 1000),
            .versionRead(
                RegistryVersion(number: 9, createdAt: 1000, record: .complete(run: "me", base: 7))
            ),
            .versionsListed([7, 8, 9]), .defaultRead(7), .defaultMoved, .versionsListed([7, 8, 9]), .deleted,
        ] {
            steps.append(machine.advance(event, askedAt: 1000, now: 1000))
        }
        #expect(
            steps == [
                .publishJournal(JournalTerms(run: RegistryRun(id: "me"), leaseEnd: 1600), notAfter: 1060),
                .readDefault, .work(wakeAt: 1300, deletionsUntil: nil), .publishRelease(notAfter: 1060),
                .readVersion(9), .listVersions, .readDefault, .moveDefault(to: 9, notAfter: 1060), .listVersions,
                .deleteVersion(8, notAfter: 1060), .end(.finished(release: 9)),
            ]
        )
    }

    @Test("behind another run's journal: deletes its own and stops, naming the holder")
    func locked() {
        var (machine, step) = Self.waiting(number: 9)
        #expect(step == .readVersion(8))
        step = machine.advance(.versionRead(Self.journal(8, at: 950)), askedAt: 1001, now: 1001)
        #expect(step == .readDefault)
        step = machine.advance(.defaultRead(7), askedAt: 1001, now: 1001)
        #expect(step == .deleteVersion(9, notAfter: 1061))
        step = machine.advance(.deleted, askedAt: 1001, now: 1001)
        #expect(step == .end(.lockedBy(Self.other, since: 950, leaseEnd: 1550)))
    }

    @Test("a version that answers 404 counts as deleted only when it could not be too new to be seen")
    func missing() {
        var (machine, step) = Self.waiting(number: 9)
        step = machine.advance(.versionMissing(8), askedAt: 1001, now: 1001)
        #expect(step == .wait(until: 1004, .visibility))
        step = machine.advance(.timePassed, askedAt: 1059, now: 1059)
        #expect(step == .readVersion(8))
        // The process was suspended with the answer: it is as old as the question.
        step = machine.advance(.versionMissing(8), askedAt: 1059, now: 1090)
        #expect(step == .readVersion(8))
        step = machine.advance(.versionMissing(8), askedAt: 1090, now: 1090)
        #expect(step == .readDefault)
    }

    @Test("a publication whose answer was lost is found by the run's id and not repeated")
    func lostAnswer() {
        var machine = RegistryMachine(
            RegistryMachine.Configuration(run: RegistryRun(id: "me")),
            base: Self.base,
            plannedAt: 900
        )
        _ = machine.advance(.begin, askedAt: 1000, now: 1000)
        #expect(machine.advance(.answerLost, askedAt: 1000, now: 1000) == .listVersions)
        #expect(machine.advance(.versionsListed([7, 8]), askedAt: 1004, now: 1004) == .readVersion(8))
        let own = Self.journal(8, at: 1000, of: RegistryRun(id: "me"))
        #expect(machine.advance(.versionRead(own), askedAt: 1005, now: 1005) == .readDefault)
    }

    @Test("a journal whose answer was lost is published again behind one look, and a twin counts as the same run's")
    func lostRequest() {
        var machine = RegistryMachine(
            RegistryMachine.Configuration(run: RegistryRun(id: "me")),
            base: Self.base,
            plannedAt: 900
        )
        _ = machine.advance(.begin, askedAt: 1000, now: 1000)
        _ = machine.advance(.answerLost, askedAt: 1000, now: 1000)
        var step = machine.advance(.versionsListed([7]), askedAt: 1001, now: 1001)
        #expect(step == .publishJournal(JournalTerms(run: RegistryRun(id: "me"), leaseEnd: 1601), notAfter: 1061))
        // The first one was only not listed yet.
        step = machine.advance(.published(number: 9, createdAt: 1001), askedAt: 1001, now: 1001)
        #expect(step == .readVersion(8))
        let twin = Self.journal(8, at: 1000, of: RegistryRun(id: "me"))
        _ = machine.advance(.versionRead(twin), askedAt: 1002, now: 1002)
        #expect(machine.advance(.defaultRead(7), askedAt: 1002, now: 1002) == .work(wakeAt: 1301, deletionsUntil: nil))
    }

    @Test("a server that loses publication after publication gets the time in which it must show what it has")
    func lostAgainAndAgain() {
        var machine = RegistryMachine(
            RegistryMachine.Configuration(run: RegistryRun(id: "me")),
            base: Self.base,
            plannedAt: 900
        )
        _ = machine.advance(.begin, askedAt: 1000, now: 1000)
        for _ in 0..<3 {
            _ = machine.advance(.answerLost, askedAt: 1000, now: 1000)
            _ = machine.advance(.versionsListed([7]), askedAt: 1000, now: 1000)
        }
        _ = machine.advance(.answerLost, askedAt: 1000, now: 1000)
        // Carried out by 1060, visible by 1120.
        #expect(machine.advance(.versionsListed([7]), askedAt: 1120, now: 1120) == .wait(until: 1121, .lostAnswer))
        #expect(machine.advance(.timePassed, askedAt: 1121, now: 1121) == .listVersions)
        let step = machine.advance(.versionsListed([7]), askedAt: 1121, now: 1121)
        #expect(step == .publishJournal(JournalTerms(run: RegistryRun(id: "me"), leaseEnd: 1721), notAfter: 1181))
    }

    @Test("a journal that takes effect late, on another release or behind its run's end, locks nobody out")
    func lateJournal() {
        var late = Self.journal(8, at: 990)
        guard case .journal(var terms) = late.record else { return }
        terms.base = 6
        late.record = .journal(terms)
        var (machine, step) = Self.waiting(number: 9)
        _ = machine.advance(.versionRead(late), askedAt: 1001, now: 1001)
        step = machine.advance(.defaultRead(7), askedAt: 1001, now: 1001)
        #expect(step == .work(wakeAt: 1300, deletionsUntil: nil))

        (machine, _) = Self.waiting(number: 11)
        let end = RegistryVersion(
            number: 9,
            createdAt: 960,
            record: .journal(JournalTerms(run: Self.other, leaseEnd: 960, isEnd: true))
        )
        for version in [Self.journal(8, at: 950), end, Self.journal(10, at: 970)] {
            _ = machine.advance(.versionRead(version), askedAt: 1001, now: 1001)
        }
        step = machine.advance(.defaultRead(7), askedAt: 1001, now: 1001)
        #expect(step == .planAgain(base: 7, wakeAt: 1300), "it worked after the plan was made")
    }

    @Test("behind the fence of a run that moved the default twice: waits until no try can take effect, then works")
    func fenced() {
        let fence = RegistryVersion(
            number: 8,
            createdAt: 960,
            record: .journal(JournalTerms(run: RegistryRun(id: "earlier"), leaseEnd: 1020, isFence: true, base: 6))
        )
        var (machine, step) = Self.waiting(number: 9)
        _ = machine.advance(.versionRead(fence), askedAt: 1001, now: 1001)
        step = machine.advance(.defaultRead(7), askedAt: 1001, now: 1001)
        #expect(step == .wait(until: 1026, .fence))
        #expect(machine.advance(.timePassed, askedAt: 1026, now: 1026) == .readDefault)
        step = machine.advance(.defaultRead(7), askedAt: 1026, now: 1026)
        #expect(step == .work(wakeAt: 1300, deletionsUntil: nil))

        // Deletions that follow on the release itself move nothing.
        (machine, _) = Self.waiting(number: 9) { $0.purpose = .maintenance }
        _ = machine.advance(.versionRead(fence), askedAt: 1001, now: 1001)
        step = machine.advance(.defaultRead(7), askedAt: 1001, now: 1001)
        #expect(step == .work(wakeAt: 1300, deletionsUntil: nil))
    }

    @Test("no write begins later than the lease's end less its time, and a renewal makes room")
    func leaseEnd() {
        var machine = Self.working()
        #expect(machine.mayStartWrite(lasting: 60, now: 1535))
        #expect(!machine.mayStartWrite(lasting: 60, now: 1536))
        #expect(!machine.mayStartWrite(lasting: 300, now: 1300))
        let step = machine.advance(.timePassed, askedAt: 1300, now: 1300)
        #expect(step == .publishJournal(JournalTerms(run: RegistryRun(id: "me"), leaseEnd: 1900), notAfter: 1360))
        _ = machine.advance(.published(number: 9, createdAt: 1300), askedAt: 1300, now: 1300)
        #expect(machine.advance(.defaultRead(7), askedAt: 1301, now: 1301) == .work(wakeAt: 1600, deletionsUntil: nil))
        #expect(machine.mayStartWrite(lasting: 60, now: 1700))
    }

    @Test("a run that slept through its lease stops when another one held the lock since")
    func lapsed() {
        var machine = Self.working()
        _ = machine.advance(.timePassed, askedAt: 1700, now: 1700)
        _ = machine.advance(.published(number: 10, createdAt: 1700), askedAt: 1700, now: 1700)
        _ = machine.advance(.versionRead(Self.journal(9, at: 1650)), askedAt: 1700, now: 1700)
        var step = machine.advance(.defaultRead(7), askedAt: 1700, now: 1700)
        #expect(step == .deleteVersion(10, notAfter: 1760), "void; version 8 held the lock and stays")
        step = machine.advance(.deleted, askedAt: 1700, now: 1700)
        #expect(step == .end(.leaseLost(to: Self.other)))
    }

    @Test("a journal published under a lease that is over by now does not take the lock: the run publishes another")
    func hiddenRenewal() {
        var (machine, step) = Self.waiting(number: 9)
        _ = machine.advance(.versionRead(Self.journal(8, at: 950)), askedAt: 1001, now: 1001)
        // Suspended until the holder's lease is over; it may have been renewed by version 10, which is not looked at.
        step = machine.advance(.defaultRead(7), askedAt: 1561, now: 1561)
        guard case .publishJournal(let terms, _) = step else {
            Issue.record("\(step)")
            return
        }
        #expect(terms.takesOver.isEmpty)
        step = machine.advance(.published(number: 11, createdAt: 1561), askedAt: 1561, now: 1561)
        #expect(step == .readVersion(10))
        _ = machine.advance(.versionRead(Self.journal(10, at: 1400)), askedAt: 1562, now: 1562)
        step = machine.advance(.defaultRead(7), askedAt: 1562, now: 1562)
        #expect(step == .deleteVersion(9, notAfter: 1622))
    }

    @Test("after a dead run: leaves its release alone, and names it and the run's journals")
    func deadRun() {
        var (machine, _) = Self.waiting(number: 10)
        _ = machine.advance(.versionRead(Self.journal(8, at: 200)), askedAt: 1001, now: 1001)
        let orphan = RegistryVersion(number: 9, createdAt: 300, record: .complete(run: "other", base: 7))
        _ = machine.advance(.versionRead(orphan), askedAt: 1001, now: 1001)
        let step = machine.advance(.defaultRead(7), askedAt: 1001, now: 1001)
        #expect(step == .work(wakeAt: 1300, deletionsUntil: nil))
        #expect(machine.unfinishedJournals == [8])
        #expect(machine.releasesAboveBase.map(\.version) == [9])
        #expect(machine.releasesAboveBase.map(\.wasLive) == [false])
    }

    @Test(
        "another run's release goes when the new one holds the same, and stays with it in the history",
        arguments: [true, false]
    )
    func releaseAbove(isKept: Bool) {
        var (machine, _) = Self.waiting(number: 10)
        _ = machine.advance(.versionRead(Self.journal(8, at: 200)), askedAt: 1001, now: 1001)
        let above = RegistryVersion(number: 9, createdAt: 300, record: .complete(run: "other", base: 7))
        _ = machine.advance(.versionRead(above), askedAt: 1001, now: 1001)
        _ = machine.advance(.defaultRead(7), askedAt: 1001, now: 1001)
        let own = RegistryVersion(number: 11, createdAt: 1100, record: .complete(run: "me", base: 7))
        for event: RegistryEvent in [
            .applyFinished(pruning: [], keeping: isKept ? [9] : []), .published(number: 11, createdAt: 1100),
            .versionRead(own), .versionsListed([7, 8, 9, 10, 11]), .defaultRead(7), .defaultMoved,
        ] {
            _ = machine.advance(event, askedAt: 1100, now: 1100)
        }
        var deleted: [Int] = []
        var step = machine.advance(.versionsListed([7, 8, 9, 10, 11]), askedAt: 1200, now: 1200)
        while case .deleteVersion(let number, _) = step {
            deleted.append(number)
            step = machine.advance(.deleted, askedAt: 1200, now: 1200)
        }
        #expect(deleted == (isKept ? [8, 10] : [9, 8, 10]))
        #expect(step == .end(.finished(release: 11)))
    }

    @Test("a plan that is older than another run's work is made again, under the lock")
    func outdatedPlan() {
        var (machine, _) = Self.waiting(number: 9)
        // Its lease ran until 950; the account was read at 900.
        _ = machine.advance(.versionRead(Self.journal(8, at: 350)), askedAt: 1001, now: 1001)
        var step = machine.advance(.defaultRead(7), askedAt: 1001, now: 1001)
        #expect(step == .planAgain(base: 7, wakeAt: 1300))
        step = machine.advance(.planned(base: Self.base, readAt: 1002), askedAt: 1010, now: 1010)
        #expect(step == .publishJournal(JournalTerms(run: RegistryRun(id: "me"), leaseEnd: 1610), notAfter: 1070))
        _ = machine.advance(.published(number: 10, createdAt: 1010), askedAt: 1010, now: 1010)
        step = machine.advance(.defaultRead(7), askedAt: 1010, now: 1010)
        #expect(step == .work(wakeAt: 1310, deletionsUntil: nil))
    }

    @Test("another release went live since the plan: plans again, and a saved plan is not applied")
    func movedBase() {
        var (machine, step) = Self.waiting(number: 10)
        for number in 8...9 {
            _ = machine.advance(.versionMissing(number), askedAt: 1060, now: 1060)
        }
        step = machine.advance(.defaultRead(11), askedAt: 1060, now: 1060)
        #expect(step == .planAgain(base: 11, wakeAt: nil))

        var (saved, _) = Self.waiting(number: 8) { $0.mayPlanAgain = false }
        step = saved.advance(.defaultRead(11), askedAt: 1001, now: 1001)
        guard case .publishJournal(let terms, _) = step else {
            Issue.record("\(step)")
            return
        }
        #expect(terms.isEnd)
        step = saved.advance(.published(number: 12, createdAt: 1001), askedAt: 1001, now: 1001)
        #expect(step == .end(.baseMoved(to: 11)))
    }

    @Test("a takeover names the holder, and waits until that must have seen it")
    func takeover() {
        var (machine, step) = Self.waiting(number: 9) { $0.takesOver = true }
        _ = machine.advance(.versionRead(Self.journal(8, at: 950)), askedAt: 1001, now: 1001)
        step = machine.advance(.defaultRead(7), askedAt: 1001, now: 1001)
        guard case .publishJournal(let terms, _) = step else {
            Issue.record("\(step)")
            return
        }
        #expect(terms.takesOver == ["other"])
        _ = machine.advance(.published(number: 10, createdAt: 1002), askedAt: 1002, now: 1002)
        step = machine.advance(.defaultRead(7), askedAt: 1002, now: 1002)
        #expect(step == .wait(until: 1187, .takeover))
        #expect(!machine.mayStartWrite(lasting: 60, now: 1100))
        step = machine.advance(.timePassed, askedAt: 1187, now: 1187)
        #expect(step == .readDefault)
        step = machine.advance(.defaultRead(7), askedAt: 1187, now: 1187)
        #expect(step == .planAgain(base: 7, wakeAt: 1301))
    }

    @Test("a run that was taken over sees it before it deletes anything")
    func takenOver() {
        var machine = Self.working()
        #expect(machine.advance(.deletionsAhead, askedAt: 1100, now: 1100) == .listVersions)
        #expect(machine.advance(.versionsListed([7, 8, 9]), askedAt: 1100, now: 1100) == .readVersion(9))
        let taker = Self.journal(9, at: 1050, takesOver: ["me"])
        _ = machine.advance(.versionRead(taker), askedAt: 1100, now: 1100)
        _ = machine.advance(.defaultRead(7), askedAt: 1100, now: 1100)
        #expect(machine.stage == .stopping(.leaseLost(to: Self.other)))
        #expect(!machine.mayStartWrite(lasting: 60, now: 1100))
    }

    @Test("a server whose numbers of versions leap is refused, not walked through")
    func leapingVersions() {
        var (machine, step) = Self.waiting(number: 1 << 52)
        // What may hold the lock is ended, not deleted.
        guard case .publishJournal(let terms, _) = step, terms.isEnd else { Issue.record("\(step)"); return }
        step = machine.advance(.published(number: (1 << 52) + 1, createdAt: 1001), askedAt: 1001, now: 1001)
        #expect(step == .end(.tooManyVersions(after: 7, to: 1 << 52)))
    }
}

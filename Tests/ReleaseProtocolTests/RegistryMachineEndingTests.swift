import Testing

@testable import ReleaseProtocol

/// What a run does from its work to its end; see ``RegistryMachineTests`` for the times.
@Suite("a run's last steps")
struct RegistryMachineEndingTests {
    @Test("deletions are allowed for a minute after a look that found nothing new")
    func deletions() {
        var machine = RegistryMachineTests.working()
        _ = machine.advance(.deletionsAhead, askedAt: 1100, now: 1100)
        _ = machine.advance(.versionsListed([7, 8]), askedAt: 1100, now: 1101)
        let step = machine.advance(.defaultRead(7), askedAt: 1101, now: 1102)
        #expect(step == .work(wakeAt: 1300, deletionsUntil: 1160))
    }

    @Test("old releases go before the new one is published, and never the live one")
    func pruning() {
        var machine = RegistryMachineTests.working()
        _ = machine.advance(.applyFinished(pruning: [3, 7, 2]), askedAt: 1100, now: 1100)
        _ = machine.advance(.versionsListed([2, 3, 7, 8]), askedAt: 1100, now: 1100)
        #expect(machine.advance(.defaultRead(7), askedAt: 1100, now: 1100) == .prune(2, notAfter: 1160))
        #expect(machine.advance(.deleted, askedAt: 1105, now: 1105) == .prune(3, notAfter: 1160))
        #expect(machine.advance(.deleted, askedAt: 1110, now: 1110) == .publishRelease(notAfter: 1170))
    }

    /// At the move of the default to version 9, at time 1100.
    private func moving() -> RegistryMachine {
        var machine = RegistryMachineTests.working()
        let own = RegistryVersion(number: 9, createdAt: 1100, record: .complete(run: "me", base: 7))
        for event: RegistryEvent in [
            .applyFinished(pruning: []), .published(number: 9, createdAt: 1100), .versionRead(own),
            .versionsListed([7, 8, 9]), .defaultRead(7),
        ] {
            _ = machine.advance(event, askedAt: 1100, now: 1100)
        }
        return machine
    }

    @Test("a move of the default whose answer was lost is settled by reading it")
    func lostMove() {
        var machine = moving()
        #expect(machine.advance(.answerLost, askedAt: 1100, now: 1130) == .readDefault)
        #expect(machine.advance(.defaultRead(9), askedAt: 1131, now: 1131) == .listVersions)
        #expect(machine.stage == .cleaning)
    }

    @Test("a move that did not show is repeated behind a fence, by which the next run waits for the first try")
    func repeatedMove() {
        var machine = moving()
        _ = machine.advance(.answerLost, askedAt: 1100, now: 1130)
        var step = machine.advance(.defaultRead(7), askedAt: 1131, now: 1131)
        let fence = JournalTerms(run: RegistryRun(id: "me"), leaseEnd: 1200, isFence: true)
        #expect(step == .publishJournal(fence, notAfter: 1140))
        step = machine.advance(.published(number: 10, createdAt: 1131), askedAt: 1131, now: 1131)
        #expect(step == .readDefault)
        step = machine.advance(.defaultRead(7), askedAt: 1132, now: 1132)
        #expect(step == .readDefault, "once more, now that nobody came in between")
        step = machine.advance(.defaultRead(7), askedAt: 1132, now: 1132)
        #expect(step == .moveDefault(to: 9, notAfter: 1140))
        #expect(machine.advance(.defaultMoved, askedAt: 1133, now: 1133) == .listVersions)
        #expect(machine.stage == .cleaning)
    }

    @Test("where another run's journal came before the fence, the first try is waited for")
    func rivalBeforeTheFence() {
        var machine = moving()
        _ = machine.advance(.answerLost, askedAt: 1100, now: 1130)
        _ = machine.advance(.defaultRead(7), askedAt: 1131, now: 1131)
        var step = machine.advance(.published(number: 11, createdAt: 1131), askedAt: 1131, now: 1131)
        #expect(step == .readVersion(10))
        _ = machine.advance(.versionRead(RegistryMachineTests.journal(10, at: 1130)), askedAt: 1132, now: 1132)
        _ = machine.advance(.defaultRead(7), askedAt: 1132, now: 1132)
        step = machine.advance(.defaultRead(7), askedAt: 1132, now: 1132)
        #expect(step == .wait(until: 1191, .lostAnswer))
        #expect(machine.advance(.timePassed, askedAt: 1191, now: 1191) == .readDefault)
        step = machine.advance(.defaultRead(7), askedAt: 1191, now: 1191)
        #expect(step == .listVersions, "it never takes effect: as if it had not been sent")
    }

    @Test("the first release of a registry is not published when an older registry of the name has shown up")
    func secondRegistry() {
        let older = RegistryCandidate(id: "skill_a", createdAt: 10)
        var machine = RegistryMachineTests.working {
            $0.firstReleaseOf = RegistryCandidate(id: "skill_b", createdAt: 10)
            $0.madeRegistry = true
        }
        #expect(machine.advance(.applyFinished(pruning: []), askedAt: 1100, now: 1100) == .listRegistries)
        var step = machine.advance(.registriesListed([older]), askedAt: 1100, now: 1100)
        #expect(step == .deleteRegistry(notAfter: 1160))
        step = machine.advance(.deleted, askedAt: 1100, now: 1100)
        #expect(step == .end(.otherRegistry(older)))
    }

    @Test("destroy looks again and deletes the registry last")
    func destroy() {
        var machine = RegistryMachineTests.working { $0.purpose = .destroy }
        #expect(machine.advance(.applyFinished(pruning: []), askedAt: 1100, now: 1100) == .listVersions)
        _ = machine.advance(.versionsListed([7, 8]), askedAt: 1100, now: 1100)
        #expect(machine.advance(.defaultRead(7), askedAt: 1100, now: 1100) == .deleteRegistry(notAfter: 1160))
        #expect(machine.advance(.deleted, askedAt: 1100, now: 1100) == .end(.finished(release: nil)))
    }

    @Test("an interrupted run ends its lease and leaves its journal, which says what it may have left")
    func interrupted() {
        var machine = RegistryMachineTests.working()
        var step = machine.advance(.interrupted, askedAt: 1100, now: 1100)
        #expect(
            step
                == .publishJournal(
                    JournalTerms(run: RegistryRun(id: "me"), leaseEnd: 1100, isEnd: true),
                    notAfter: 1160
                )
        )
        step = machine.advance(.published(number: 9, createdAt: 1100), askedAt: 1100, now: 1100)
        #expect(step == .end(.interrupted))
    }

    @Test("a server that does not answer six times in a row ends the run")
    func unreachable() {
        var (machine, step) = RegistryMachineTests.waiting(number: 8)
        for _ in 0..<5 {
            step = machine.advance(.answerLost, askedAt: 1001, now: 1001)
            #expect(step == .wait(until: 1004, .unreachable))
            step = machine.advance(.timePassed, askedAt: 1004, now: 1004)
            #expect(step == .readDefault)
        }
        #expect(machine.advance(.answerLost, askedAt: 1001, now: 1001) == .end(.unreachable))
    }
}

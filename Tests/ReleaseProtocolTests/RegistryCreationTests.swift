import Testing

@testable import ReleaseProtocol

@Suite("finding or making the registry")
struct RegistryCreationTests {
    let older = RegistryCandidate(id: "skill_1", createdAt: 100)
    let newer = RegistryCandidate(id: "skill_0", createdAt: 101)

    @Test("one that is there is used")
    func existing() {
        var creation = RegistryCreation(runID: "me")
        #expect(creation.advance(.begin, now: 200) == .list)
        #expect(creation.advance(.listed([newer, older]), now: 200) == .end(.use(older, wasMade: false)))
    }

    @Test("of two made in the same moment the oldest wins, and the other run deletes its own and stops")
    func race() {
        var creation = RegistryCreation(runID: "me")
        _ = creation.advance(.begin, now: 100)
        #expect(creation.advance(.listed([]), now: 100) == .create)
        #expect(creation.advance(.created(newer), now: 101) == .list)
        #expect(creation.advance(.listed([newer, older]), now: 102) == .delete(newer))
        #expect(creation.advance(.deleted, now: 102) == .end(.lost(to: older)))
    }

    @Test("one's own in which another run released already is used, and not deleted")
    func released() {
        let released = RegistryCandidate(id: newer.id, createdAt: newer.createdAt - 1_000)
        var creation = RegistryCreation(runID: "me")
        _ = creation.advance(.begin, now: 100)
        _ = creation.advance(.listed([]), now: 100)
        #expect(creation.advance(.created(newer), now: 101) == .list)
        #expect(creation.advance(.listed([released]), now: 102) == .end(.use(released, wasMade: false)))
    }

    @Test("of the same second the lower id wins")
    func tie() {
        let tied = RegistryCandidate(id: "skill_0", createdAt: 100)
        #expect(RegistryCandidate.winner(of: [older, tied]) == tied)
    }

    @Test("one's own counts although the list does not show it yet")
    func lag() {
        var creation = RegistryCreation(runID: "me")
        _ = creation.advance(.begin, now: 100)
        _ = creation.advance(.listed([]), now: 100)
        _ = creation.advance(.created(newer), now: 101)
        #expect(creation.advance(.listed([]), now: 102) == .end(.use(newer, wasMade: true)))
    }

    @Test("a creation whose answer was lost is looked for once, then made again as the next try")
    func lostAnswer() {
        var creation = RegistryCreation(runID: "me")
        _ = creation.advance(.begin, now: 100)
        #expect(creation.advance(.listed([]), now: 100) == .create)
        #expect(creation.attempt == 1)
        #expect(creation.advance(.answerLost, now: 160) == .list)
        #expect(creation.advance(.listed([]), now: 161) == .create)
        #expect(creation.attempt == 2)
        #expect(creation.advance(.refused, now: 162) == .end(.refused))
    }

    @Test("a creation whose answer was lost and that shows is one's own")
    func foundAgain() {
        let own = RegistryCandidate(id: "skill_7", createdAt: 100, maker: "me")
        var creation = RegistryCreation(runID: "me")
        _ = creation.advance(.begin, now: 100)
        _ = creation.advance(.listed([]), now: 100)
        _ = creation.advance(.answerLost, now: 160)
        #expect(creation.advance(.listed([own]), now: 161) == .end(.use(own, wasMade: true)))
    }

    @Test("of one run's tries the last counts, and what another run made earlier wins over it")
    func twins() {
        let first = RegistryCandidate(id: "skill_a", createdAt: 100, maker: "me", attempt: 1)
        let second = RegistryCandidate(id: "skill_b", createdAt: 101, maker: "me", attempt: 2)
        let other = RegistryCandidate(id: "skill_c", createdAt: 100, maker: "you", attempt: 1)
        #expect(RegistryCandidate.winner(of: [first, second]) == second)
        #expect(RegistryCandidate.winner(of: [first, second, other]) == other)
    }
}

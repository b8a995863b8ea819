import Testing

@testable import ReleaseProtocol

@Suite("finding or making the registry")
struct RegistryCreationTests {
    let older = RegistryCandidate(id: "skill_1", createdAt: 100)
    let newer = RegistryCandidate(id: "skill_0", createdAt: 101)

    @Test("one that is there is used")
    func existing() {
        var creation = RegistryCreation()
        #expect(creation.advance(.begin, now: 200) == .list)
        #expect(creation.advance(.listed([newer, older]), now: 200) == .end(.use(older, wasMade: false)))
    }

    @Test("of two made in the same moment the oldest wins, and the other run deletes its own and stops")
    func race() {
        var creation = RegistryCreation()
        _ = creation.advance(.begin, now: 100)
        #expect(creation.advance(.listed([]), now: 100) == .create)
        #expect(creation.advance(.created(newer), now: 101) == .list)
        #expect(creation.advance(.listed([newer, older]), now: 102) == .delete(newer))
        #expect(creation.advance(.deleted, now: 102) == .end(.lost(to: older)))
    }

    @Test("one's own in which another run released already is used, and not deleted")
    func released() {
        let released = RegistryCandidate(id: newer.id, createdAt: newer.createdAt - 1_000)
        var creation = RegistryCreation()
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
        var creation = RegistryCreation()
        _ = creation.advance(.begin, now: 100)
        _ = creation.advance(.listed([]), now: 100)
        _ = creation.advance(.created(newer), now: 101)
        #expect(creation.advance(.listed([]), now: 102) == .end(.use(newer, wasMade: true)))
    }

    @Test("a creation whose answer was lost is looked for before it is repeated")
    func lostAnswer() {
        var creation = RegistryCreation()
        _ = creation.advance(.begin, now: 100)
        _ = creation.advance(.listed([]), now: 100)
        #expect(creation.advance(.answerLost, now: 160) == .wait(until: 163))
        #expect(creation.advance(.timePassed, now: 163) == .list)
        #expect(creation.advance(.listed([]), now: 163) == .wait(until: 166))
        #expect(creation.advance(.timePassed, now: 281) == .list)
        #expect(creation.advance(.listed([]), now: 281) == .create)
        #expect(creation.advance(.refused, now: 282) == .end(.refused))
    }
}

import AssistantModel
import Spending
import Testing

@testable import ChatServer

@Suite("Visitors and their tokens")
struct VisitorTests {
    private let clock = SetClock()

    private func visitors(_ store: DatabaseChatStore) -> Visitors {
        Visitors(store: store, trustedHops: 0, random: { UInt64.random(in: .min ... .max) })
    }

    @Test("a token that is used is renewed, and the visitor stays the same for as long as they come back")
    func renewal() async throws {
        let visitors = visitors(try await clock.store())
        let first = try await visitors.newToken(at: clock.now)
        let visitor = try await visitors.visit(token: first).visitor
        #expect(try await visitors.visit(token: first).renewedToken == nil)
        var token = first
        for _ in 0..<4 {
            clock.advance(by: 89 * Ledger.secondsOfDay)
            let visit = try await visitors.visit(token: token)
            #expect(visit.visitor == visitor)
            token = try #require(visit.renewedToken)
        }
        #expect(try await visitors.visit(token: token).renewedToken == nil)
        // The first one is over for good: nobody gets a new one for it.
        await #expect(throws: ChatRefusal.unauthorized) { try await visitors.visit(token: first) }
    }

    @Test("a visitor who comes every day is somebody else after a year, however new the token is")
    func year() async throws {
        let visitors = visitors(try await clock.store())
        var token = try await visitors.newToken(at: clock.now)
        for _ in 0..<364 {
            clock.advance(by: Ledger.secondsOfDay)
            token = try #require(try await visitors.visit(token: token).renewedToken)
        }
        clock.advance(by: Ledger.secondsOfDay - 1)
        _ = try await visitors.visit(token: token)
        clock.advance(by: 1)
        await #expect(throws: ChatRefusal.unauthorized) { try await visitors.visit(token: token) }
    }

    @Test("a token that nobody here made is refused, and one that a clock made which is too far ahead")
    func forged() async throws {
        let visitors = visitors(try await clock.store())
        let token = try await visitors.newToken(at: clock.now)
        let parts = token.split(separator: ".").map(String.init)
        let later = String(clock.now + 1000)
        func joined(_ changes: [Int: String]) -> String {
            parts.enumerated().map { changes[$0.offset] ?? $0.element }.joined(separator: ".")
        }
        let forged = [
            nil, "", "v2", "v2.a.1.1.b", joined([0: "v1"]), joined([1: String(parts[1].reversed())]),
            joined([2: later]), joined([3: later]), joined([4: String(parts[4].reversed())]), token + ".", token + "0",
        ]
        for token in forged {
            await #expect(throws: ChatRefusal.unauthorized) { try await visitors.visit(token: token) }
        }
        clock.advance(by: -300)
        _ = try await visitors.visit(token: token)
        clock.advance(by: -1)
        await #expect(throws: ChatRefusal.unauthorized) { try await visitors.visit(token: token) }
        clock.advance(by: 301)
        let elsewhere = self.visitors(try await clock.store())
        await #expect(throws: ChatRefusal.unauthorized) { try await elsewhere.visit(token: token) }
    }

    private func admission(_ id: String, of visitor: String) -> Admission {
        Admission(
            id: id,
            instance: "i-1",
            amount: 10,
            pots: [Pot(name: "visitors", limit: 100), Pot(name: "visitor/\(visitor)", limit: 100)],
            limits: [],
            lifetime: 900,
            turn: Admission.Turn(
                visitor: visitor,
                address: "here",
                chat: "c",
                assistant: "bot",
                question: .hi("q-\(id)")
            )
        )
    }

    @Test("who was forgotten asks for nothing more with the tokens from before, until these have all run out")
    func forgotten() async throws {
        let store = try await clock.store()
        #expect(try await store.admit(admission("a-1", of: "v")) == .admitted)
        #expect(try await store.admit(admission("a-2", of: "w")) == .admitted)
        #expect(try await store.forget(visitor: "v") == 1)
        #expect(try await store.isForgotten("v"))
        #expect(try await store.isForgotten("w") == false)
        #expect(try await store.openAnswers(of: "i-1", others: false).map(\.isStopped) == [true, false])
        #expect(try await store.settle("a-1", amount: 1) == 1)
        #expect(try await store.admit(admission("a-3", of: "v")) == .forgotten)
        #expect(try await store.chats(of: "v").isEmpty)
        #expect(try await store.chats(of: "w").count == 1)
        #expect(try await store.pots().first { $0.name == "visitors" }?.balance == PotBalance(spent: 1, reserved: 10))
        try await store.sweep(keepHours: 24)
        clock.advance(by: Visitors.longestSeconds + 1)
        for _ in 0..<2 {
            try await store.sweep(keepHours: 24)
            clock.advance(by: 3600)
        }
        #expect(try await store.isForgotten("v") == false)
    }

    @Test("nobody is forgotten of whom there is nothing, and who only cost something is somebody")
    func nobody() async throws {
        let store = try await clock.store()
        #expect(try await store.forget(visitor: "v") == nil)
        #expect(try await store.isForgotten("v") == false)
        #expect(try await store.admit(admission("a-1", of: "v")) == .admitted)
        #expect(try await store.settle("a-1", amount: 1) == 1)
        try await store.deleteChat("c", of: "v")
        #expect(try await store.forget(visitor: "v") == 0)
        #expect(try await store.isForgotten("v"))
    }
}

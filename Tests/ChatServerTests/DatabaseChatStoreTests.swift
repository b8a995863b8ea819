import Foundation
import OrderedJSON
import Spending
import StateDatabase
import Testing

@testable import ChatServer

extension DatabaseChatStore {
    /// Pays for an answer of which nothing is kept.
    func settle(_ answer: String, amount: Int64?) async throws -> Int64? {
        try await conclude(Conclusion(answer: answer, amount: amount))
    }
}

@Suite("The store of chats and money")
struct DatabaseChatStoreTests {
    private let clock = SetClock()

    private func admission(
        _ id: String,
        amount: Int64 = 10,
        limit: Int64 = 100,
        perMinute: Int = 1000,
        question: String? = nil
    ) -> Admission {
        Admission(
            id: id,
            instance: "i-1",
            amount: amount,
            pots: [Pot(name: "visitors", limit: limit)],
            limits: [RateLimit(name: "m", window: 60, limit: perMinute)],
            lifetime: 900,
            turn: question.map { question in
                Admission.Turn(
                    visitor: "v",
                    address: "here",
                    chat: "c",
                    assistant: "bot",
                    question: .hi(question)
                )
            }
        )
    }

    @Test("the same question is known, and reserved for once")
    func known() async throws {
        let store = try await clock.store()
        #expect(try await store.admit(admission("a-1", question: "q")) == .admitted)
        #expect(try await store.admit(admission("a-2", question: "q")) == .known(answer: "a-1"))
        #expect(try await store.pots() == [PotReport(name: "visitors", balance: PotBalance(reserved: 10))])
    }

    @Test("a refusal for the rate takes no money, and one for money no count")
    func refusals() async throws {
        let store = try await clock.store()
        #expect(try await store.admit(admission("a-1", perMinute: 1)) == .admitted)
        guard case .tooMany(let seconds) = try await store.admit(admission("a-2", perMinute: 1)) else {
            Issue.record("was admitted")
            return
        }
        #expect((1...60).contains(seconds))
        guard case .exhausted = try await store.admit(admission("a-3", amount: 101)) else {
            Issue.record("was admitted")
            return
        }
        #expect(try await store.admit(admission("a-4", amount: 90, perMinute: 2)) == .admitted)
    }

    @Test("what is kept for answers under way is busy, and comes back; what is spent is gone for the day")
    func busy() async throws {
        let store = try await clock.store()
        #expect(try await store.admit(admission("a-1", amount: 60)) == .admitted)
        #expect(try await store.admit(admission("a-2", amount: 60)) == .busy(pot: "visitors"))
        #expect(try await store.settle("a-1", amount: 60) == 60)
        guard case .exhausted = try await store.admit(admission("a-3", amount: 60)) else {
            Issue.record("was admitted")
            return
        }
    }

    @Test("so many answers at a time and no more, of a visitor and from an address, until one of them has ended")
    func atATime() async throws {
        let store = try await clock.store()
        func ask(_ id: String, _ visitor: String = "v", from address: String = "here") async throws -> Admitted {
            var admission = admission(id, question: "q-\(id)")
            admission.atATime = AnswersAtATime(ofVisitor: 2, fromAddress: 3)
            admission.turn?.visitor = visitor
            admission.turn?.address = address
            admission.turn?.chat = "c-\(id)"
            return try await store.admit(admission)
        }
        let wait = Admitted.tooMany(retryAfter: 5)
        #expect(try await ask("a-1") == .admitted)
        #expect(try await ask("a-2", from: "there") == .admitted)
        #expect(try await ask("a-3", from: "elsewhere") == wait)
        #expect(try await ask("b-1", "w") == .admitted)
        #expect(try await ask("c-1", "x") == .admitted)
        #expect(try await ask("d-1", "y") == wait)
        #expect(try await ask("d-1", "y", from: "there") == .admitted)
        #expect(try await store.settle("a-1", amount: 1) == 1)
        #expect(try await ask("d-2", "y") == .admitted)
        #expect(try await ask("a-3", from: "there") == .admitted)
    }

    @Test("what is under way from one address leaves room for others, and whoever asks on is told to wait for a minute")
    func room() async throws {
        let store = try await clock.store()
        func ask(_ id: String, from address: String) async throws -> Admitted {
            var admission = admission(id, question: "q-\(id)")
            admission.turn?.visitor = id
            admission.turn?.address = address
            admission.pots += [
                Pot(name: "visitor/\(id)", limit: 100), Pot(name: "address/\(address)", limit: 100, part: 4),
            ]
            admission.limits = [
                RateLimit(name: "minute/\(id)", window: 60, limit: 1),
                RateLimit(name: "address/\(address)", window: 60, limit: 4, countsBusy: true),
            ]
            return try await store.admit(admission)
        }
        #expect(try await ask("a", from: "here") == .admitted)
        #expect(try await ask("b", from: "here") == .admitted)
        // Of the address it is a message, of the visitor none.
        for _ in 0..<2 { #expect(try await ask("c", from: "here") == .busy(pot: "visitors")) }
        guard case .tooMany = try await ask("c", from: "here") else {
            Issue.record("went on asking")
            return
        }
        #expect(try await ask("d", from: "there") == .admitted)
        #expect(try await store.settle("a", amount: 1) == 1)
        clock.advance(by: 60)
        #expect(try await ask("c", from: "here") == .admitted)
    }

    @Test("answers and threads of another program that is at work are left alone")
    func others() async throws {
        let store = try await clock.store()
        #expect(try await store.admit(admission("a-1", question: "q")) == .admitted)
        try await store.keep(thread: "thread_1", of: "a-1")
        try await store.keep(thread: "thread_0", of: "a-0")
        try await store.closeAbandoned()
        #expect(try await store.chat("c", of: "v")?.messages.map(\.state) == ["complete", "running"])
        #expect(try await store.abandonedThreads() == ["thread_0"])
        _ = try await store.settle("a-1", amount: 1)
        try await store.closeAbandoned()
        #expect(try await store.chat("c", of: "v")?.messages.map(\.state) == ["complete", "failed"])
        #expect(try await store.abandonedThreads() == ["thread_0", "thread_1"])
    }

    @Test("a chat whose time is over is not shown, also before it is removed")
    func age() async throws {
        let store = try await clock.store(keepHours: 1)
        _ = try await store.admit(admission("a-1", question: "q"))
        clock.advance(by: 3600)
        #expect(try await store.chats(of: "v").count == 1)
        clock.advance(by: 1)
        #expect(try await store.chats(of: "v").isEmpty)
        #expect(try await store.chat("c", of: "v") == nil)
        #expect(try await store.allChats().count == 1)
        // Nor does it come back with another question.
        _ = try await store.settle("a-1", amount: 1)
        #expect(try await store.admit(admission("a-2", question: "q-2")) == .admitted)
        #expect(try await store.chat("c", of: "v")?.messages.map(\.id) == ["q-2", "a-2"])
    }

    @Test("a visitor takes so many places at a time, and others meanwhile; each is given back once")
    func reads() {
        let reads = VisitorPlaces(most: 2)
        var places = [reads.enter("v"), reads.enter("v"), reads.enter("v"), reads.enter("w")]
        #expect(places.map { $0 != nil } == [true, true, false, true])
        // Given back twice, it is one place.
        places[0]?.leave()
        places[0] = nil
        let next = reads.enter("v")
        #expect(next != nil && reads.enter("v") == nil)
        // An answer that is never written takes its place along.
        places = []
        let last = reads.enter("v")
        #expect(last != nil && reads.enter("v") == nil)
        withExtendedLifetime((next, last)) {}
    }

    @Test("what is held with a place is given back with it, once, and at once where it was given back")
    func held() {
        let bodies = BodyBudget(bytes: 800)
        let place = VisitorPlaces(most: 1).enter("v")
        #expect(bodies.take(100, of: [192, 0, 2, 1]) && !bodies.take(100, of: [192, 0, 2, 1]))
        place?.whenLeft { bodies.giveBack(100, of: [192, 0, 2, 1]) }
        place?.leave()
        place?.leave()
        #expect(bodies.take(100, of: [192, 0, 2, 1]))
        place?.whenLeft { bodies.giveBack(100, of: [192, 0, 2, 1]) }
        #expect(bodies.take(100, of: [192, 0, 2, 1]) && !bodies.take(100, of: [192, 0, 2, 1]))
    }

    @Test("a thousand questions at a time never get more than there is")
    func crowd() async throws {
        let store = try await clock.store()
        let admitted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<1000 {
                group.addTask { try await store.admit(admission("a-\(number)", perMinute: 2000)) == .admitted }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 10)
    }

    @Test("what a dead program had reserved is spent where it had sent something, and its answers are failed")
    func crash() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "serve.sqlite").path(percentEncoded: false)
        do {
            let dead = try await clock.store(path: path)
            #expect(try await dead.admit(admission("sent", question: "q")) == .admitted)
            #expect(try await dead.admit(admission("unsent")) == .admitted)
            #expect(try await dead.markSent("sent"))
        }
        let next = try await clock.store(path: path)
        try await next.closeAbandoned()
        clock.advance(by: 901)
        try await next.sweep(keepHours: 24)
        #expect(try await next.pots() == [PotReport(name: "visitors", balance: PotBalance(spent: 10))])
        let chat = try #require(try await next.chat("c", of: "v"))
        #expect(chat.messages.map(\.state) == ["complete", "failed"])
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("what was forgotten, or is too old, cannot be read in any file of the store any more")
    func wiped() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try await clock.store(path: folder.appending(path: "serve.sqlite").path(percentEncoded: false))
        func isThere(_ word: String) throws -> Bool {
            try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).contains { file in
                try Data(contentsOf: file).range(of: Data(word.utf8)) != nil
            }
        }
        for (visitor, word) in [("v", "xylophone"), ("w", "glockenspiel")] {
            var asked = admission("a-\(visitor)", question: "q")
            asked.turn?.visitor = visitor
            asked.turn?.question.text = "My word is \(word)."
            #expect(try await store.admit(asked) == .admitted)
            _ = try await store.settle("a-\(visitor)", amount: 1)
            #expect(try isThere(word))
        }
        #expect(try await store.forget(visitor: "v") == 1)
        #expect(try !isThere("xylophone"))
        #expect(try isThere("glockenspiel"))
        clock.advance(by: 2 * 3600)
        try await store.sweep(keepHours: 1)
        #expect(try !isThere("glockenspiel"))
    }

    @Test("chats go when their time is over, and with them nobody else's")
    func keeping() async throws {
        let store = try await clock.store()
        _ = try await store.admit(admission("a-1", question: "q"))
        #expect(try await store.chat("c", of: "w") == nil)
        #expect(try await store.rate("a-1", in: "c", of: "v", rating: "up", comment: nil))
        #expect(try await !store.rate("a-1", in: "c", of: "w", rating: "up", comment: nil))
        clock.advance(by: 25 * 3600)
        try await store.sweep(keepHours: 24)
        #expect(try await store.allChats().isEmpty)
        #expect(try await store.ratings().count == 1)
        clock.advance(by: 31 * 86_400)
        try await store.sweep(keepHours: 24)
        // Nobody swept for a month, or the clock is wrong: an hour shows.
        #expect(try await store.ratings().count == 1)
        clock.advance(by: 3600)
        try await store.sweep(keepHours: 24)
        #expect(try await store.ratings().isEmpty)
    }
}

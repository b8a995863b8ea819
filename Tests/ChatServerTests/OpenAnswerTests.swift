import AssistantModel
import Foundation
import OrderedJSON
import Spending
import StateDatabase
import Testing

@testable import ChatServer

@Suite("Answers under way at several instances")
struct OpenAnswerTests {
    private let clock = SetClock()

    private func admission(_ id: String, of instance: String, question: String, chat: String = "c") -> Admission {
        Admission(
            id: id,
            instance: instance,
            amount: 10,
            pots: [Pot(name: "visitors", limit: 100)],
            limits: [],
            lifetime: 900,
            turn: Admission.Turn(
                visitor: "v",
                address: "here",
                chat: chat,
                assistant: "bot",
                question: .hi(question)
            )
        )
    }

    private func conclusion(
        _ id: String,
        _ pieces: [AnswerPiece],
        amount: Int64? = 3,
        state: AnswerEnd.State = .complete
    ) -> Conclusion {
        let message = UIMessages.stored(pieces, id: id, state: state)
        return Conclusion(
            answer: id,
            amount: amount,
            kept: Conclusion.Kept(visitor: "v", chat: "c", message: message, pieces: pieces)
        )
    }

    @Test("two questions of one chat at two instances are one answer and one refusal, however close they come")
    func oneAnswer() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "serve.sqlite").path(percentEncoded: false)
        let stores = [try await clock.store(path: path), try await clock.store(path: path)]
        for round in 0..<20 {
            let outcomes = try await withThrowingTaskGroup(of: Admitted.self) { group in
                for (index, store) in stores.enumerated() {
                    let id = "a-\(round)-\(index)"
                    let admission = admission(id, of: "i-\(index)", question: "q-\(round)-\(index)")
                    group.addTask { try await store.admit(admission) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == .admitted }.count == 1)
            #expect(outcomes.filter { $0 == .answering }.count == 1)
            let open = try #require(try await stores[0].openAnswer(of: "c", visitor: "v"))
            #expect(try await stores[0].openAnswer(of: "c", visitor: "w") == nil)
            #expect(try await stores[1].settle(open, amount: 0) == 0)
        }
    }

    @Test("a stopped answer makes way for the next question before it is paid for")
    func stopped() async throws {
        let store = try await clock.store()
        #expect(try await store.admit(admission("a-1", of: "i-1", question: "q-1")) == .admitted)
        #expect(try await store.admit(admission("a-2", of: "i-2", question: "q-2")) == .answering)
        #expect(try await store.admit(admission("a-2", of: "i-2", question: "q-1")) == .known(answer: "a-1"))
        #expect(try await store.admit(admission("a-3", of: "i-2", question: "q-3", chat: "d")) == .admitted)
        try await store.markStopped("a-1", keeping: conclusion("a-1", [.text("so far")], state: .stopped).kept)
        #expect(try await store.openAnswers(of: "i-1", others: false).map(\.isStopped) == [true])
        // What came of it is there, however long the account goes on, and also when its instance is gone by then.
        let said = try await store.chat("c", of: "v")?.messages.last
        #expect(said?.text == "so far" && said?.state == "stopped")
        // It costs money yet, and counts as long as it does.
        var third = admission("a-2", of: "i-2", question: "q-2")
        third.atATime = AnswersAtATime(ofVisitor: 2, fromAddress: 100)
        #expect(try await store.admit(third) == .tooMany(retryAfter: 5))
        #expect(try await store.admit(admission("a-2", of: "i-2", question: "q-2")) == .admitted)
        #expect(try await store.openAnswer(of: "c", visitor: "v") == "a-2")
        try await store.report([AnswerPart(answer: "a-1", place: 0, pieces: [.text("so far")])], of: "i-1")
        #expect(try await store.abandon("a-1", at: 1) == 0)
        #expect(try await store.chat("c", of: "v")?.messages[1].state == "stopped")
        try await store.markStopped("a-1", keeping: conclusion("a-1", [.text("late")], state: .stopped).kept)
        #expect(try await store.chat("c", of: "v")?.messages[1].text == "so far")
    }

    @Test("a stopped answer is listened to until its end, which tells its cost, and for 20 s while the program ends")
    func patience() {
        let began = ContinuousClock.now
        /// Whether it is over at these seconds after the beginning.
        func over(_ looks: [(Int, isClosing: Bool)], of answer: RunningAnswer, from first: Int = 0) -> [Bool] {
            var patience = AnswerPatience(from: began + .seconds(first))
            return looks.map { patience.isOver(with: answer, at: began + .seconds($0), isClosing: $1) }
        }
        let stopped = RunningAnswer(id: "a", runOn: 30, at: began)
        stopped.stop()
        #expect(
            over([(0, false), (21, false), (60, false), (110, false)], of: stopped) == [false, false, false, false]
        )
        #expect(over([(60, false), (80, true), (100, true), (101, true)], of: stopped) == [false, false, false, true])
        // Neither for ever nor in silence.
        #expect(over([(0, false)], of: stopped, from: -601) == [true])
        #expect(over([(150, false)], of: stopped) == [true])
        // One that is left is stopped, and listened to.
        let left = RunningAnswer(id: "b", runOn: 30, at: began)
        #expect(over([(31, false)], of: left) == [false])
        #expect(left.isStopped)
    }

    @Test("what one instance tells another is every kind of piece, from any place and as often as it likes")
    func parts() async throws {
        let store = try await clock.store()
        _ = try await store.admit(admission("a-1", of: "i-1", question: "q"))
        #expect(try await store.follow("a-1"))
        #expect(try await store.openAnswers(of: "i-2", others: true).map(\.followed) == [1])
        let end = AnswerEnd(state: .failed, isCut: true, refusal: .tooMany(until: 7))
        let pieces: [AnswerPiece] = [
            .text("a"),
            .source(AnswerPiece.Source(number: 1, name: "n", path: "f.md", url: "u", passages: ["p", "q"])),
            .source(AnswerPiece.Source(number: 2, name: "m", url: nil, passages: [])), .citation(source: 1, offset: 3),
            .toolStarted(id: "t", name: "f"), .toolEnded(id: "t", name: "f"), .text("\u{1F6B2}\""), .end(end),
        ]
        try await store.report([AnswerPart(answer: "a-1", place: 0, pieces: Array(pieces[..<3]))], of: "i-1")
        let first = try await store.progress(of: "a-1", in: "c", of: "v", after: 0)
        #expect(first.parts.flatMap(\.pieces) == Array(pieces[..<3]) && first.ended == nil)
        #expect(try await store.conclude(conclusion("a-1", pieces)) == 3)
        let last = try await store.progress(of: "a-1", in: "c", of: "v", after: first.number)
        #expect(last.parts == [AnswerPart(answer: "a-1", place: 0, pieces: pieces)])
        #expect(last.ended == .complete)
        #expect(try await store.follow("a-1") == false)
        clock.advance(by: DatabaseChatStore.partSeconds + 1)
        try await store.sweep(keepHours: 24)
        #expect(try await store.progress(of: "a-1", in: "c", of: "v", after: 0).parts.isEmpty)
    }

    @Test("nothing is left for others of an answer that nobody follows")
    func unfollowed() async throws {
        let store = try await clock.store()
        _ = try await store.admit(admission("a-1", of: "i-1", question: "q"))
        try await store.report([AnswerPart(answer: "a-1", place: 0, pieces: [.text("a")])], of: "i-1")
        #expect(try await store.conclude(conclusion("a-1", [.text("a")])) == 3)
        #expect(try await store.progress(of: "a-1", in: "c", of: "v", after: 0).parts.isEmpty)
        #expect(try await store.openAnswers(of: "i-1", others: false).isEmpty)
    }

    @Test("an answer whose instance is gone costs its worst case where something was sent, and keeps what came of it")
    func abandoned() async throws {
        let store = try await clock.store()
        _ = try await store.admit(admission("sent", of: "i-1", question: "q-1"))
        _ = try await store.admit(admission("unsent", of: "i-1", question: "q-2", chat: "d"))
        #expect(try await store.markSent("sent"))
        let parts = [(0, ["a", "b"]), (1, ["b", "c"])].map { place, texts in
            AnswerPart(answer: "sent", place: place, pieces: texts.map { .text($0) })
        }
        try await store.report(parts, of: "i-1")
        let open = try await store.openAnswers(of: "i-2", others: true)
        #expect(open.map(\.beat) == [1, 1])
        #expect(try await store.abandon("sent", at: 0) == nil)
        #expect(try await store.abandon("sent", at: 1) == 10)
        #expect(try await store.abandon("sent", at: 1) == nil)
        #expect(try await store.abandon("unsent", at: nil) == 0)
        #expect(try await store.pots() == [PotReport(name: "visitors", balance: PotBalance(spent: 10))])
        let message = try await store.chat("c", of: "v")?.messages.last
        #expect(message?.state == "failed" && message?.text == "abc")
        #expect(try await store.progress(of: "sent", in: "c", of: "v", after: 0).ended == .failed)
        #expect(try await store.admit(admission("again", of: "i-2", question: "q-3")) == .admitted)
        // Its instance was only slow: what it made is kept, and not paid for twice.
        #expect(try await store.conclude(conclusion("sent", [.text("abcd")])) == nil)
        #expect(try await store.chat("c", of: "v")?.messages.map(\.text) == ["Hi", "abcd", "Hi", ""])
    }

    @Test("an instance is gone when it says nothing for some looks in a row, whatever clocks do")
    func silence() {
        func open(_ beat: Int64) -> [OpenAnswer] {
            [
                OpenAnswer(id: "a", beat: beat, isStopped: false, followed: 0),
                OpenAnswer(id: "b", beat: 7, isStopped: false, followed: 0),
            ]
        }
        var silent = SilentAnswers()
        for look in 0..<SilentAnswers.patience { #expect(silent.look(at: open(Int64(look))).isEmpty) }
        #expect(silent.look(at: open(100)).map(\.id) == ["b"])
        #expect(silent.look(at: []).isEmpty)
        #expect(silent.look(at: open(100)).isEmpty)
    }

    // MARK: clocks

    @Test("a clock that jumps a day ahead and back loses no chat, no count and no cent, and gives nothing away")
    func jump() async throws {
        let store = try await clock.store(keepHours: 24)
        let day = Ledger.secondsOfDay
        func ask(_ id: String, amount: Int64) async throws -> Admitted {
            var admission = admission(id, of: "i-1", question: "q-\(id)")
            admission.amount = amount
            admission.limits = [RateLimit(name: "day/v", window: day, limit: 4)]
            return try await store.admit(admission)
        }
        try await store.sweep(keepHours: 24)
        #expect(try await ask("a-1", amount: 40) == .admitted)
        #expect(try await store.conclude(conclusion("a-1", [.text("a")], amount: 40)) == 40)
        #expect(try await ask("a-2", amount: 50) == .admitted)
        #expect(try await store.markSent("a-2"))
        #expect(try await store.rate("a-1", in: "c", of: "v", rating: "up", comment: nil))

        clock.advance(by: day + 60)
        for _ in 0..<3 {
            try await store.sweep(keepHours: 24)
            clock.advance(by: 300)
        }
        // It ran out by that clock: paid, also when it ends later.
        #expect(try await store.conclude(conclusion("a-2", [.text("b")], amount: 1)) == nil)

        clock.advance(by: -day - 960)
        try await store.sweep(keepHours: 24)
        #expect(try await store.pots() == [PotReport(name: "visitors", balance: PotBalance(spent: 90))])
        guard case .exhausted = try await ask("a-3", amount: 11) else {
            Issue.record("was admitted")
            return
        }
        #expect(try await ask("a-3", amount: 10) == .admitted)
        #expect(try await store.settle("a-3", amount: 0) == 0)
        #expect(try await ask("a-4", amount: 10) == .admitted)
        #expect(try await store.settle("a-4", amount: 0) == 0)
        guard case .tooMany = try await ask("a-5", amount: 10) else {
            Issue.record("the day's count was forgotten")
            return
        }
        let texts = try await store.chat("c", of: "v")?.messages.map(\.text) ?? []
        #expect(texts.prefix(4) == ["Hi", "a", "Hi", "b"])
        #expect(try await store.ratings().count == 1)
    }

    @Test("a clock that stays a day ahead is believed after an hour")
    func believed() async throws {
        let store = try await clock.store(keepHours: 24)
        try await store.sweep(keepHours: 24)
        _ = try await store.admit(admission("a-1", of: "i-1", question: "q"))
        clock.advance(by: Ledger.secondsOfDay + 1)
        for _ in 0..<12 {
            try await store.sweep(keepHours: 24)
            #expect(try await store.allChats().count == 1)
            clock.advance(by: 300)
        }
        try await store.sweep(keepHours: 24)
        #expect(try await store.allChats().isEmpty)
    }

    @Test("of a chat that was deleted, or whose question was asked anew, nothing more is written, followed or not")
    func deleted() async throws {
        let store = try await clock.store()
        _ = try await store.admit(admission("a-1", of: "i-1", question: "q"))
        #expect(try await store.follow("a-1"))
        try await store.report([AnswerPart(answer: "a-1", place: 0, pieces: [.text("a")])], of: "i-1")
        try await store.deleteChat("c", of: "v")
        try await store.report([AnswerPart(answer: "a-1", place: 1, pieces: [.text("b")])], of: "i-1")
        #expect(try await store.progress(of: "a-1", in: "c", of: "v", after: 0).parts.isEmpty)
        #expect(try await store.conclude(conclusion("a-1", [.text("a"), .text("b")])) == 3)
        #expect(try await store.progress(of: "a-1", in: "c", of: "v", after: 0).parts.isEmpty)
    }
}

import Conversation
import OrderedJSON
import Spending
import StateDatabase
import Synchronization
import Testing

@testable import ChatServer

/// A database that notes what it is asked for.
private struct NotingDatabase: SQLDatabase {
    let database: SQLiteDatabase
    let notes: Notes

    final class Notes: Sendable {
        private let all = Mutex<[String]>([])
        var lines: [String] { all.withLock { $0 } }
        func add(_ line: String) { all.withLock { $0.append(line) } }
        func clear() { all.withLock { $0 = [] } }
    }

    private struct Session: SQLSession {
        let session: any SQLSession
        let notes: Notes

        var dialect: SQLDialect { session.dialect }
        func now() throws(SQLFailure) -> Int64 { try session.now() }

        func rows(_ sql: String, _ arguments: [SQLValue]) throws(SQLFailure) -> [SQLRow] {
            notes.add(sql)
            return try session.rows(sql, arguments)
        }

        func execute(_ sql: String, _ arguments: [SQLValue]) throws(SQLFailure) -> Int {
            notes.add(sql)
            return try session.execute(sql, arguments)
        }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(SQLFailure) -> Value
    ) async throws(SQLFailure) -> Value {
        notes.add("read")
        return try await database.read { [notes] session throws(SQLFailure) in
            try body(Session(session: session, notes: notes))
        }
    }

    func write<Value: Sendable>(
        _ name: String,
        _ body: @escaping @Sendable (any SQLSession) throws(SQLFailure) -> Value
    ) async throws(SQLFailure) -> Value {
        notes.add("write")
        return try await database.write(name) { [notes] session throws(SQLFailure) in
            try body(Session(session: session, notes: notes))
        }
    }

    func close() async { await database.close() }
}

@Suite("Questions and the chats that they are asked in")
struct ChatQuestionTests {
    private let clock = SetClock()

    private func admission(_ id: String, question: String, saying text: String = "Hi") -> Admission {
        var asked = StoredMessage.hi(question)
        asked.text = text
        return Admission(
            id: id,
            instance: "i-1",
            amount: 1,
            pots: [Pot(name: "visitors", limit: 1000)],
            limits: [],
            lifetime: 900,
            turn: Admission.Turn(visitor: "v", address: "here", chat: "c", assistant: "bot", question: asked)
        )
    }

    /// A chat with so many answered questions: `Question 0`, `Answer 0` and so on.
    private func fill(_ store: DatabaseChatStore, _ count: Int) async throws {
        for number in 0..<count {
            let id = "a-\(number)"
            let admission = admission(id, question: "q-\(number)", saying: "Question \(number)")
            #expect(try await store.admit(admission) == .admitted)
            let message = UIMessages.stored([.text("Answer \(number)")], id: id, state: .complete)
            let kept = Conclusion.Kept(visitor: "v", chat: "c", message: message, pieces: [])
            #expect(try await store.conclude(Conclusion(answer: id, amount: 0, kept: kept)) == 0)
        }
    }

    private func post(_ members: JSONObject) throws -> ChatPost {
        let head: JSONObject = ["id": "c"]
        return try ChatPost(.object(head + members), characters: 100)
    }

    private func asking(_ id: String, _ text: String, edits: String? = nil) throws -> ChatPost {
        let message: JSONValue = [
            "id": .string(id), "role": "user", "parts": [["type": "text", "text": .string(text)]],
        ]
        return try post(["messages": [message], "messageId": JSONValue(edits)])
    }

    private func excerpt(_ store: DatabaseChatStore, _ post: ChatPost, atMost: Int = 20) async throws -> ChatExcerpt? {
        try await store.admit { chats throws(SQLFailure) in
            let excerpt = try chats.excerpt(of: post.chat, visitor: "v", atMost: atMost, asking: post.asked)
            return PreparedAdmission(admission: nil, asked: excerpt)
        }.asked
    }

    @Test("a question is one transaction, which reads the texts that go along and no parts of messages")
    func oneTransaction() async throws {
        let notes = NotingDatabase.Notes()
        let database = NotingDatabase(
            database: try SQLiteDatabase(path: nil, clock: { [clock] in clock.now }),
            notes: notes
        )
        let store = try await DatabaseChatStore(database, project: "p", environment: "e", random: { 1 })
        try await fill(store, 30)
        notes.clear()
        let post = try asking("q-new", "And now?")
        let next = admission("a-new", question: "q-new", saying: "And now?")
        let outcome = try await store.admit { chats throws(SQLFailure) in
            let excerpt = try chats.excerpt(of: "c", visitor: "v", atMost: 4, asking: post.asked)
            return PreparedAdmission(admission: next, asked: excerpt)
        }
        #expect(outcome.admitted == .admitted && outcome.now == clock.now)
        #expect(notes.lines.filter { $0 == "read" || $0 == "write" } == ["write"])
        let queries = notes.lines.filter { $0.contains("SELECT") }
        #expect(!queries.contains { $0.contains("parts") || $0.contains("SELECT * FROM message") })
        #expect(outcome.asked?.earlier.map(\.text) == ["Question 28", "Answer 28", "Question 29", "Answer 29"])
        #expect(outcome.asked?.earlierCount == 60)
    }

    @Test("nothing that is done for a question looks through everybody's answers under way, or all that was said")
    func queryPlans() async throws {
        let notes = NotingDatabase.Notes()
        let plain = try SQLiteDatabase(path: nil, clock: { [clock] in clock.now })
        let database = NotingDatabase(database: plain, notes: notes)
        let store = try await DatabaseChatStore(database, project: "p", environment: "e", random: { 1 })
        try await fill(store, 2)
        notes.clear()
        var next = admission("a-new", question: "q-new")
        next.atATime = AnswersAtATime(ofVisitor: 2, fromAddress: 2)
        next.limits = [RateLimit(name: "minute/v", window: 60, limit: 10)]
        let post = try asking("q-new", "Hi")
        _ = try await store.admit { [next] chats throws(SQLFailure) in
            let excerpt = try chats.excerpt(of: "c", visitor: "v", atMost: 4, asking: post.asked)
            return PreparedAdmission(admission: next, asked: excerpt)
        }
        #expect(try await store.markSent("a-new"))
        let statements = notes.lines.filter { $0 != "read" && $0 != "write" }
        #expect(statements.count > 10)
        for statement in statements {
            let arguments = Array(repeating: SQLValue.null, count: statement.count { $0 == "?" })
            let plan = try await plain.read { session throws(SQLFailure) in
                try session.rows("EXPLAIN QUERY PLAN " + statement, arguments)
            }
            for step in plan {
                let detail = try step.text("detail")
                #expect(!detail.hasPrefix("SCAN") && !detail.hasSuffix("(scope=?)"), "\(statement): \(detail)")
            }
        }
    }

    @Test("what is asked again in the middle of a chat has only what stood before it in mind")
    func middle() async throws {
        let store = try await clock.store()
        try await fill(store, 4)
        let edited = try #require(try await excerpt(store, try asking("q-2", "Else?", edits: "q-2"), atMost: 3))
        #expect(edited.earlierCount == 4 && edited.asked == "Question 2")
        #expect(edited.earlier.map(\.text) == ["Answer 0", "Question 1", "Answer 1"])
        #expect(edited.earlier.map(\.role) == [.assistant, .user, .assistant])
        let renewed = try post(["trigger": "regenerate-message", "messageId": "a-1"])
        let chat = try #require(try await excerpt(store, renewed))
        let turn = try renewed.turn(in: chat, visitor: "v", address: "here", assistant: "bot")
        #expect(turn.question.id == "q-1" && turn.question.text == "Question 1" && turn.replaces == "a-1")
        #expect(chat.earlier.map(\.text) == ["Question 0", "Answer 0"])
        let last = try post(["trigger": "regenerate-message"])
        let whole = try #require(try await excerpt(store, last))
        #expect(try last.turn(in: whole, visitor: "v", address: "here", assistant: "bot").replaces == "a-3")
    }

    @Test("ids of other messages are refused, and the same question is the same")
    func ids() async throws {
        let store = try await clock.store()
        try await fill(store, 2)
        func turn(_ post: ChatPost) async throws -> Admission.Turn {
            try post.turn(in: try await excerpt(store, post), visitor: "v", address: "here", assistant: "bot")
        }
        #expect(try await turn(try asking("q-1", "Question 1")).question.text == "Question 1")
        let refused = [
            try asking("q-1", "Something else"), try asking("a-1", "Answer 1"), try asking("q-9", "New", edits: "q-1"),
            try post(["trigger": "regenerate-message", "messageId": "q-1"]),
        ]
        for post in refused { await #expect(throws: ChatRefusal.self) { try await turn(post) } }
        let nothing = try post(["trigger": "regenerate-message"])
        #expect(throws: ChatRefusal.notFound) {
            try nothing.turn(in: nil, visitor: "v", address: "here", assistant: "bot")
        }
    }

    @Test("a chat whose time is over is none, also to a question")
    func age() async throws {
        let store = try await clock.store(keepHours: 1)
        try await fill(store, 1)
        let post = try asking("q-new", "And now?")
        #expect(try await excerpt(store, post) != nil)
        clock.advance(by: 3601)
        #expect(try await excerpt(store, post) == nil)
    }

    @Test(
        "words of a stream are written as any other chunk",
        arguments: ["a", "\"\\\n\t\u{1}\u{2028}", "Fünf 🚲", ""]
    )
    func words(text: String) {
        var quick = UIMessageEncoder(id: "m", createdAt: 0)
        var plain = quick
        for piece in [AnswerPiece.text("Hi"), .text(text), .text(text)] {
            #expect(quick.lines(of: piece) == plain.chunks(of: piece).map(UIMessages.line))
        }
    }
}

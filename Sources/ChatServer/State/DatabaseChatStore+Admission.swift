import OrderedJSON
import Spending
import StateDatabase

/// How a question becomes an answer under way: what is said, what it may cost, and who makes it are written together.
extension DatabaseChatStore {
    package func admit<Asked: Sendable>(
        _ prepare: @escaping @Sendable (ChatReader) throws(SQLFailure) -> PreparedAdmission<Asked>
    ) async throws -> AdmissionOutcome<Asked> {
        let name = scope
        let keepSeconds = keepSeconds
        return try await write { session, scope throws(SQLFailure) in
            let now = try session.now()
            let oldest = keepSeconds.map { now - $0 } ?? 0
            let prepared = try prepare(ChatReader(session: session, scope: scope, oldest: oldest))
            let admitted = try prepared.admission.map { admission throws(SQLFailure) in
                try Self.admit(admission, oldest: oldest, now, name, session)
            }
            return AdmissionOutcome(admitted: admitted, asked: prepared.asked, now: now)
        }
    }

    private static func admit(
        _ admission: Admission,
        oldest: Int64,
        _ now: Int64,
        _ name: String,
        _ session: any SQLSession
    ) throws(SQLFailure) -> Admitted {
        let scope = SQLValue.text(name)
        if let turn = admission.turn {
            if try isForgotten(turn.visitor, scope, session) { return .forgotten }
            // What is not shown any more does not come back with a question.
            try deleteChat(turn.chat, of: turn.visitor, before: oldest, scope, session)
            if let known = try knownAnswer(to: turn, scope, session) { return .known(answer: known) }
            if try openAnswer(of: turn.chat, visitor: turn.visitor, scope, session) != nil { return .answering }
        }
        if let wait = try wait(of: admission.limits, now, scope, session) { return .tooMany(retryAfter: wait) }
        var rows = LedgerTables(session: session, scope: name)
        try Ledger.expire(&rows, now: now)
        if let turn = admission.turn, let most = admission.atATime {
            let (ofVisitor, fromAddress) = try openCounts(of: turn, scope, session)
            guard ofVisitor < most.ofVisitor, fromAddress < most.fromAddress else {
                return .tooMany(retryAfter: ChatConfiguration.Limits.comeBack)
            }
        }
        let outcome = try Ledger.reserve(
            &rows,
            id: admission.id,
            amount: admission.amount,
            in: admission.pots,
            now: now,
            lifetime: admission.lifetime
        )
        switch outcome {
        case .reserved: break
        case .busy(let pot):
            try hit(admission.limits.filter(\.countsBusy), now, scope, session)
            return .busy(pot: pot)
        case .exhausted(let pot):
            let left = Ledger.secondsOfDay - now % Ledger.secondsOfDay
            return .exhausted(pot: pot, retryAfter: Int(left))
        }
        try hit(admission.limits, now, scope, session)
        try open(admission, scope, session)
        if let turn = admission.turn { try begin(turn, answer: admission.id, now, scope, session) }
        return .admitted
    }

    private static func knownAnswer(
        to turn: Admission.Turn,
        _ scope: SQLValue,
        _ session: any SQLSession
    ) throws(SQLFailure) -> String? {
        if let replaced = turn.replaces {
            return try session.row(
                "SELECT id FROM message WHERE scope = ? AND visitor = ? AND chat = ? AND replaces = ?",
                [scope, .text(turn.visitor), .text(turn.chat), .text(replaced)]
            )?.text("id")
        }
        return try session.row(
            """
            SELECT answer.id FROM message AS answer JOIN message AS question
            ON question.scope = answer.scope AND question.visitor = answer.visitor AND question.chat = answer.chat
            AND question.id = answer.answers
            WHERE answer.scope = ? AND answer.visitor = ? AND answer.chat = ? AND answer.answers = ?
            AND question.text = ? ORDER BY answer.number DESC
            """,
            [
                scope, .text(turn.visitor), .text(turn.chat), .text(turn.question.id),
                .text(turn.question.text),
            ]
        )?.text("id")
    }

    private static func begin(
        _ turn: Admission.Turn,
        answer: String,
        _ now: Int64,
        _ scope: SQLValue,
        _ session: any SQLSession
    ) throws(SQLFailure) {
        let chat: [SQLValue] = [scope, .text(turn.visitor), .text(turn.chat)]
        try session.execute(
            """
            INSERT INTO chat(scope, visitor, id, assistant, title, updated_at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (scope, visitor, id) DO UPDATE SET updated_at = excluded.updated_at
            """,
            chat + [.text(turn.assistant), .text(String(turn.question.text.prefix(60))), .integer(now)]
        )
        // What is asked anew takes the place of itself and of everything behind it.
        if let number = try session.row(
            "SELECT number FROM message WHERE scope = ? AND visitor = ? AND chat = ? AND id = ?",
            chat + [.text(turn.question.id)]
        )?.integer("number") {
            try session.execute(
                "DELETE FROM message WHERE scope = ? AND visitor = ? AND chat = ? AND number >= ?",
                chat + [.integer(number)]
            )
        }
        var asked = turn.question
        asked.createdAt = now
        try insert(asked, into: chat, session)
        let begun = StoredMessage(
            id: answer,
            role: "assistant",
            text: "",
            parts: [],
            createdAt: now,
            state: "running",
            answers: turn.question.id,
            replaces: turn.replaces
        )
        try insert(begun, into: chat, session)
    }

    private static func insert(
        _ message: StoredMessage,
        into chat: [SQLValue],
        _ session: any SQLSession
    ) throws(SQLFailure) {
        try session.execute(
            """
            INSERT INTO message(
              scope, visitor, chat, id, role, text, parts, created_at, state, rating, answers, replaces)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            chat + [
                .text(message.id), .text(message.role), .text(message.text), .text(message.parts.text),
                .integer(message.createdAt), .text(message.state), .text(message.rating), .text(message.answers),
                .text(message.replaces),
            ]
        )
    }
}

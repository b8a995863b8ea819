import OrderedJSON
import Spending
import StateDatabase

/// Answers under way, for every instance that shares the tables.
extension DatabaseChatStore {
    /// Of parts whose answer is over, in seconds: whoever follows it looks several times a second.
    static let partSeconds: Int64 = 60

    /// Notes in the transaction that admits an answer who makes it.
    static func open(_ admission: Admission, _ scope: SQLValue, _ session: any SQLSession) throws(SQLFailure) {
        try session.execute(
            """
            INSERT INTO running(scope, id, instance, visitor, address, chat, beat, is_stopped, followed)
            VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0)
            """,
            [
                scope, .text(admission.id), .text(admission.instance), .text(admission.turn?.visitor),
                .text(admission.turn?.address), .text(admission.turn?.chat),
            ]
        )
    }

    /// How many answers are under way of the visitor, and from the address, stopped ones included.
    static func openCounts(
        of turn: Admission.Turn,
        _ scope: SQLValue,
        _ session: any SQLSession
    ) throws(SQLFailure) -> (ofVisitor: Int64, fromAddress: Int64) {
        func count(_ column: String, _ name: String) throws(SQLFailure) -> Int64 {
            try session.row(
                "SELECT count(*) AS open FROM running WHERE scope = ? AND \(column) = ?",
                [scope, .text(name)]
            )?.integer("open") ?? 0
        }
        return (try count("visitor", turn.visitor), try count("address", turn.address))
    }

    /// There is one at most, so it comes in no order: with one, SQLite would look through everybody's.
    static func openAnswer(
        of chat: String,
        visitor: String,
        _ scope: SQLValue,
        _ session: any SQLSession
    ) throws(SQLFailure) -> String? {
        try session.row(
            "SELECT id FROM running WHERE scope = ? AND visitor = ? AND chat = ? AND is_stopped = 0",
            [scope, .text(visitor), .text(chat)]
        )?.text("id")
    }

    package func openAnswer(of chat: String, visitor: String) async throws -> String? {
        try await read { session, scope throws(SQLFailure) in
            try Self.openAnswer(of: chat, visitor: visitor, scope, session)
        }
    }

    package func openAnswers(of instance: String, others: Bool) async throws -> [OpenAnswer] {
        try await read { session, scope throws(SQLFailure) in
            let rows = try session.rows(
                """
                SELECT id, beat, is_stopped, followed FROM running WHERE scope = ? AND instance \(others ? "<>" : "=") ?
                ORDER BY id
                """,
                [scope, .text(instance)]
            )
            return try rows.map { row throws(SQLFailure) in
                OpenAnswer(
                    id: try row.text("id"),
                    beat: try row.integer("beat"),
                    isStopped: try row.integer("is_stopped") != 0,
                    followed: try row.integer("followed")
                )
            }
        }
    }

    package func markStopped(_ answer: String, keeping kept: Conclusion.Kept?) async throws {
        try await write { session, scope throws(SQLFailure) in
            let isOpen = try session.execute(
                "UPDATE running SET is_stopped = 1 WHERE scope = ? AND id = ?",
                [scope, .text(answer)]
            )
            // One that is over was kept as it ended.
            guard isOpen == 1, let kept else { return }
            try Self.write(kept.message, into: [scope, .text(kept.visitor), .text(kept.chat)], session)
        }
    }

    package func follow(_ answer: String) async throws -> Bool {
        try await write { session, scope throws(SQLFailure) in
            let sql = "UPDATE running SET followed = followed + 1 WHERE scope = ? AND id = ?"
            return try session.execute(sql, [scope, .text(answer)]) == 1
        }
    }

    package func report(_ parts: [AnswerPart], of instance: String) async throws {
        let scope = scope
        // Under a name of its own: nobody who asks waits for it.
        try await database.write("\(scope)/instance/\(instance)") { session throws(SQLFailure) in
            try session.execute(
                "UPDATE running SET beat = beat + 1 WHERE scope = ? AND instance = ?",
                [.text(scope), .text(instance)]
            )
            guard !parts.isEmpty else { return }
            let now = try session.now()
            let kept = try Self.keptAnswers(of: instance, .text(scope), session)
            for part in parts where kept.contains(part.answer) {
                try Self.insert(part, at: now, .text(scope), session)
            }
        }
    }

    /// The answers under way that still stand in their chats: what was deleted is not written again.
    private static func keptAnswers(
        of instance: String,
        _ scope: SQLValue,
        _ session: any SQLSession
    ) throws(SQLFailure) -> Set<String> {
        let rows = try session.rows(
            """
            SELECT running.id FROM running JOIN message
            ON message.scope = running.scope AND message.visitor = running.visitor AND message.chat = running.chat
            AND message.id = running.id
            WHERE running.scope = ? AND running.instance = ?
            """,
            [scope, .text(instance)]
        )
        return Set(try rows.map { row throws(SQLFailure) in try row.text("id") })
    }

    private static func insert(
        _ part: AnswerPart,
        at now: Int64,
        _ scope: SQLValue,
        _ session: any SQLSession
    ) throws(SQLFailure) {
        try session.execute(
            "INSERT INTO part(scope, answer, place, pieces, at) VALUES (?, ?, ?, ?, ?)",
            [
                scope, .text(part.answer), .integer(Int64(part.place)),
                .text(JSONValue.array(part.pieces.map(\.stored)).text), .integer(now),
            ]
        )
    }

    package func progress(
        of answer: String,
        in chat: String,
        of visitor: String,
        after number: Int64
    ) async throws -> AnswerProgress {
        try await read { session, scope throws(SQLFailure) in
            let rows = try session.rows(
                "SELECT number, place, pieces FROM part WHERE scope = ? AND answer = ? AND number > ? ORDER BY number",
                [scope, .text(answer), .integer(number)]
            )
            var progress = AnswerProgress(parts: [], number: number)
            for row in rows {
                progress.parts.append(try Self.part(of: answer, row))
                progress.number = try row.integer("number")
            }
            let open = try session.row("SELECT id FROM running WHERE scope = ? AND id = ?", [scope, .text(answer)])
            guard open == nil else { return progress }
            let state = try session.row(
                "SELECT state FROM message WHERE scope = ? AND visitor = ? AND chat = ? AND id = ?",
                [scope, .text(visitor), .text(chat), .text(answer)]
            )?.text("state")
            // One that is not there any more made way for another question.
            progress.ended = state.map { AnswerEnd.State(rawValue: $0) ?? .failed } ?? .stopped
            return progress
        }
    }

    private static func part(of answer: String, _ row: SQLRow) throws(SQLFailure) -> AnswerPart {
        var pieces: [AnswerPiece] = []
        for stored in try row.json("pieces").arrayValue ?? [.null] {
            guard let piece = AnswerPiece(stored: stored) else {
                throw SQLFailure(.refused, "the database holds a piece of an answer that this version does not know")
            }
            pieces.append(piece)
        }
        return AnswerPart(answer: answer, place: Int(try row.integer("place")), pieces: pieces)
    }

    // MARK: ends

    package func conclude(_ conclusion: Conclusion) async throws -> Int64? {
        let name = scope
        return try await write { session, scope throws(SQLFailure) in
            let key: [SQLValue] = [scope, .text(conclusion.answer)]
            let open = try session.row("SELECT followed FROM running WHERE scope = ? AND id = ?", key)
            try session.execute("DELETE FROM running WHERE scope = ? AND id = ?", key)
            try session.execute("DELETE FROM part WHERE scope = ? AND answer = ?", key)
            if let kept = conclusion.kept {
                let now = try session.now()
                let chat: [SQLValue] = [scope, .text(kept.visitor), .text(kept.chat)]
                let isKept = try Self.write(kept.message, into: chat, session)
                if isKept, try open?.integer("followed") ?? 0 > 0 {
                    let whole = AnswerPart(answer: conclusion.answer, place: 0, pieces: kept.pieces)
                    try Self.insert(whole, at: now, scope, session)
                }
                try session.execute(
                    "UPDATE chat SET updated_at = ? WHERE scope = ? AND visitor = ? AND id = ?",
                    [.integer(now)] + chat
                )
            }
            var rows = LedgerTables(session: session, scope: name)
            return try Ledger.settle(&rows, id: conclusion.answer, amount: conclusion.amount)
        }
    }

    /// - Returns: whether the message still stands there.
    @discardableResult
    private static func write(
        _ message: StoredMessage,
        into chat: [SQLValue],
        _ session: any SQLSession
    ) throws(SQLFailure) -> Bool {
        try session.execute(
            """
            UPDATE message SET text = ?, parts = ?, state = ?
            WHERE scope = ? AND visitor = ? AND chat = ? AND id = ?
            """,
            [.text(message.text), .text(message.parts.text), .text(message.state)] + chat + [.text(message.id)]
        ) == 1
    }

    package func abandon(_ answer: String, at beat: Int64?) async throws -> Int64? {
        let name = scope
        return try await write { session, scope throws(SQLFailure) in
            let key: [SQLValue] = [scope, .text(answer)]
            let open = try session.row(
                "SELECT beat, visitor, chat, is_stopped FROM running WHERE scope = ? AND id = ?",
                key
            )
            guard let open else { return nil }
            let now = try open.integer("beat")
            guard beat == nil || beat == now else { return nil }
            let isStopped = try open.integer("is_stopped") != 0
            if let visitor = try open.optionalText("visitor"), let chat = try open.optionalText("chat") {
                let rows = try session.rows(
                    "SELECT place, pieces FROM part WHERE scope = ? AND answer = ? ORDER BY number",
                    key
                )
                var pieces: [AnswerPiece] = []
                for row in rows {
                    let part = try Self.part(of: answer, row)
                    pieces += part.pieces.dropFirst(max(0, pieces.count - part.place))
                }
                let message = UIMessages.stored(pieces, id: answer, state: isStopped ? .stopped : .failed)
                try Self.write(message, into: [scope, .text(visitor), .text(chat)], session)
            }
            try session.execute("DELETE FROM running WHERE scope = ? AND id = ?", key)
            var rows = LedgerTables(session: session, scope: name)
            return try Ledger.abandon(&rows, id: answer) ?? 0
        }
    }
}

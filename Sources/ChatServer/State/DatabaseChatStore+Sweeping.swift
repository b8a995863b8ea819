import Spending
import StateDatabase

/// What goes when its time is over.
extension DatabaseChatStore {
    /// Ratings are kept longer than what was said.
    private static let ratingSeconds: Int64 = 30 * Ledger.secondsOfDay
    /// Days of which pots are kept, for whoever looks.
    private static let potDays: Int64 = 40
    /// A clock that went further than this between two sweeps has jumped, or nobody swept, in seconds.
    private static let jump: Int64 = 3600
    /// How long a clock that jumped has to go on before what is old by it goes, in seconds.
    private static let doubt: Int64 = 3600

    package func sweep(keepHours: Int) async throws {
        let name = scope
        try await write { session, scope throws(SQLFailure) in
            let now = try session.now()
            var rows = LedgerTables(session: session, scope: name)
            try Ledger.expire(&rows, now: now)
            try session.execute(Self.closing, [scope])
            try session.execute(
                """
                DELETE FROM part WHERE scope = ? AND at < ? AND NOT EXISTS (
                  SELECT 1 FROM running WHERE running.scope = part.scope AND running.id = part.answer)
                """,
                [scope, .integer(now - Self.partSeconds)]
            )
            guard try Self.believes(now, scope, session) else { return }
            let old: [(String, Int64)] = [
                ("chat WHERE scope = ? AND updated_at < ?", now - Int64(keepHours) * 3600),
                ("rating WHERE scope = ? AND at < ?", now - Self.ratingSeconds),
                ("hits WHERE scope = ? AND ends < ?", now),
                ("pot WHERE scope = ? AND day < ?", Ledger.day(of: now) - Self.potDays),
                // By then every token of theirs has run out.
                ("forgotten WHERE scope = ? AND at < ?", now - Visitors.longestSeconds),
                // Salts of addresses: without them nobody finds an address again.
                ("secret WHERE scope = ? AND name LIKE 'salt/%' AND made < ?", now - 2 * Ledger.secondsOfDay),
            ]
            for (condition, value) in old {
                try session.execute("DELETE FROM \(condition)", [scope, .integer(value)])
            }
        }
        await database.tidy()
    }

    /// Whether the clock has gone on steadily for a while: what is removed on the word of a clock that jumped, and jumps
    /// back, would be lost.
    private static func believes(_ now: Int64, _ scope: SQLValue, _ session: any SQLSession) throws(SQLFailure) -> Bool
    {
        func time(_ name: String) throws(SQLFailure) -> Int64? {
            try session.row("SELECT made FROM secret WHERE scope = ? AND name = ?", [scope, .text(name)])?.integer(
                "made"
            )
        }
        func note(_ name: String) throws(SQLFailure) {
            try session.execute(
                """
                INSERT INTO secret(scope, name, value, made) VALUES (?, ?, ?, ?)
                ON CONFLICT (scope, name) DO UPDATE SET made = excluded.made
                """,
                [scope, .text(name), .bytes([]), .integer(now)]
            )
        }
        let last = try time("clock/last")
        try note("clock/last")
        guard let last else { return true }
        if now < last || now - last > jump { try note("clock/steady") }
        return try now - (time("clock/steady") ?? 0) >= doubt
    }

    package func closeAbandoned() async throws {
        try await write { session, scope throws(SQLFailure) in try session.execute(Self.closing, [scope]) }
    }

    /// Others may be at work, also beside the same file: theirs are those that money is kept for.
    private static let closing = """
        UPDATE message SET state = 'failed' WHERE scope = ? AND state = 'running' AND NOT EXISTS (
          SELECT 1 FROM reservation WHERE reservation.scope = message.scope AND reservation.id = message.id)
        """

    package func probe() async throws {
        try await write { session, scope throws(SQLFailure) in
            try session.execute(
                """
                INSERT INTO secret(scope, name, value, made) VALUES (?, 'probe', ?, ?)
                ON CONFLICT (scope, name) DO UPDATE SET made = excluded.made
                """,
                [scope, .bytes([]), .integer(try session.now())]
            )
        }
    }
}

import OrderedJSON
import Spending
import StateDatabase

/// The store in tables: in a file for the instances of one machine, on a server for any number of them.
package struct DatabaseChatStore: ChatStore {
    private(set) var database: any SQLDatabase
    let scope: String
    /// How long chats are shown, in seconds; nil for as long as they are there.
    let keepSeconds: Int64?
    private let random: @Sendable () -> UInt64
    private let secrets = KnownSecrets()

    /// Makes the tables where they are missing.
    ///
    /// - Parameters:
    ///   - project: with the environment, whose rows they are.
    ///   - keepHours: how long chats are shown, also before they are removed; nil for as long as they are there.
    ///   - random: whole random numbers.
    /// - Throws: ``SQLFailure``, also for tables of a newer program.
    package init(
        _ database: any SQLDatabase,
        project: String,
        environment: String,
        keepHours: Int? = nil,
        random: @escaping @Sendable () -> UInt64
    ) async throws {
        self.database = database
        scope = "\(project)/\(environment)"
        keepSeconds = keepHours.map { Int64($0) * 3600 }
        self.random = random
        try await SQLSchema.chats.prepare(database)
    }

    package var ahead: any ChatStore {
        var ahead = self
        ahead.database = database.ahead
        return ahead
    }

    package func now() async throws -> Int64 {
        try await database.now()
    }

    package func secret(_ name: String) async throws -> [UInt8] {
        if let known = secrets[name] { return known }
        // Once it is made, nobody waits for it: also where nothing can be written.
        let stored = try await read { session, scope throws(SQLFailure) in try Self.secret(name, scope, session) }
        if let stored {
            secrets.keep(stored, as: name)
            return stored
        }
        let fresh = (0..<4).flatMap { _ in withUnsafeBytes(of: random()) { Array($0) } }
        let value = try await write { session, scope throws(SQLFailure) in
            try session.execute(
                "INSERT INTO secret(scope, name, value, made) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [scope, .text(name), .bytes(fresh), .integer(try session.now())]
            )
            return try Self.secret(name, scope, session) ?? fresh
        }
        secrets.keep(value, as: name)
        return value
    }

    private static func secret(
        _ name: String,
        _ scope: SQLValue,
        _ session: any SQLSession
    ) throws(SQLFailure) -> [UInt8]? {
        try session.row("SELECT value FROM secret WHERE scope = ? AND name = ?", [scope, .text(name)])?.bytes("value")
    }

    /// Changes rows of this project's environment.
    @discardableResult
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession, _ scope: SQLValue) throws(SQLFailure) -> Value
    ) async throws(SQLFailure) -> Value {
        let scope = scope
        return try await database.write(scope) { session throws(SQLFailure) in try body(session, .text(scope)) }
    }

    /// Looks at rows of this project's environment.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession, _ scope: SQLValue) throws(SQLFailure) -> Value
    ) async throws(SQLFailure) -> Value {
        let scope = scope
        return try await database.read { session throws(SQLFailure) in try body(session, .text(scope)) }
    }

    // MARK: counts

    package func count(_ limits: [RateLimit]) async throws -> Int? {
        try await write { session, scope throws(SQLFailure) in
            let now = try session.now()
            if let wait = try Self.wait(of: limits, now, scope, session) { return wait }
            try Self.hit(limits, now, scope, session)
            return nil
        }
    }

    /// Seconds until all limits allow one more; nil where they do.
    static func wait(
        of limits: [RateLimit],
        _ now: Int64,
        _ scope: SQLValue,
        _ session: any SQLSession
    ) throws(SQLFailure) -> Int? {
        var longest: Int64?
        for limit in limits {
            let opened = now - now % limit.window
            let count = try session.row(
                "SELECT count FROM hits WHERE scope = ? AND name = ? AND opened = ?",
                [scope, .text(limit.name), .integer(opened)]
            )?.integer("count")
            if count ?? 0 >= Int64(limit.limit) { longest = max(longest ?? 0, opened + limit.window - now) }
        }
        return longest.map { Int($0) }
    }

    static func hit(
        _ limits: [RateLimit],
        _ now: Int64,
        _ scope: SQLValue,
        _ session: any SQLSession
    ) throws(SQLFailure) {
        for limit in limits {
            let opened = now - now % limit.window
            try session.execute(
                """
                INSERT INTO hits(scope, name, opened, ends, count) VALUES (?, ?, ?, ?, 1)
                ON CONFLICT (scope, name, opened) DO UPDATE SET count = hits.count + 1
                """,
                [scope, .text(limit.name), .integer(opened), .integer(opened + limit.window)]
            )
        }
    }

    // MARK: money

    package func markSent(_ reservation: String) async throws -> Bool {
        let name = scope
        return try await write { session, _ throws(SQLFailure) in
            var rows = LedgerTables(session: session, scope: name)
            return try Ledger.markSent(&rows, id: reservation)
        }
    }

    package func pots() async throws -> [PotReport] {
        try await read { session, scope throws(SQLFailure) in
            let rows = try session.rows(
                "SELECT name, spent, reserved FROM pot WHERE scope = ? AND day = ? ORDER BY name",
                [scope, .integer(Ledger.day(of: try session.now()))]
            )
            return try rows.map { row throws(SQLFailure) in
                let balance = PotBalance(spent: try row.integer("spent"), reserved: try row.integer("reserved"))
                return PotReport(name: try row.text("name"), balance: balance)
            }
        }
    }

    // MARK: threads

    package func keep(thread: String, of answer: String) async throws {
        try await write { session, scope throws(SQLFailure) in
            try session.execute(
                "INSERT INTO thread(scope, id, answer) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [scope, .text(thread), .text(answer)]
            )
        }
    }

    package func forget(thread: String) async throws {
        try await write { session, scope throws(SQLFailure) in
            try session.execute("DELETE FROM thread WHERE scope = ? AND id = ?", [scope, .text(thread)])
        }
    }

    package func abandonedThreads() async throws -> [String] {
        try await read { session, scope throws(SQLFailure) in
            let rows = try session.rows(
                """
                SELECT id FROM thread WHERE scope = ? AND NOT EXISTS (
                  SELECT 1 FROM reservation WHERE reservation.scope = thread.scope AND reservation.id = thread.answer)
                ORDER BY id
                """,
                [scope]
            )
            return try rows.map { row throws(SQLFailure) in try row.text("id") }
        }
    }
}

import Foundation
import GRDB
import OrderedJSON
import Spending

/// The store in a file beside the project, for one instance.
package struct SQLiteChatStore: ChatStore {
    let database: any DatabaseWriter
    let scope: String
    let clock: @Sendable () -> Int64
    private let random: @Sendable () -> UInt64

    /// Opens the store, and makes it where it is missing.
    ///
    /// - Parameters:
    ///   - path: nil for one that forgets everything with the process.
    ///   - scope: of project and environment.
    ///   - clock: in Unix seconds.
    /// - Throws: ``ChatStoreFailure`` for one of a newer program, and what SQLite throws.
    package init(
        path: String?,
        project: String,
        environment: String,
        clock: @escaping @Sendable () -> Int64,
        random: @escaping @Sendable () -> UInt64
    ) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = true
        if let path {
            // SQLite gives the files beside the database the permissions that it has.
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw ChatStoreFailure("\(path) cannot be opened: \(String(cString: strerror(errno)))")
            }
            close(descriptor)
            database = try DatabasePool(path: path, configuration: configuration)
        } else {
            database = try DatabaseQueue(configuration: configuration)
        }
        scope = "\(project)/\(environment)"
        self.clock = clock
        self.random = random
        let migrator = SQLiteSchema.migrator
        let isNewer = try database.read { try migrator.hasBeenSuperseded($0) }
        guard !isNewer else { throw ChatStoreFailure("the store was made by a newer version of assistantctl") }
        try migrator.migrate(database)
    }

    package func now() async throws -> Int64 { clock() }

    package func secret(_ name: String) async throws -> [UInt8] {
        let (scope, now) = (scope, clock())
        let fresh = (0..<4).flatMap { _ in withUnsafeBytes(of: random()) { Array($0) } }
        return try await database.write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO secret(scope, name, value, made) VALUES (?, ?, ?, ?)",
                arguments: [scope, name, Data(fresh), now]
            )
            let value = try Data.fetchOne(
                db,
                sql: "SELECT value FROM secret WHERE scope = ? AND name = ?",
                arguments: [scope, name]
            )
            return Array(value ?? Data(fresh))
        }
    }

    // MARK: admission

    package func admit(_ admission: Admission) async throws -> Admitted {
        let (scope, now) = (scope, clock())
        return try await database.write { db in
            if let turn = admission.turn, let known = try Self.knownAnswer(to: turn, scope, db) {
                return .known(answer: known)
            }
            if let wait = try Self.wait(of: admission.limits, now, scope, db) { return .tooMany(retryAfter: wait) }
            var rows = SQLiteLedger(db: db, scope: scope)
            try Ledger.expire(&rows, now: now)
            let outcome = try Ledger.reserve(
                &rows,
                id: admission.id,
                amount: admission.amount,
                in: admission.pots,
                now: now,
                lifetime: admission.lifetime
            )
            if case .exhausted(let pot) = outcome {
                let left = Ledger.secondsOfDay - now % Ledger.secondsOfDay
                return .exhausted(pot: pot, retryAfter: Int(left))
            }
            try Self.hit(admission.limits, now, scope, db)
            if let turn = admission.turn { try Self.begin(turn, answer: admission.id, now, scope, db) }
            return .admitted
        }
    }

    private static func knownAnswer(to turn: Admission.Turn, _ scope: String, _ db: Database) throws -> String? {
        if let replaced = turn.replaces {
            return try String.fetchOne(
                db,
                sql: "SELECT id FROM message WHERE scope = ? AND visitor = ? AND chat = ? AND replaces = ?",
                arguments: [scope, turn.visitor, turn.chat, replaced]
            )
        }
        return try String.fetchOne(
            db,
            sql: """
                SELECT answer.id FROM message AS answer JOIN message AS question
                ON question.scope = answer.scope AND question.visitor = answer.visitor AND question.chat = answer.chat
                AND question.id = answer.answers
                WHERE answer.scope = ? AND answer.visitor = ? AND answer.chat = ? AND answer.answers = ?
                AND question.text = ? ORDER BY answer.number DESC
                """,
            arguments: [scope, turn.visitor, turn.chat, turn.question.id, turn.question.text]
        )
    }

    private static func begin(
        _ turn: Admission.Turn,
        answer: String,
        _ now: Int64,
        _ scope: String,
        _ db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO chat(scope, visitor, id, assistant, title, updated_at) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (scope, visitor, id) DO UPDATE SET updated_at = excluded.updated_at
                """,
            arguments: [
                scope, turn.visitor, turn.chat, turn.assistant, String(turn.question.text.prefix(60)), now,
            ]
        )
        // What is asked anew takes the place of itself and of everything behind it.
        let question: StatementArguments = [scope, turn.visitor, turn.chat, turn.question.id]
        if let number = try Int64.fetchOne(
            db,
            sql: "SELECT number FROM message WHERE scope = ? AND visitor = ? AND chat = ? AND id = ?",
            arguments: question
        ) {
            try db.execute(
                sql: "DELETE FROM message WHERE scope = ? AND visitor = ? AND chat = ? AND number >= ?",
                arguments: [scope, turn.visitor, turn.chat, number]
            )
        }
        var asked = turn.question
        asked.createdAt = now
        try insert(asked, turn.visitor, turn.chat, scope, db)
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
        try insert(begun, turn.visitor, turn.chat, scope, db)
    }

    private static func insert(
        _ message: StoredMessage,
        _ visitor: String,
        _ chat: String,
        _ scope: String,
        _ db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO message(
                  scope, visitor, chat, id, role, text, parts, created_at, state, rating, answers, replaces)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                scope, visitor, chat, message.id, message.role, message.text, message.parts.text, message.createdAt,
                message.state, message.rating, message.answers, message.replaces,
            ]
        )
    }

    // MARK: counts

    package func count(_ limits: [RateLimit]) async throws -> Int? {
        let (scope, now) = (scope, clock())
        return try await database.write { db in
            if let wait = try Self.wait(of: limits, now, scope, db) { return wait }
            try Self.hit(limits, now, scope, db)
            return nil
        }
    }

    /// Seconds until all limits allow one more; nil where they do.
    private static func wait(of limits: [RateLimit], _ now: Int64, _ scope: String, _ db: Database) throws -> Int? {
        var longest: Int64?
        for limit in limits {
            let opened = now - now % limit.window
            let count = try Int.fetchOne(
                db,
                sql: "SELECT count FROM hits WHERE scope = ? AND name = ? AND opened = ?",
                arguments: [scope, limit.name, opened]
            )
            if count ?? 0 >= limit.limit { longest = max(longest ?? 0, opened + limit.window - now) }
        }
        return longest.map { Int($0) }
    }

    private static func hit(_ limits: [RateLimit], _ now: Int64, _ scope: String, _ db: Database) throws {
        for limit in limits {
            let opened = now - now % limit.window
            try db.execute(
                sql: """
                    INSERT INTO hits(scope, name, opened, ends, count) VALUES (?, ?, ?, ?, 1)
                    ON CONFLICT (scope, name, opened) DO UPDATE SET count = count + 1
                    """,
                arguments: [scope, limit.name, opened, opened + limit.window]
            )
        }
    }

    // MARK: money

    package func markSent(_ reservation: String) async throws -> Bool {
        let scope = scope
        return try await database.write { db in
            var rows = SQLiteLedger(db: db, scope: scope)
            return try Ledger.markSent(&rows, id: reservation)
        }
    }

    package func settle(_ reservation: String, amount: Int64?) async throws -> Int64? {
        let scope = scope
        return try await database.write { db in
            var rows = SQLiteLedger(db: db, scope: scope)
            return try Ledger.settle(&rows, id: reservation, amount: amount)
        }
    }

    package func pots() async throws -> [PotReport] {
        let (scope, day) = (scope, Ledger.day(of: clock()))
        return try await database.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT name, spent, reserved FROM pot WHERE scope = ? AND day = ? ORDER BY name",
                arguments: [scope, day]
            ).map { row in
                PotReport(name: row["name"], balance: PotBalance(spent: row["spent"], reserved: row["reserved"]))
            }
        }
    }

    // MARK: threads

    package func keep(thread: String) async throws {
        let scope = scope
        try await database.write { db in
            try db.execute(sql: "INSERT OR IGNORE INTO thread(scope, id) VALUES (?, ?)", arguments: [scope, thread])
        }
    }

    package func forget(thread: String) async throws {
        let scope = scope
        try await database.write { db in
            try db.execute(sql: "DELETE FROM thread WHERE scope = ? AND id = ?", arguments: [scope, thread])
        }
    }

    package func threads() async throws -> [String] {
        let scope = scope
        return try await database.read { db in
            try String.fetchAll(db, sql: "SELECT id FROM thread WHERE scope = ? ORDER BY id", arguments: [scope])
        }
    }

    // MARK: tidying up

    /// Ratings are kept longer than what was said.
    private static let ratingSeconds: Int64 = 30 * 86_400
    /// Days of which pots are kept, for whoever looks.
    private static let potDays: Int64 = 40

    package func sweep(keepHours: Int) async throws {
        let (scope, now) = (scope, clock())
        try await database.write { db in
            var rows = SQLiteLedger(db: db, scope: scope)
            try Ledger.expire(&rows, now: now)
            let old: [(String, Int64)] = [
                ("chat WHERE scope = ? AND updated_at < ?", now - Int64(keepHours) * 3600),
                ("rating WHERE scope = ? AND at < ?", now - Self.ratingSeconds),
                ("hits WHERE scope = ? AND ends < ?", now),
                ("pot WHERE scope = ? AND day < ?", Ledger.day(of: now) - Self.potDays),
                // Salts of addresses: without them nobody finds an address again.
                ("secret WHERE scope = ? AND name LIKE 'salt/%' AND made < ?", now - 2 * Ledger.secondsOfDay),
            ]
            for (condition, value) in old {
                try db.execute(sql: "DELETE FROM \(condition)", arguments: [scope, value])
            }
        }
    }

    package func closeAbandoned() async throws {
        let scope = scope
        try await database.write { db in
            try db.execute(
                sql: "UPDATE message SET state = 'failed' WHERE scope = ? AND state = 'running'",
                arguments: [scope]
            )
        }
    }
}

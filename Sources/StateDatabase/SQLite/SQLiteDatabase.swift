import Foundation
import GRDB

/// Tables in a file, for the instances of one machine and whoever looks at it meanwhile.
package struct SQLiteDatabase: SQLDatabase {
    /// How long whoever writes waits for a file that somebody else has locked, from the time of asking: also who waits
    /// behind others that wait is told by then.
    private static let patience = Duration.seconds(10)

    /// How long those are waited for who read what the log holds.
    private static let tidying = Duration.seconds(1)

    private let writer: any DatabaseWriter
    private let wait = LockWait()
    private let clock: @Sendable () -> Int64

    /// Opens a file, and makes it where it is missing, readable by its owner only.
    ///
    /// - Parameters:
    ///   - path: nil for tables that are gone with the program.
    ///   - clock: in Unix seconds.
    package init(path: String?, clock: @escaping @Sendable () -> Int64) throws(SQLFailure) {
        self.clock = clock
        var configuration = Configuration()
        configuration.busyMode = .callback { [wait] in wait.goesOn(after: $0) }
        configuration.foreignKeysEnabled = true
        // What is removed is overwritten: whoever gets the file finds nothing of it.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
        if let path {
            // SQLite gives the files beside the database the permissions that it has.
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw SQLFailure(.unavailable, "\(path) cannot be opened: \(String(cString: strerror(errno)))")
            }
            // Also of a file that was there before, with whatever permissions.
            _ = fchmod(descriptor, 0o600)
            Foundation.close(descriptor)
        }
        do {
            // A pool keeps its log beside the file, and its readers do not wait for the one who writes.
            writer =
                if let path { try DatabasePool(path: path, configuration: configuration) } else {
                    try DatabaseQueue(configuration: configuration)
                }
        } catch {
            throw SQLFailure(error)
        }
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(SQLFailure) -> Value
    ) async throws(SQLFailure) -> Value {
        do {
            return try await writer.read { try body(SQLiteSession(database: $0, clock: clock)) }
        } catch {
            throw SQLFailure(error)
        }
    }

    @discardableResult
    package func write<Value: Sendable>(
        _ name: String,
        _ body: @escaping @Sendable (any SQLSession) throws(SQLFailure) -> Value
    ) async throws(SQLFailure) -> Value {
        let end = ContinuousClock.now + Self.patience
        do {
            // One writes at a time, whatever it is.
            return try await writer.writeWithoutTransaction { database in
                wait.begin(until: end)
                defer { wait.finish() }
                var value: Value?
                try database.inTransaction(.immediate) {
                    value = try body(SQLiteSession(database: database, clock: clock))
                    return .commit
                }
                guard let value else { throw SQLFailure(.unavailable, "the database did not carry out a transaction") }
                return value
            }
        } catch {
            throw SQLFailure(error)
        }
    }

    /// Empties the log beside the file, which keeps what was written and removed since it was emptied last.
    package func tidy() async {
        let end = ContinuousClock.now + Self.tidying
        _ = try? await writer.writeWithoutTransaction { database in
            wait.begin(until: end)
            defer { wait.finish() }
            _ = try database.checkpoint(.truncate)
        }
    }

    /// That of this machine: nothing has to be looked up for it.
    package func now() async throws(SQLFailure) -> Int64 { clock() }

    package func close() async {
        try? writer.close()
    }
}

private struct SQLiteSession: SQLSession {
    let database: Database
    let clock: @Sendable () -> Int64

    func now() -> Int64 { clock() }

    var dialect: SQLDialect { SQLDialect(bytes: "BLOB", counter: "INTEGER PRIMARY KEY AUTOINCREMENT") }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws(SQLFailure) -> [SQLRow] {
        do {
            return try Row.fetchAll(try statement(sql), arguments: StatementArguments(arguments.map(\.databaseValue)))
                .map { row in
                    SQLRow(
                        Dictionary(
                            row.map { ($0, SQLValue($1)) },
                            uniquingKeysWith: { first, _ in first }
                        )
                    )
                }
        } catch {
            throw SQLFailure(error)
        }
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws(SQLFailure) -> Int {
        do {
            try statement(sql).execute(arguments: StatementArguments(arguments.map(\.databaseValue)))
            return database.changesCount
        } catch {
            throw SQLFailure(error)
        }
    }

    private func statement(_ sql: String) throws -> Statement { try database.cachedStatement(sql: sql) }
}

extension SQLValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        }
    }

    fileprivate init(_ value: DatabaseValue) {
        self =
            switch value.storage {
            case .null: .null
            case .int64(let number): .integer(number)
            // No column of ours holds one: whoever asks for a number is told so.
            case .double(let number): .text(String(number))
            case .string(let text): .text(text)
            case .blob(let data): .bytes(Array(data))
            }
    }
}

extension SQLFailure {
    fileprivate init(_ error: any Error) {
        if let failure = error as? SQLFailure {
            self = failure
        } else if let error = error as? DatabaseError {
            let isBusy = [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN]
                .contains(error.resultCode)
            self.init(
                isBusy ? .unavailable : .refused,
                "the database: \(error.message ?? error.resultCode.description)"
            )
        } else {
            self.init(.refused, "the database: \(error)")
        }
    }
}

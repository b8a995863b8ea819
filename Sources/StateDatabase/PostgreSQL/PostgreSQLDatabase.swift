import NIOPosix
import Synchronization

/// Tables on a PostgreSQL server that any number of instances share.
///
/// Calls of its library wait for the server; they run on threads of their own, one a connection. A connection that broke
/// is made anew.
package struct PostgreSQLDatabase: SQLDatabase {
    private let library: LibPQ
    private let parameters: String
    private var threads: NIOThreadPool
    private let threadsAhead: NIOThreadPool
    private let free = FreeConnections()

    /// Prepares to connect: the first transaction does.
    ///
    /// - Parameters:
    ///   - url: `postgres://...`, as libpq reads it: what is missing comes from its own variables, such as `PGPASSWORD`.
    ///   - connections: at most so many at a time, and two for ``ahead``; 1 or more.
    /// - Throws: ``SQLFailure`` where PostgreSQL's library is not installed.
    package init(url: String, connections: Int = 8) throws(SQLFailure) {
        library = try LibPQ()
        // A server that does not answer is noticed, and a lock that is not given up is not waited for without end.
        let options = ["statement_timeout=10000", "lock_timeout=10000", "client_min_messages=warning"]
        let settings = [
            "application_name=assistantctl", "connect_timeout=5", "keepalives_idle=20", "tcp_user_timeout=10000",
            "options=" + options.map { "-c%20" + $0.replacing("=", with: "%3D") }.joined(separator: "%20"),
        ]
        parameters = url + (url.contains("?") ? "&" : "?") + settings.joined(separator: "&")
        threads = NIOThreadPool(numberOfThreads: connections)
        threads.start()
        threadsAhead = NIOThreadPool(numberOfThreads: 2)
        threadsAhead.start()
    }

    package var ahead: any SQLDatabase {
        var ahead = self
        ahead.threads = threadsAhead
        return ahead
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(SQLFailure) -> Value
    ) async throws(SQLFailure) -> Value {
        try await transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
    }

    @discardableResult
    package func write<Value: Sendable>(
        _ name: String,
        _ body: @escaping @Sendable (any SQLSession) throws(SQLFailure) -> Value
    ) async throws(SQLFailure) -> Value {
        try await transaction("BEGIN") { session throws(SQLFailure) in
            // The lock comes first, so that every statement behind it sees what the holder before committed.
            _ = try session.rows(
                "SELECT pg_advisory_xact_lock(hashtextextended(?, 0)) IS NULL AS taken",
                [.text("assistantctl/\(name)")]
            )
            return try body(session)
        }
    }

    package func close() async {
        try? await threads.shutdownGracefully()
        try? await threadsAhead.shutdownGracefully()
        free.removeAll()
    }

    private func transaction<Value: Sendable>(
        _ begin: String,
        _ body: @escaping @Sendable (any SQLSession) throws(SQLFailure) -> Value
    ) async throws(SQLFailure) -> Value {
        let outcome: Result<Value, SQLFailure>
        do {
            outcome = try await threads.runIfActive { attempts(begin, body) }
        } catch {
            throw SQLFailure(.unavailable, "the database is closed")
        }
        return try outcome.get()
    }

    /// Again, where the server says that nothing was done and another try may do it.
    private func attempts<Value>(
        _ begin: String,
        _ body: @Sendable (any SQLSession) throws(SQLFailure) -> Value
    ) -> Result<Value, SQLFailure> {
        var last = SQLFailure(.unavailable, "the database was not asked")
        for _ in 0..<3 {
            do throws(SQLFailure) {
                return .success(try attempt(begin, body))
            } catch {
                last = error
                guard error.kind == .unavailable else { break }
            }
        }
        return .failure(last)
    }

    private func attempt<Value>(
        _ begin: String,
        _ body: @Sendable (any SQLSession) throws(SQLFailure) -> Value
    ) throws(SQLFailure) -> Value {
        var kept = free.take()
        if kept?.isAlive == false { kept = nil }
        let connection = if let kept { kept } else { try PostgreSQLConnection(library, parameters: parameters) }
        let value: Value
        do throws(SQLFailure) {
            try connection.command(begin)
            value = try body(connection)
        } catch {
            giveBack(connection, after: error)
            throw error
        }
        do throws(SQLFailure) {
            try connection.command("COMMIT")
        } catch {
            let isLost = !connection.isAlive
            giveBack(connection, after: error)
            throw isLost ? SQLFailure(.unknownOutcome, error.message) : error
        }
        free.put(connection)
        return value
    }

    /// A connection whose transaction cannot be ended is dropped, and the server ends it.
    private func giveBack(_ connection: PostgreSQLConnection, after failure: SQLFailure) {
        guard connection.isAlive else { return }
        do throws(SQLFailure) {
            try connection.command("ROLLBACK")
            free.put(connection)
        } catch {
            // Dropped.
        }
    }
}

/// Connections that nobody uses right now. There are never more than threads.
private final class FreeConnections: Sendable {
    private let connections = Mutex<[PostgreSQLConnection]>([])

    func take() -> PostgreSQLConnection? { connections.withLock { $0.popLast() } }

    func put(_ connection: PostgreSQLConnection) { connections.withLock { $0.append(connection) } }

    func removeAll() { connections.withLock { $0.removeAll() } }
}

/// Tables that outlive the program: in a file for one machine, or on a server for any number of them. What is written
/// in SQL here is understood by both.
///
/// Parameters are written `?`, times are Unix seconds and flags 0 or 1 in columns of the type `BIGINT`.
package protocol SQLDatabase: Sendable {
    /// Looks, in one transaction.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(SQLFailure) -> Value
    ) async throws(SQLFailure) -> Value

    /// Changes all or nothing, alone: nobody else who writes under this name does it at the same time. What it reads
    /// there is as it stays until the end.
    ///
    /// - Parameters:
    ///   - name: of what is changed, such as a project's environment; others are not waited for.
    ///   - body: may be called again from the beginning, where the database asks for that.
    @discardableResult
    func write<Value: Sendable>(
        _ name: String,
        _ body: @escaping @Sendable (any SQLSession) throws(SQLFailure) -> Value
    ) async throws(SQLFailure) -> Value

    /// The clock that every user of the database shares, in Unix seconds.
    func now() async throws(SQLFailure) -> Int64

    /// The same tables, for what may not wait behind everybody else's questions. Closed with this one.
    var ahead: any SQLDatabase { get }

    /// Takes what was removed out of wherever it is kept besides the tables, as far as nobody is in the way.
    func tidy() async

    /// Ends all connections. Nothing is asked afterwards.
    func close() async
}

extension SQLDatabase {
    /// Where nobody stands in a queue of this program.
    package var ahead: any SQLDatabase { self }

    /// Where the database sees to that by itself.
    package func tidy() async {}

    /// Asked for in a transaction of its own.
    package func now() async throws(SQLFailure) -> Int64 {
        try await read { session throws(SQLFailure) in try session.now() }
    }
}

/// A transaction as its body sees it. Not to be kept beyond that.
package protocol SQLSession {
    /// How this database names what is called differently elsewhere.
    var dialect: SQLDialect { get }

    /// The clock that every user of the database shares, in Unix seconds.
    func now() throws(SQLFailure) -> Int64

    /// All rows of a query.
    func rows(_ sql: String, _ arguments: [SQLValue]) throws(SQLFailure) -> [SQLRow]

    /// Changes something.
    ///
    /// - Returns: how many rows were changed.
    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws(SQLFailure) -> Int
}

extension SQLSession {
    /// The first row of a query, if it has any.
    package func row(_ sql: String, _ arguments: [SQLValue]) throws(SQLFailure) -> SQLRow? {
        try rows(sql, arguments).first
    }
}

/// What is written differently for each kind of database.
package struct SQLDialect: Sendable {
    /// The type of a column with bytes.
    package var bytes: String
    /// The type of a primary key that counts up by itself.
    package var counter: String
}

/// Why a database did not do what it was asked for.
package struct SQLFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// It cannot be reached or is busy for too long: what was asked for was not done.
        case unavailable
        /// The connection ended while the last word was awaited: nobody knows whether it was done.
        case unknownOutcome
        /// A newer program made the tables.
        case newer
        /// It refused.
        case refused
    }

    package var kind: Kind
    /// One sentence: what happened. Without passwords.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }
}

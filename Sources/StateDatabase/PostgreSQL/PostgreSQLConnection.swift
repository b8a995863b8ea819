/// One connection to a server. Every call waits for the server's answer.
///
/// Unchecked: a connection is in the hands of one thread at a time, and what passes it on (the list of free connections)
/// is behind a lock, which is all that libpq asks for.
final class PostgreSQLConnection: SQLSession, @unchecked Sendable {
    private let library: LibPQ
    private let handle: OpaquePointer
    /// The names under which the server knows statements, by their text.
    private var prepared: [String: String] = [:]

    /// Connects.
    ///
    /// - Parameter parameters: a URL or `name=value` pairs, as libpq reads them.
    init(_ library: LibPQ, parameters: String) throws(SQLFailure) {
        self.library = library
        guard let handle = library.connect(parameters) else { throw SQLFailure(.unavailable, "no memory to connect") }
        self.handle = handle
        guard library.status(handle) == LibPQ.connectionOK else {
            // The object's end closes the handle.
            throw SQLFailure(.unavailable, "the database cannot be reached: \(lastMessage)")
        }
    }

    deinit { library.finish(handle) }

    var dialect: SQLDialect {
        SQLDialect(bytes: "BYTEA", counter: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
    }

    /// Whether the server is still there, as far as the last call showed.
    var isAlive: Bool { library.status(handle) == LibPQ.connectionOK }

    /// A command without parameters or rows, such as `BEGIN`.
    func command(_ sql: String) throws(SQLFailure) {
        _ = try check(library.execute(handle, sql)).changed
    }

    func now() throws(SQLFailure) -> Int64 {
        let row = try row("SELECT CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp())) AS BIGINT) AS now", [])
        guard let row else { throw SQLFailure(.refused, "the database does not tell the time") }
        return try row.integer("now")
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws(SQLFailure) -> [SQLRow] { try run(sql, arguments).rows }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws(SQLFailure) -> Int { try run(sql, arguments).changed }

    private func run(_ sql: String, _ arguments: [SQLValue]) throws(SQLFailure) -> Outcome {
        let name = try preparedName(of: sql)
        // Texts as they go over the wire: nothing in them ends a string early but NUL, which PostgreSQL has no place for.
        let texts: [[CChar]?] = arguments.map { $0.wireText.map { Array($0.utf8CString) } }
        var pointers: [UnsafePointer<CChar>?] = []
        return try withPointers(texts[...], &pointers) { pointers throws(SQLFailure) in
            try check(library.executePrepared(handle, name, Int32(pointers.count), pointers, nil, nil, 0))
        }
    }

    private func withPointers(
        _ texts: ArraySlice<[CChar]?>,
        _ pointers: inout [UnsafePointer<CChar>?],
        _ body: ([UnsafePointer<CChar>?]) throws(SQLFailure) -> Outcome
    ) throws(SQLFailure) -> Outcome {
        guard let first = texts.first else { return try body(pointers) }
        guard let first else {
            pointers.append(nil)
            return try withPointers(texts.dropFirst(), &pointers, body)
        }
        return try first.withUnsafeBufferPointer { buffer throws(SQLFailure) in
            pointers.append(buffer.baseAddress)
            return try withPointers(texts.dropFirst(), &pointers, body)
        }
    }

    private func preparedName(of sql: String) throws(SQLFailure) -> String {
        if let name = prepared[sql] { return name }
        let name = "s\(prepared.count)"
        _ = try check(library.prepare(handle, name, Self.numbered(sql), 0, nil))
        prepared[sql] = name
        return name
    }

    /// With `$1`, `$2` for `?`. No statement has a question mark in a text.
    private static func numbered(_ sql: String) -> String {
        var number = 0
        return sql.reduce(into: "") { text, character in
            if character == "?" { number += 1 }
            text += character == "?" ? "$\(number)" : String(character)
        }
    }

    private struct Outcome {
        var rows: [SQLRow]
        var changed: Int
    }

    private func check(_ result: OpaquePointer?) throws(SQLFailure) -> Outcome {
        guard let result else { throw SQLFailure(.unavailable, "the database: \(lastMessage)") }
        defer { library.clear(result) }
        switch library.resultStatus(result) {
        case LibPQ.commandOK:
            return Outcome(rows: [], changed: library.changedRows(result).flatMap { Int(String(cString: $0)) } ?? 0)
        case LibPQ.tuplesOK:
            return Outcome(rows: rows(of: result), changed: 0)
        default:
            let state = library.resultErrorField(result, LibPQ.sqlStateField).map { String(cString: $0) }
            throw SQLFailure(isAlive && !isPassing(state) ? .refused : .unavailable, "the database: \(lastMessage)")
        }
    }

    /// Whether the same may work in a moment, by the class of the state (PostgreSQL's appendix "Error Codes"): connections,
    /// resources, an operator at work, conflicts between transactions, locks that are waited for too long.
    private func isPassing(_ state: String?) -> Bool {
        guard let state else { return true }
        return ["08", "40", "53", "57", "58"].contains(state.prefix(2)) || state == "55P03"
    }

    private func rows(of result: OpaquePointer) -> [SQLRow] {
        let columns = (0..<library.columnCount(result)).map { column in
            (
                name: library.columnName(result, column).map { String(cString: $0) } ?? "?column?",
                type: library.columnType(result, column)
            )
        }
        return (0..<library.rowCount(result)).map { row in
            var values: [String: SQLValue] = [:]
            for (column, (name, type)) in zip(Int32(0)..., columns) {
                guard library.isNull(result, row, column) == 0, let start = library.value(result, row, column) else {
                    values[name] = .null
                    continue
                }
                let length = Int(library.length(result, row, column))
                let bytes = UnsafeRawBufferPointer(start: start, count: length)
                values[name] = SQLValue(wireText: String(decoding: bytes, as: UTF8.self), type: type)
            }
            return SQLRow(values)
        }
    }

    /// Of the last failure, in one line.
    private var lastMessage: String {
        let text = library.errorMessage(handle).map { String(cString: $0) } ?? "no reason given"
        return text.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }
}

extension SQLValue {
    /// As PostgreSQL reads it for every type of a parameter; nil is NULL.
    fileprivate var wireText: String? {
        switch self {
        case .null: nil
        case .integer(let number): String(number)
        case .text(let text): text.replacing("\0", with: "\u{FFFD}")
        case .bytes(let bytes): bytes.reduce(into: "\\x") { $0 += ($1 < 16 ? "0" : "") + String($1, radix: 16) }
        }
    }

    fileprivate init(wireText text: String, type: UInt32) {
        if LibPQ.numberTypes.contains(type), let number = Int64(text) {
            self = .integer(number)
        } else if type == LibPQ.bytesType, text.hasPrefix("\\x") {
            let digits = Array(text.utf8.dropFirst(2))
            self = .bytes(
                stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                    UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
                }
            )
        } else {
            self = .text(text)
        }
    }
}

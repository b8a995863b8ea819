/// What a column of a row holds.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])

    /// A text or nothing.
    package static func text(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }

    /// A flag, as 0 or 1.
    package static func flag(_ flag: Bool) -> SQLValue { .integer(flag ? 1 : 0) }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
}

/// A row of a result.
package struct SQLRow: Hashable, Sendable {
    private var values: [String: SQLValue]

    /// A row, by the names of its columns.
    package init(_ values: [String: SQLValue]) { self.values = values }

    /// A number.
    ///
    /// - Throws: ``SQLFailure`` where the column is none: tables are not as this program made them.
    package func integer(_ column: String) throws(SQLFailure) -> Int64 {
        guard case .integer(let number)? = values[column] else { throw unexpected(column, "number") }
        return number
    }

    /// A text, as ``integer(_:)`` is a number.
    package func text(_ column: String) throws(SQLFailure) -> String {
        guard case .text(let text)? = values[column] else { throw unexpected(column, "text") }
        return text
    }

    /// A text or nothing.
    package func optionalText(_ column: String) throws(SQLFailure) -> String? {
        if values[column] == .null { return nil }
        return try text(column)
    }

    /// Bytes.
    package func bytes(_ column: String) throws(SQLFailure) -> [UInt8] {
        guard case .bytes(let bytes)? = values[column] else { throw unexpected(column, "bytes") }
        return bytes
    }

    private func unexpected(_ column: String, _ type: String) -> SQLFailure {
        SQLFailure(.refused, "the column \(column) of the database holds no \(type)")
    }
}

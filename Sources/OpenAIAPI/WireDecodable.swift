import OrderedJSON

/// A type that is read from an answer. Members that may be missing or null are optional; unknown ones are ignored.
package protocol WireDecodable: Sendable {
    init(from value: JSONCursor) throws(JSONCursorError)
}

extension JSONCursorError {
    /// What is wrong with an answer, and where.
    var inAnswer: String { path.isEmpty ? "the answer \(problem)" : "\(path) in the answer \(problem)" }
}

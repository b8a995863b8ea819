/// Why a value is not what its reader expects, with the place.
package struct JSONCursorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Such as `data[3].id`; empty for the whole value.
    package var path: String
    /// To follow the place in a sentence, such as `is missing`.
    package var problem: String

    package init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }

    package var description: String { "\(path.isEmpty ? "the value" : path) \(problem)" }
}

/// A part of a JSON value that knows its place, for reading what others wrote: members that nobody asks for are passed
/// over, null is as good as missing, and everything else has the type asked for, or the error says where not.
package struct JSONCursor: Sendable {
    package let json: JSONValue
    /// Such as `data[3].id`; empty for the whole value.
    package let path: String

    package init(_ json: JSONValue, path: String = "") {
        self.json = json
        self.path = path
    }

    /// An error about this place.
    package func failure(_ problem: String) -> JSONCursorError { JSONCursorError(path: path, problem: problem) }

    // MARK: Going on

    private func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// All members of an object, null included.
    package func members() throws(JSONCursorError) -> [(key: String, value: JSONCursor)] {
        guard case .object(let members) = json else { throw failure("is not an object") }
        return members.map { ($0.key, JSONCursor($0.value, path: path(of: $0.key))) }
    }

    /// The member under a key; nil when it is missing or null.
    package func member(_ key: String) throws(JSONCursorError) -> JSONCursor? {
        guard case .object(let members) = json else { throw failure("is not an object") }
        guard let value = members[key], !value.isNull else { return nil }
        return JSONCursor(value, path: path(of: key))
    }

    /// The member under a key, which has to be there.
    package func required(_ key: String) throws(JSONCursorError) -> JSONCursor {
        guard let value = try member(key) else {
            throw JSONCursorError(path: path(of: key), problem: "is missing")
        }
        return value
    }

    package func elements() throws(JSONCursorError) -> [JSONCursor] {
        guard let values = json.arrayValue else { throw failure("is not a list") }
        return values.enumerated().map { index, value in JSONCursor(value, path: "\(path)[\(index)]") }
    }

    // MARK: Values

    package func string() throws(JSONCursorError) -> String {
        guard let text = json.stringValue else { throw failure("is not a string") }
        return text
    }

    /// The whole numbers that a double holds exactly, from 0: what sums of a few of them do not exceed.
    package static let usualRange: ClosedRange<Int64> = 0...1 << 53
    /// Unix seconds up to the end of the year 9999.
    package static let times: ClosedRange<Int64> = 0...253_402_300_799

    /// A whole number; of one with a fraction, as some servers send times, the next lower one.
    ///
    /// - Parameter range: what makes sense here: numbers of others are calculated with.
    package func integer<Number: FixedWidthInteger>(
        in range: ClosedRange<Int64> = usualRange
    ) throws(JSONCursorError) -> Number {
        guard let value = json.doubleValue else { throw failure("is not a whole number") }
        guard let whole = json.integerValue ?? Int64(exactly: value.rounded(.down)), range.contains(whole),
            let number = Number(exactly: whole)
        else { throw failure("is not between \(range.lowerBound) and \(range.upperBound)") }
        return number
    }

    package func number() throws(JSONCursorError) -> Double {
        guard let number = json.doubleValue else { throw failure("is not a number") }
        return number
    }

    package func boolean() throws(JSONCursorError) -> Bool {
        guard let flag = json.boolValue else { throw failure("is not true or false") }
        return flag
    }

    /// A list of strings.
    package func strings() throws(JSONCursorError) -> [String] {
        var texts: [String] = []
        for element in try elements() { texts.append(try element.string()) }
        return texts
    }
}

/// Members by their keys.
extension JSONCursor {
    package func string(_ key: String) throws(JSONCursorError) -> String { try required(key).string() }

    package func optionalString(_ key: String) throws(JSONCursorError) -> String? { try member(key)?.string() }

    package func integer<Number: FixedWidthInteger>(
        _ key: String,
        in range: ClosedRange<Int64> = usualRange
    ) throws(JSONCursorError) -> Number {
        try required(key).integer(in: range)
    }

    package func optionalInteger<Number: FixedWidthInteger>(
        _ key: String,
        in range: ClosedRange<Int64> = usualRange
    ) throws(JSONCursorError) -> Number? {
        try member(key)?.integer(in: range)
    }

    package func optionalNumber(_ key: String) throws(JSONCursorError) -> Double? { try member(key)?.number() }

    package func optionalBoolean(_ key: String) throws(JSONCursorError) -> Bool? { try member(key)?.boolean() }

    /// The elements of a list; none when it is missing or null.
    package func list(_ key: String) throws(JSONCursorError) -> [JSONCursor] { try member(key)?.elements() ?? [] }

    /// A list of strings; none when it is missing or null.
    package func strings(_ key: String) throws(JSONCursorError) -> [String] { try member(key)?.strings() ?? [] }
}

import OrderedJSON
import SourceDiagnostics
import YAMLTree

/// A JSON value whose every part knows where it was written.
struct PlacedJSON {
    struct Member {
        var key: String
        var keyLocation: SourceLocation
        var value: PlacedJSON
    }

    indirect enum Content {
        case scalar(JSONValue)
        case array([PlacedJSON])
        case object([Member])
    }

    var content: Content
    var location: SourceLocation

    /// The value without its places.
    var value: JSONValue {
        switch content {
        case .scalar(let value): value
        case .array(let elements): .array(elements.map(\.value))
        case .object(let members): .object(JSONObject(members.map { ($0.key, $0.value.value) }))
        }
    }

    var members: [Member]? {
        if case .object(let members) = content { members } else { nil }
    }

    var elements: [PlacedJSON]? {
        if case .array(let elements) = content { elements } else { nil }
    }

    var scalar: JSONValue? {
        if case .scalar(let value) = content { value } else { nil }
    }

    subscript(key: String) -> PlacedJSON? {
        members?.first { $0.key == key }?.value
    }

    /// What a message says was found.
    var summary: String {
        switch content {
        case .array(let elements): elements.isEmpty ? "an empty list" : "a list"
        case .object: "a mapping"
        case .scalar(.null): "null"
        case .scalar(.string(let text)): "the string \(quoted(text))"
        case .scalar(let value): "`\(JSONWriter().string(from: value))`"
        }
    }
}

extension PlacedJSON {
    /// How the scalars of a tree are to be understood.
    enum Notation {
        /// Written by people in YAML: what parsers disagree about is an error.
        case yaml
        /// A JSON file, read as YAML for the places: every number of JSON is one.
        case json
    }

    /// Keywords of JSON Schema whose values are numbers, however they are written.
    private static let limits: Set<String> = [
        "exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf",
    ]

    /// Reads a tree as JSON; reports scalars that are ambiguous and then gives nil.
    ///
    /// - Parameter isLimit: whether it is a number for certain, which may be written in any way.
    init?(_ node: YAMLNode, notation: Notation, isLimit: Bool = false, problems: Problems) {
        location = node.location
        switch node.value {
        case .scalar(let scalar):
            guard let value = Self.value(of: scalar, at: location, notation, problems),
                notation == .json || isLimit
                    || Self.isWrittenAsShown(value, scalar, at: location, problems)
            else { return nil }
            content = .scalar(value)
        case .sequence(let nodes):
            let elements = nodes.map { PlacedJSON($0, notation: notation, problems: problems) }
            guard !elements.contains(where: { $0 == nil }) else { return nil }
            content = .array(elements.compactMap { $0 })
        case .mapping(let pairs):
            var seen: Set<String> = []
            var isComplete = true
            var members: [Member] = []
            for pair in pairs where seen.insert(pair.key).inserted {
                let isLimit = Self.limits.contains(pair.key)
                if let value = PlacedJSON(pair.value, notation: notation, isLimit: isLimit, problems: problems) {
                    members.append(Member(key: pair.key, keyLocation: pair.keyLocation, value: value))
                } else {
                    isComplete = false
                }
            }
            guard isComplete else { return nil }
            content = .object(members)
        }
    }

    /// A value that has one place for all of it.
    init(_ value: JSONValue, at location: SourceLocation) {
        self.location = location
        switch value {
        case .array(let elements): content = .array(elements.map { PlacedJSON($0, at: location) })
        case .object(let object):
            content = .object(
                object.map { Member(key: $0.key, keyLocation: location, value: PlacedJSON($0.value, at: location)) }
            )
        default: content = .scalar(value)
        }
    }

    /// Up to here programs that know no whole numbers keep every one apart.
    private static let exactIntegers: ClosedRange<Int64> = -9_007_199_254_740_992...9_007_199_254_740_992

    /// Reports a number that would be shown in other digits than it is written in, as a version or an id.
    private static func isWrittenAsShown(
        _ value: JSONValue,
        _ scalar: YAMLNode.Scalar,
        at location: SourceLocation,
        _ problems: Problems
    ) -> Bool {
        guard scalar.style == .plain else { return true }
        let shown: String
        switch value {
        case .integer(let number) where !exactIntegers.contains(number):
            // What a program with decimals only makes of it.
            shown =
                Int64(exactly: Double(number)).map(String.init) ?? JSONWriter().string(from: .number(Double(number)))
        case .integer, .number: shown = JSONWriter().string(from: value)
        default: return true
        }
        let isExact = value.integerValue.map(exactIntegers.contains) ?? true
        guard !isExact || shown != scalar.text else { return true }
        problems.error(
            "unquoted-string",
            isExact
                ? "`\(scalar.text)` without quotes is the number \(shown)"
                : "`\(scalar.text)` without quotes is a number that many programs do not keep exactly",
            at: location,
            hint: (isExact ? "write \(shown), or quote it" : "quote it") + ": \"\(scalar.text)\""
        )
        return false
    }

    private static func value(
        of scalar: YAMLNode.Scalar,
        at location: SourceLocation,
        _ notation: Notation,
        _ problems: Problems
    ) -> JSONValue? {
        guard scalar.style == .plain else { return .string(scalar.text) }
        let meaning = ScalarMeaning(plain: scalar.text)
        switch meaning {
        case .string: return .string(scalar.text)
        case .boolean(let flag): return .bool(flag)
        case .integer(let number): return .integer(number)
        case .decimal(let number): return Int64(exactly: number).map { .integer($0) } ?? .number(number)
        case .null where scalar.text == "null": return .null
        case .looseNumber where notation == .json:
            if let value = try? JSONReader().value(from: scalar.text) { return value }
        case .null, .looseBoolean, .looseNumber, .sexagesimal, .date: break
        }
        if meaning == .null {
            problems.error(
                "empty-value",
                "a value is missing here",
                at: location,
                hint: "write a value, or `null` for none"
            )
        } else {
            problems.error(
                "unquoted-string",
                "`\(scalar.text)` without quotes is \(meaning.noun) to some parsers and a string to others",
                at: location,
                hint: meaning.plainSpelling.map { "write \($0), or quote it: \"\(scalar.text)\"" }
                    ?? "quote it: \"\(scalar.text)\""
            )
        }
        return nil
    }
}

extension ScalarMeaning {
    /// The spelling that every parser reads alike.
    fileprivate var plainSpelling: String? {
        switch self {
        case .looseBoolean(let flag): String(flag)
        case .looseNumber(let number?): JSONWriter().string(from: .number(number))
        default: nil
        }
    }
}

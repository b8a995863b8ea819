import SourceDiagnostics
import YAMLTree

/// A value of a manifest under the name that messages give it, and ways to read it as what is expected there.
///
/// Every reading that fails reports why and gives nil.
struct Field {
    /// The key, such as `max_num_results`.
    var name: String
    var node: YAMLNode
    var problems: Problems
    /// Whether it is one of the elements of the list under that key.
    var isElement = false

    /// How a message names it.
    private var subject: String { isElement ? "an entry of `\(name)`" : "`\(name)`" }

    var location: SourceLocation { node.location }

    /// A string of some length, in Unicode scalars: what servers written in Python count as characters.
    func string(maximum: Int? = nil) -> String? {
        guard case .scalar(let scalar) = node.value else { return wrongType("a string") }
        if scalar.style == .plain {
            let meaning = ScalarMeaning(plain: scalar.text)
            if meaning == .null { return noValue() }
            if meaning != .string {
                problems.error(
                    "unquoted-string",
                    "\(subject) must be a string, but `\(scalar.text)` without quotes is \(meaning.noun)",
                    at: location,
                    hint: "quote it: \"\(scalar.text)\""
                )
                return nil
            }
        }
        if scalar.text.isEmpty { return noValue() }
        // A text has no more scalars than bytes, and those need no counting.
        if let maximum, scalar.text.utf8.count > maximum, scalar.text.unicodeScalars.count > maximum {
            let count = scalar.text.unicodeScalars.count
            problems.error(
                "too-long",
                "\(subject) has \(count.grouped) characters; at most \(maximum.grouped) are allowed",
                at: location
            )
            return nil
        }
        return scalar.text
    }

    /// `true` or `false`.
    func boolean() -> Bool? {
        guard case .scalar(let scalar) = node.value, scalar.style == .plain else {
            if case .scalar(let scalar) = node.value, ["true", "false"].contains(scalar.text) {
                return wrongType("true or false", hint: "remove the quotes")
            }
            return wrongType("true or false")
        }
        switch ScalarMeaning(plain: scalar.text) {
        case .boolean(let value): return value
        case .looseBoolean(let value): return wrongType("true or false", hint: "write \(value)")
        case .null: return noValue()
        default: return wrongType("true or false")
        }
    }

    /// A whole number in decimal digits.
    func integer(in range: ClosedRange<Int>) -> Int? {
        guard let meaning = numericMeaning("a whole number") else { return nil }
        guard case .integer(let value) = meaning else { return wrongType("a whole number") }
        guard let number = Int(exactly: value), range.contains(number) else {
            return outOfRange("\(value)", "\(range.lowerBound.grouped) to \(range.upperBound.grouped)")
        }
        return number
    }

    /// A number in decimal digits, with or without a fraction.
    func number(in range: ClosedRange<Double>) -> Double? {
        guard let meaning = numericMeaning("a number") else { return nil }
        let value: Double
        switch meaning {
        case .integer(let integer): value = Double(integer)
        case .decimal(let decimal): value = decimal
        default: return wrongType("a number")
        }
        guard range.contains(value) else {
            return outOfRange(
                scalarText,
                "\(Int(range.lowerBound)) to \(Int(range.upperBound))"
            )
        }
        return value
    }

    /// One of some words.
    func choice(_ words: [String]) -> String? {
        string().flatMap { problems.checked($0, among: words, of: name, at: location) }
    }

    /// The elements of a list, each a field under this field's name.
    func list() -> [Field]? {
        guard case .sequence(let nodes) = node.value else {
            return isNull ? noValue() : wrongType("a list")
        }
        return nodes.map { Field(name: name, node: $0, problems: problems, isElement: true) }
    }

    /// The members of a mapping whose keys are the user's own, each a field under its key.
    func pairs() -> [(pair: YAMLNode.Pair, field: Field)]? {
        guard case .mapping(let pairs) = node.value else {
            return isNull ? noValue() : wrongType("a mapping")
        }
        return pairs.map { ($0, Field(name: $0.key, node: $0.value, problems: problems)) }
    }

    /// The members of a mapping with the keys that it may have and no others.
    ///
    /// - Parameter refused: further keys that are read only to be refused with a better reason than that nobody knows them.
    func mapping(_ mapping: ManifestMapping, refused: [String] = []) -> MappingReader? {
        guard case .mapping(let pairs) = node.value else {
            return isNull ? noValue() : wrongType("a mapping")
        }
        return MappingReader(pairs, of: mapping, refused: refused, at: location, problems: problems)
    }

    /// Whether it is an empty or null scalar.
    var isNull: Bool {
        guard case .scalar(let scalar) = node.value, scalar.style == .plain else { return false }
        return ScalarMeaning(plain: scalar.text) == .null
    }

    /// Whether it is the word `null`, where OpenAI gives that a meaning.
    var isWrittenNull: Bool {
        guard case .scalar(let scalar) = node.value else { return false }
        return scalar.style == .plain && scalar.text == "null"
    }

    /// The value under a key of a mapping that was checked before; nil for everything else.
    func member(_ key: String) -> Field? {
        guard case .mapping(let pairs) = node.value else { return nil }
        return pairs.first { $0.key == key }.map { Field(name: key, node: $0.value, problems: problems) }
    }

    /// Whether it is a mapping.
    var isMapping: Bool { if case .mapping = node.value { true } else { false } }

    /// Reports that the value is of another type.
    func wrongType<Value>(_ expected: String, hint: String? = nil) -> Value? {
        problems.error(
            "wrong-type",
            "\(subject) must be \(expected), not \(node.summary)",
            at: location,
            hint: hint ?? (expected == "a string" ? textHint : nil)
        )
        return nil
    }

    /// For a text that YAML takes for a mapping, because a colon and a space stand in it.
    var textHint: String? {
        guard case .mapping(let pairs) = node.value, pairs.count == 1, case .scalar(let value) = pairs[0].value.value,
            value.style == .plain, !value.text.contains("\n"), !["file", "path", "type"].contains(pairs[0].key)
        else { return nil }
        return "if this is a text, quote it: \(quoted("\(pairs[0].key): \(value.text)"))"
    }

    private func noValue<Value>() -> Value? {
        problems.error(
            "empty-value",
            "\(subject) has no value",
            at: location,
            hint: "give it a value, or remove the line"
        )
        return nil
    }

    private func outOfRange<Value>(_ text: String, _ range: String) -> Value? {
        problems.error("out-of-range", "\(subject) is \(text); allowed are \(range)", at: location)
        return nil
    }

    private var scalarText: String {
        guard case .scalar(let scalar) = node.value else { return "" }
        return scalar.text
    }

    /// The meaning of a plain scalar that is a number; reports everything else.
    private func numericMeaning(_ expected: String) -> ScalarMeaning? {
        guard case .scalar(let scalar) = node.value else { return wrongType(expected) }
        let meaning = ScalarMeaning(plain: scalar.text)
        guard scalar.style == .plain else {
            switch meaning {
            case .integer, .decimal: return wrongType(expected, hint: "remove the quotes")
            default: return wrongType(expected)
            }
        }
        switch meaning {
        case .null: return noValue()
        case .looseNumber(let value):
            let decimal = value.map { Int64(exactly: $0).map(String.init) ?? String($0) }
            return wrongType(
                "\(expected) in decimal digits",
                hint: decimal.map { "write \($0)" } ?? "write it in decimal digits"
            )
        case .string: return wrongType(expected, hint: Self.numberHint(scalar.text))
        default: return meaning
        }
    }

    /// For a number as people write it who do not write it for YAML.
    private static func numberHint(_ text: String) -> String? {
        let digits = text.replacing(",", with: "")
        if text.wholeMatch(of: /[1-9][0-9]{0,2}(,[0-9]{3})+/) != nil { return "write \(digits), without a comma" }
        if text.wholeMatch(of: /[0-9]+,[0-9]+/) != nil {
            return "write \(text.replacing(",", with: ".")), with a point"
        }
        if text.wholeMatch(of: /[0-9]+(\.[0-9]+)? ?%/) != nil { return "write the share of 1, such as 0.5 for 50 %" }
        return nil
    }
}

extension YAMLNode {
    /// What a message says was found.
    var summary: String {
        switch value {
        case .sequence: return "a list"
        case .mapping: return "a mapping"
        case .scalar(let scalar):
            guard scalar.style == .plain else { return "the string \(quoted(scalar.text))" }
            switch ScalarMeaning(plain: scalar.text) {
            case .string: return "the string \(quoted(scalar.text))"
            case .null: return "nothing"
            case let meaning: return "\(meaning.noun.replacingArticle) `\(scalar.text)`"
            }
        }
    }
}

extension String {
    /// "a number" as "the number".
    fileprivate var replacingArticle: String { "the" + drop { $0 != " " } }
}

/// A text of printable ASCII: everything else stands as its number, so that texts that look alike can be told apart.
func escaped(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\n": line += "\\n"
        case "\r": line += "\\r"
        case "\t": line += "\\t"
        case " "..."~": line.unicodeScalars.append(scalar)
        default: line += "\\u{\(String(scalar.value, radix: 16))}"
        }
    }
    return line
}

import OrderedJSON
import SchemaValidation

/// What of a question could be an argument of a function: nothing here understands it, forms alone are told apart.
struct QuestionValues: Sendable {
    private let words: [String]
    /// Of `name=value` and `name: value`.
    private let pairs: [(name: String, value: String)]

    init(_ question: String) {
        pairs = question.matches(of: /([A-Za-z_][A-Za-z0-9_]*)\s*[=:]\s*("[^"]*"|\S+)/).map { match in
            let edges: Set<Character> = [".", ",", ";", "!", "?", ")", "\""]
            var value = match.output.2
            while let last = value.last, edges.contains(last) { value.removeLast() }
            return (String(match.output.1), String(value.trimmingPrefix("\"")))
        }
        words = question.split { $0.isWhitespace || ",;:!?()[]{}<>\"'`".contains($0) }.map { word in
            String(word.reversed().drop { $0 == "." }.reversed())
        }.filter { !$0.isEmpty }
    }

    /// What the question says of a property by its name; nil where that is nothing, or nothing that fits.
    func named(_ name: String, _ schema: JSONValue) -> JSONValue? {
        guard let text = pairs.first(where: { $0.name == name })?.value else { return nil }
        let types = schema["type"]?.stringValue.map { [$0] } ?? schema["type"]?.strings ?? []
        let value: JSONValue? =
            types.contains("string") || types.isEmpty ? .string(text) : try? JSONReader().value(from: text)
        guard let value, let choices = schema["enum"]?.arrayValue else { return value }
        return choices.contains(value) ? value : nil
    }

    /// A word for a text of a schema: what its `pattern`, its `format` or its name lets one take, else what looks like a
    /// number of an order or an article.
    func text(_ schema: JSONValue, named name: String?) -> String? {
        if let words = schema["enum"]?.strings { return words.first(where: self.words.contains) }
        if let known = formed(schema) { return known }
        guard schema["pattern"] == nil, schema["format"] == nil else { return nil }
        if name?.lowercased().contains("mail") == true { return words.first(where: Self.isAddress) }
        return words.first { word in
            word.contains(where: \.isNumber) && word.contains(where: \.isLetter) && !Self.isAddress(word)
        }
    }

    /// A number for one of a schema.
    func number(_ schema: JSONValue, isWhole: Bool) -> JSONValue? {
        let range = (schema["minimum"]?.doubleValue ?? -.infinity)...(schema["maximum"]?.doubleValue ?? .infinity)
        for word in words {
            guard let number = Double(word), number.isFinite, range.contains(number) else { continue }
            if let whole = Int(exactly: number) { return .integer(whole) }
            if !isWhole { return .number(number) }
        }
        return nil
    }

    /// Whether the question holds every text that a function cannot do without, each in a form that its schema asks for:
    /// a model would call it then.
    func suffices(for function: JSONValue) -> Bool {
        let schema = function["parameters"]
        let required = schema?["required"]?.strings ?? []
        let texts = (schema?["properties"]?.objectValue ?? [:]).filter { property in
            required.contains(property.key) && property.value["type"] == "string" && property.value["enum"] == nil
        }
        return !texts.isEmpty && texts.allSatisfy { formed($0.value) != nil }
    }

    private func formed(_ schema: JSONValue) -> String? {
        if let text = schema["pattern"]?.stringValue, let pattern = try? TextPattern(text, letters: .ascii) {
            return words.first(where: pattern.isFound)
        }
        return schema["format"] == "email" ? words.first(where: Self.isAddress) : nil
    }

    private static func isAddress(_ word: String) -> Bool {
        let parts = word.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].dropFirst().contains(".")
    }
}

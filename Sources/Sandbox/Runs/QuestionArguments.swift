import OrderedJSON

/// What a question says of the arguments of a function: `name=value` or `name: value`, an address where one is asked for,
/// a word that fits the pattern or is one of the choices.
struct QuestionArguments {
    /// A pattern that is longer is not worth trying.
    private static let maximumPattern = 200

    private let words: [String]
    private let named: [(name: String, value: String)]

    init(_ question: String) {
        let edges: Set<Character> = [".", ",", ";", "!", "?", "(", ")", "\"", "'", "“", "”"]
        func trimmed(_ word: Substring) -> String {
            var word = word
            while let first = word.first, edges.contains(first) { word.removeFirst() }
            while let last = word.last, edges.contains(last) { word.removeLast() }
            return String(word)
        }
        words = question.split(whereSeparator: \.isWhitespace).map(trimmed).filter { !$0.isEmpty }
        named = question.matches(of: /([A-Za-z_][A-Za-z0-9_]*)\s*[=:]\s*("[^"]*"|\S+)/).map { match in
            let value = match.output.2.hasPrefix("\"") ? match.output.2.dropFirst().dropLast() : match.output.2
            return (String(match.output.1), trimmed(value))
        }
    }

    /// The value of a property; nil where the question says nothing that fits it.
    func value(of name: String, _ schema: JSONValue) -> JSONValue? {
        let types = schema["type"]?.stringValue.map { [$0] } ?? schema["type"]?.strings ?? []
        let choices = schema["enum"]?.arrayValue
        if let text = named.first(where: { $0.name == name })?.value {
            let value: JSONValue? =
                types.contains("string") || types.isEmpty ? .string(text) : try? JSONReader().value(from: text)
            if let value, choices.map({ $0.contains(value) }) ?? true { return value }
        }
        guard types.contains("string") else { return nil }
        if let choices { return choices.first { choice in choice.stringValue.map(words.contains) ?? false } }
        if schema["format"] == "email" { return words.first { Self.isAddress($0) }.map { .string($0) } }
        guard let pattern = schema["pattern"]?.stringValue, pattern.utf8.count <= Self.maximumPattern,
            let expression = try? Regex(pattern)
        else { return nil }
        return words.first { $0.firstMatch(of: expression) != nil }.map { .string($0) }
    }

    private static func isAddress(_ word: String) -> Bool { word.wholeMatch(of: /[^@\s]+@[^@\s]+\.[^@\s]+/) != nil }
}

import OpenAIAPI

/// Values of settings that hold what belongs around them: quotation marks that a file of settings does not take off, a
/// variable that nobody put its value in, a whole assignment. Sent as they are, they look like a wrong key.
enum MisquotedValue {
    /// - Parameters:
    ///   - value: never part of what is said.
    ///   - name: what the value is of, for the error: `OPENAI_API_KEY`.
    /// - Throws: ``APIError`` with ``APIError/Code/configuration``.
    static func refuse(_ value: String?, of name: String) throws(APIError) {
        guard let value, let problem = problem(in: value) else { return }
        throw APIError(.configuration, "\(name) \(problem). Nothing was sent.")
    }

    /// To follow the name in a sentence; nil where nothing is wrong.
    private static func problem(in value: String) -> String? {
        let text = value.drop(while: \.isWhitespace)
        let end = text.last { !$0.isWhitespace }
        guard let start = text.first, let end else { return nil }
        let quotes: Set<Character> = ["\"", "'", "`", "“", "”", "„", "‘", "’", "«", "»"]
        if quotes.contains(start) || quotes.contains(end) {
            return "has a quotation mark in its value: write the value without quotation marks"
        }
        if text.wholeMatch(of: /\$\{?[A-Za-z_][A-Za-z0-9_]*\}?\s*/) != nil || text.hasPrefix("${") {
            return "holds the name of a variable instead of its value: it was not filled in where it was set"
        }
        if text.prefixMatch(of: /(export\s+)?[A-Z][A-Z0-9_]*_[A-Z0-9_]*\s*=/) != nil {
            return "holds a whole assignment (NAME=value): set it to the value alone"
        }
        if text.lowercased().hasPrefix("bearer ") {
            return "begins with Bearer: set it to the key alone"
        }
        return nil
    }
}

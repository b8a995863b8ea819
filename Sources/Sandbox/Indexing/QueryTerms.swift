/// The words of a natural-language query that are worth looking for.
struct QueryTerms: Sendable, Equatable {
    let words: [String]

    /// Longer queries than this say no more.
    private static let maximumCount = 48

    /// Words so common that they would match every passage; they count only when there is nothing else.
    private static let common: Set<String> = [
        "a", "about", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did", "do",
        "does", "for", "from", "had", "has", "have", "how", "i", "if", "in", "is", "it", "its", "me", "my", "no", "not",
        "of", "on", "or", "our", "please", "s", "should", "so", "t", "tell", "than", "that", "the", "their", "them",
        "then", "there", "these", "they", "this", "to", "us", "was", "we", "were", "what", "when", "where", "which",
        "who", "why", "will", "with", "would", "you", "your",
    ]

    init(_ query: String) {
        var seen: Set<String> = []
        let all = SearchForm.query(query).lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
            .filter { seen.insert($0).inserted }
        let telling = all.filter { !Self.common.contains($0) }
        words = Array((telling.isEmpty ? all : telling).prefix(Self.maximumCount))
    }

    /// An FTS5 expression for one of the words; quoted, so that nothing in a query is syntax.
    static func quoted(_ word: String) -> String { "\"\(word)\"" + (SearchForm.isLoneLetter(word) ? " *" : "") }
}

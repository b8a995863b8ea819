import OrderedJSON

/// The answer of the sandbox, which runs no language model: passages of the retrieved text, and it says so.
struct Extract: Sendable {
    struct Citation: Sendable {
        let fileID: String
        /// As it stands in the text, `【4:0†handbook.pdf】`.
        let mark: String
        /// In Unicode scalars.
        let start: Int
        let end: Int

        func json(index: Int? = nil) -> JSONValue {
            let citation: JSONValue = [
                "type": "file_citation", "text": .string(mark), "start_index": .integer(start),
                "end_index": .integer(end), "file_citation": ["file_id": .string(fileID)],
            ]
            guard let index else { return citation }
            return .object(["index": .integer(index)] + (citation.objectValue ?? [:]))
        }
    }

    static let introduction = "The sandbox runs no language model; this is an extract from the knowledge."
    static let toolIntroduction = "The sandbox runs no language model; this is what the tools returned."
    static let nothingFound =
        "The sandbox runs no language model: its answers are extracts from the knowledge, and it found no passage for "
        + "this message."
    static let wrongAnswer = "The sandbox runs no language model; this answer is wrong on purpose."
    static let refusal = "The sandbox runs no language model; it refuses this on purpose."
    static let passageCount = 3
    private static let excerptLength = 400

    let text: String
    let citations: [Citation]

    init(text: String, citations: [Citation] = []) {
        self.text = text
        self.citations = citations
    }

    /// An answer to a question from what retrieval found.
    init(_ hits: [PassageSearch.Hit], question: String) {
        guard !hits.isEmpty else {
            self.init(text: Self.nothingFound)
            return
        }
        var text = Self.introduction
        var citations: [Citation] = []
        for (index, hit) in hits.prefix(Self.passageCount).enumerated() {
            text += "\n\n" + Self.excerpt(hit.text, QueryTerms(question)) + " "
            let mark = "【4:\(index)†\(hit.filename)】"
            let start = text.unicodeScalars.count
            text += mark
            citations.append(
                Citation(fileID: hit.fileID, mark: mark, start: start, end: text.unicodeScalars.count)
            )
        }
        self.init(text: text, citations: citations)
    }

    /// The line with most of the words, and the lines after it, as far as there is room.
    static func excerpt(_ passage: String, _ terms: QueryTerms) -> String {
        let lines = passage.split(whereSeparator: \.isNewline).map(String.init)
            .filter { $0.contains { !$0.isWhitespace } }
        let counts = lines.map { line in
            let lowered = SearchForm.folded(line).lowercased()
            return terms.words.count { lowered.contains($0) }
        }
        guard let most = counts.max(), let first = counts.firstIndex(of: most) else { return passage }
        var result = ""
        for line in lines[first...] {
            guard result.isEmpty || result.count + line.count < excerptLength else { break }
            result += result.isEmpty ? line : "\n" + line
        }
        guard result.count > excerptLength else { return result }
        return shortened(result, around: terms)
    }

    private static func shortened(_ line: String, around terms: QueryTerms) -> String {
        let lowered = line.lowercased()
        let place = terms.words.compactMap { lowered.firstRange(of: $0)?.lowerBound }.min()
        let distance = place.map { lowered.distance(from: lowered.startIndex, to: $0) } ?? 0
        let start = max(0, distance - excerptLength / 4)
        let middle = line.dropFirst(start).prefix(excerptLength)
        return (start > 0 ? "…" : "") + middle + (start + excerptLength < line.count ? "…" : "")
    }
}

import OrderedJSON

/// How a file is cut into passages (docs/openai-api.md, 7.21, 7.22).
struct Chunking: Sendable, Equatable {
    var maximumTokens: Int
    var overlapTokens: Int

    /// What `auto` stands for, and what it is echoed as.
    static let automatic = Chunking(maximumTokens: 800, overlapTokens: 400)
    /// The real server counts tokens of its model; four characters a token is its own rule of thumb.
    static let charactersPerToken = 4
    /// A file with more than this cannot be indexed (docs/openai-api.md, 6.12).
    static let maximumFileTokens = 5_000_000

    /// Cuts after white space where there is some in the last quarter of a passage.
    func passages(_ text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        let size = maximumTokens * Self.charactersPerToken
        let overlap = overlapTokens * Self.charactersPerToken
        var passages: [String] = []
        var start = 0
        while start < scalars.count {
            var end = min(start + size, scalars.count)
            if end < scalars.count {
                let earliest = end - size / 4
                if let space = (earliest..<end).last(where: { scalars[$0].properties.isWhitespace }) { end = space + 1 }
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[start..<end])
            let passage = String(view)
            if passage.contains(where: { !$0.isWhitespace }) { passages.append(passage) }
            guard end < scalars.count else { break }
            start = max(start + 1, end - overlap)
        }
        return passages
    }
}

extension Chunking {
    /// From a checked `chunking_strategy`; absent means auto.
    init(_ strategy: JSONValue?) {
        guard let parameters = strategy?["static"],
            let maximum = parameters["max_chunk_size_tokens"]?.intValue,
            let overlap = parameters["chunk_overlap_tokens"]?.intValue
        else {
            self = .automatic
            return
        }
        self.init(maximumTokens: maximum, overlapTokens: overlap)
    }
}

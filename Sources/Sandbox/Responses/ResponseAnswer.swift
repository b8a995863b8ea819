import OrderedJSON

/// The text of an answer with its citations, which stand beside the text and not in it as those of threads do.
struct ResponseAnswer: Sendable {
    struct Citation: Sendable {
        let fileID: String
        let filename: String
        /// Where it belongs in the text, in Unicode scalars.
        let index: Int

        var json: JSONValue {
            [
                "type": "file_citation", "file_id": .string(fileID), "index": .integer(index),
                "filename": .string(filename),
            ]
        }
    }

    private(set) var text: String
    /// Whether the text says why there is no answer.
    private(set) var isRefusal = false
    private(set) var citations: [Citation] = []
    /// Whether the answer ends where the request's limit of tokens cut it.
    private(set) var isCut = false

    init(text: String) {
        self.text = text
    }

    init(_ hits: [PassageSearch.Hit], question: String) {
        guard !hits.isEmpty else {
            self.init(text: Extract.nothingFound)
            return
        }
        self.init(text: Extract.introduction)
        for hit in hits.prefix(Extract.passageCount) {
            text += "\n\n" + Extract.excerpt(hit.text, QueryTerms(question))
            citations.append(
                Citation(fileID: hit.fileID, filename: hit.filename, index: text.unicodeScalars.count)
            )
        }
    }

    /// What an unreliable account answers instead.
    func spoilt(by spoil: AnswerSpoil?) -> ResponseAnswer {
        switch spoil {
        case .wrong: return ResponseAnswer(text: Extract.wrongAnswer)
        case .refused:
            var refusal = ResponseAnswer(text: Extract.refusal)
            refusal.isRefusal = true
            return refusal
        case .late, nil: return self
        }
    }

    /// The answer in the format asked for; where that is JSON, it is JSON.
    func formatted(_ format: JSONValue?, for question: String) -> ResponseAnswer {
        switch format?["type"]?.stringValue {
        case "json_object": ResponseAnswer(text: (["extract": .string(text)] as JSONValue).text)
        case "json_schema":
            ResponseAnswer(
                text: VerdictAnswer.text(for: question, schema: format?["schema"] ?? [:])
                    ?? SampleValue.matching(format?["schema"] ?? [:]).text
            )
        default: self
        }
    }

    func limited(toTokens limit: Int?) -> ResponseAnswer {
        guard let limit, tokens > limit else { return self }
        let (characters, _) = limit.multipliedReportingOverflow(by: Chunking.charactersPerToken)
        var cut = self
        cut.text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(characters)))
        cut.citations = citations.filter { $0.index <= characters }
        cut.isCut = true
        return cut
    }

    var tokens: Int { TokenEstimate.tokens(ofCharacters: text.unicodeScalars.count) }

    var message: [JSONValue] {
        if isRefusal { return [["type": "refusal", "refusal": .string(text)]] }
        return [
            [
                "type": "output_text", "annotations": .array(citations.map(\.json)), "logprobs": [],
                "text": .string(text),
            ]
        ]
    }
}

import OrderedJSON

/// Cuts an answer into the pieces that a stream sends: words one by one, a citation with its mark.
enum MessageDelta {
    static func deltas(of extract: Extract) -> [JSONValue] {
        let scalars = Array(extract.text.unicodeScalars)
        var deltas: [JSONValue] = []
        var position = 0
        for (index, citation) in extract.citations.enumerated() {
            deltas += words(scalars[position..<citation.start]).map { delta($0) }
            deltas.append(delta(citation.mark, annotation: citation.json(index: index)))
            position = citation.end
        }
        return deltas + words(scalars[position...]).map { delta($0) }
    }

    private static func delta(_ text: String, annotation: JSONValue? = nil) -> JSONValue {
        var content: JSONValue = ["value": .string(text)]
        if let annotation { content = content.setting("annotations", to: [annotation]) }
        return ["index": 0, "type": "text", "text": content]
    }

    /// Each word with the white space after it.
    static func words(_ scalars: ArraySlice<Unicode.Scalar>) -> [String] {
        var words: [String] = []
        var current = String.UnicodeScalarView()
        for scalar in scalars {
            if let last = current.last, last.properties.isWhitespace, !scalar.properties.isWhitespace {
                words.append(String(current))
                current = String.UnicodeScalarView()
            }
            current.append(scalar)
        }
        return current.isEmpty ? words : words + [String(current)]
    }
}

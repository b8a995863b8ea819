import OrderedJSON

/// Token counts by the rule of thumb, since no tokenizer is here.
enum TokenEstimate {
    /// At least one token for any text.
    static func tokens(ofCharacters count: Int) -> Int {
        (count + Chunking.charactersPerToken - 1) / Chunking.charactersPerToken
    }

    /// What a request's instructions, tools and items come to.
    static func input(_ body: JSONValue, _ items: ResponseItems) -> Int {
        let instructions = body.present("instructions")?.stringValue?.unicodeScalars.count ?? 0
        let tools = body.present("tools")?.text.unicodeScalars.count ?? 0
        let schema = body.present("text")?["format"]?["schema"]?.text.unicodeScalars.count ?? 0
        return tokens(ofCharacters: instructions + tools + schema + items.characters)
    }

    static func usage(input: Int, output: Int) -> JSONValue {
        [
            "input_tokens": .integer(input),
            "input_tokens_details": ["cached_tokens": 0, "cache_write_tokens": 0],
            "output_tokens": .integer(output), "output_tokens_details": ["reasoning_tokens": 0],
            "total_tokens": .integer(input + output),
        ]
    }
}

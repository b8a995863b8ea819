import OrderedJSON

/// A question to a vector store (docs/openai-api.md, 7.25).
package struct VectorStoreSearch: Sendable, Equatable {
    package var query: String
    /// 1 to 50; the server's default is 10.
    package var maxNumResults: Int?
    package var rewriteQuery: Bool?
    /// A filter over attributes in the contract's own form.
    package var filters: JSONValue?
    /// Ranking options in the contract's own form.
    package var rankingOptions: JSONValue?

    package init(
        query: String,
        maxNumResults: Int? = nil,
        rewriteQuery: Bool? = nil,
        filters: JSONValue? = nil,
        rankingOptions: JSONValue? = nil
    ) {
        self.query = query
        self.maxNumResults = maxNumResults
        self.rewriteQuery = rewriteQuery
        self.filters = filters
        self.rankingOptions = rankingOptions
    }

    package var body: JSONValue {
        var members: JSONObject = ["query": .string(query)]
        members.add("max_num_results", maxNumResults) { .integer($0) }
        members.add("rewrite_query", rewriteQuery) { .bool($0) }
        members.add("filters", filters) { $0 }
        members.add("ranking_options", rankingOptions) { $0 }
        return .object(members)
    }
}

/// One passage found, best first.
package struct VectorStoreSearchResult: WireDecodable, Hashable {
    package var fileID: String
    package var filename: String
    /// 0 to 1.
    package var score: Double
    package var attributes: Attributes
    package var texts: [String]

    package init(from value: JSONCursor) throws(JSONCursorError) {
        fileID = try value.string("file_id")
        filename = try value.string("filename")
        score = try value.optionalNumber("score") ?? 0
        attributes = try value.attributes()
        texts = []
        for piece in try value.list("content") {
            if let text = try piece.optionalString("text") { texts.append(text) }
        }
    }
}

extension OpenAIClient {
    /// Searches a store. The answer is one page: `max_num_results` is its size.
    package func search(
        _ vectorStoreID: String,
        _ search: VectorStoreSearch
    ) async throws(APIError) -> [VectorStoreSearchResult] {
        try await object(
            APIRequest(
                .post,
                ["vector_stores", vectorStoreID, "search"],
                body: .json(search.body),
                repeatability: .always,
                beta: APIRequest.assistantsBeta
            ),
            as: Page<VectorStoreSearchResult>.self
        ).items
    }
}

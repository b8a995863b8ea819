import OrderedJSON

/// A model that the key may see (docs/openai-api.md, 12).
package struct ModelObject: WireDecodable, Identified, Hashable {
    package var id: String
    /// Unix seconds.
    package var created: Int64?
    package var ownedBy: String?
    /// `YYYY-MM-DD`.
    package var shutdownDate: String?

    package init(from value: JSONCursor) throws(JSONCursorError) {
        id = try value.string("id")
        created = try value.time("created")
        ownedBy = try value.optionalString("owned_by")
        shutdownDate = try value.optionalString("shutdown_date")
    }
}

extension OpenAIClient {
    /// The models of the account, sorted by id. The server sends them in one page.
    package func listModels() async throws(APIError) -> [ModelObject] {
        try await listModels(repeatability: .always)
    }

    /// The same for callers that can do without: asked once, and not waited for long.
    package func listModelsOnce() async throws(APIError) -> [ModelObject] {
        try await listModels(repeatability: .never, timeLimit: .seconds(10))
    }

    private func listModels(
        repeatability: APIRequest.Repeatability,
        timeLimit: Duration? = nil
    ) async throws(APIError) -> [ModelObject] {
        var request = APIRequest(.get, ["models"], repeatability: repeatability, meaningOfNotFound: .missingCollection)
        request.timeLimit = timeLimit
        return try await object(request, as: Page<ModelObject>.self).items.sorted { $0.id < $1.id }
    }
}

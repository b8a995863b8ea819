import OrderedJSON

/// An object with an id, as lists hold them.
package protocol Identified {
    var id: String { get }
}

/// One page of a list. `first_id` and `last_id` are not used: an empty page has null there (docs/openai-api.md, 4.2).
package struct Page<Item: WireDecodable>: WireDecodable {
    package var items: [Item]
    package var hasMore: Bool

    package init(from value: JSONCursor) throws(JSONCursorError) {
        items = []
        for element in try value.required("data").elements() {
            do throws(JSONCursorError) {
                items.append(try Item(from: element))
            } catch {
                guard let id = element.json["id"]?.stringValue else { throw error }
                throw JSONCursorError(path: error.path, problem: "\(error.problem) (in the object \(id))")
            }
        }
        hasMore = try value.optionalBoolean("has_more") ?? false
    }
}

extension OpenAIClient {
    /// Reads the first page of a list, newest first: what was made or deleted a moment ago.
    package func newest<Item: WireDecodable & Identified>(
        _ path: [String],
        meaningOfNotFound: APIRequest.MeaningOfNotFound = .missingObject,
        beta: String? = nil
    ) async throws(APIError) -> [Item] {
        let request = APIRequest(
            .get,
            path,
            query: [("limit", "100"), ("order", "desc")],
            repeatability: .always,
            meaningOfNotFound: meaningOfNotFound,
            beta: beta
        )
        return try await send(request).decoded(as: Page<Item>.self, of: request).items
    }

    /// Reads every page of a list, oldest first. Items that move between pages while reading are returned once.
    ///
    /// - Throws: ``APIError``; with ``APIError/Code/brokenPaging`` when a page that claims more brings nothing new.
    package func all<Item: WireDecodable & Identified>(
        _ path: [String],
        query: [(name: String, value: String)] = [],
        pageSize: Int = 100,
        meaningOfNotFound: APIRequest.MeaningOfNotFound = .missingObject,
        beta: String? = nil
    ) async throws(APIError) -> [Item] {
        var items: [Item] = []
        var seen: Set<String> = []
        var cursor: String?
        while true {
            var request = APIRequest(
                .get,
                path,
                query: query + [("limit", String(pageSize)), ("order", "asc")],
                repeatability: .always,
                meaningOfNotFound: meaningOfNotFound,
                beta: beta
            )
            if let cursor { request.query.append(("after", cursor)) }
            let response = try await send(request)
            let page = try response.decoded(as: Page<Item>.self, of: request)
            let countBefore = items.count
            items += page.items.filter { seen.insert($0.id).inserted }
            guard page.hasMore, let last = page.items.last else { return items }
            guard items.count > countBefore else {
                throw response.error(.brokenPaging, "the server says that there is more, and sends the same page again")
            }
            cursor = last.id
        }
    }
}

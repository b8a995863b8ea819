import OrderedJSON

/// An object with an id, as lists hold them.
package protocol Identified {
    var id: String { get }
}

/// One page of a list. `first_id` and `last_id` are not used: an empty page has null there (docs/openai-api.md, 4.2).
package struct Page<Item: WireDecodable>: WireDecodable {
    /// None where the server sends null (docs/openai-api.md, 13.8).
    package var items: [Item]
    /// Nil where the server does not say (docs/openai-api.md, 13.9).
    package var hasMore: Bool?

    package init(from value: JSONCursor) throws(JSONCursorError) {
        items = []
        if value.json["data"] == nil { _ = try value.required("data") }
        for element in try value.list("data") {
            do throws(JSONCursorError) {
                items.append(try Item(from: element))
            } catch {
                guard let id = element.json["id"]?.stringValue else { throw error }
                throw JSONCursorError(path: error.path, problem: "\(error.problem) (in the object \(id))")
            }
        }
        hasMore = try value.optionalBoolean("has_more")
    }
}

extension OpenAIClient {
    /// Reads every page of a list, oldest first where the server heeds the order. Items that move between pages while
    /// reading are returned once.
    ///
    /// A page that does not say whether there is more is followed. Where the list may be cut all the same, the client
    /// notes it: ``ObservedAccount/cutLists``.
    ///
    /// - Parameter isComplete: asked after every page whether what is still to come is known already.
    /// - Throws: ``APIError``; with ``APIError/Code/brokenPaging`` when a page that claims more brings nothing new.
    package func all<Item: WireDecodable & Identified>(
        _ path: [String],
        query: [(name: String, value: String)] = [],
        pageSize: Int = 100,
        meaningOfNotFound: APIRequest.MeaningOfNotFound = .missingObject,
        beta: String? = nil,
        until isComplete: (Page<Item>) -> Bool = { _ in false }
    ) async throws(APIError) -> [Item] {
        let first = APIRequest(
            .get,
            path,
            query: query + [("limit", String(pageSize))],
            repeatability: .always,
            meaningOfNotFound: meaningOfNotFound,
            beta: beta
        )
        var items: [Item] = []
        var seen: Set<String> = []
        var cursor: String?
        var lastPage: [Item] = []
        while true {
            var request = first
            request.query.append(("order", "asc"))
            if let cursor { request.query.append(("after", cursor)) }
            let response: APIResponse
            do throws(APIError) {
                response = try await send(request)
            } catch {
                // Only the cursor is new about this request, and nothing said that there is more.
                guard error.code == .invalidRequest, !lastPage.isEmpty else { throw error }
                return try await complete(items, cutAt: lastPage, first)
            }
            let page = try response.decoded(as: Page<Item>.self, of: request)
            let new = page.items.filter { seen.insert($0.id).inserted }
            items += new
            if isComplete(page) { return items }
            guard let last = page.items.last, page.hasMore != false else { return items }
            if new.isEmpty {
                guard page.hasMore == nil else {
                    throw response.error(
                        .brokenPaging,
                        "the server says that there is more, and sends the same page again"
                    )
                }
                return try await complete(items, cutAt: page.items, first)
            }
            lastPage = page.hasMore == nil ? page.items : []
            cursor = last.id
        }
    }

    /// What is known of a list whose server does not say whether there is more, and shows nothing behind `page`.
    ///
    /// Servers cut at few numbers: a page of any other size is the whole list. Where one may be cut, the list is read from its
    /// other end: when both parts meet, nothing is missing between them.
    private func complete<Item: WireDecodable & Identified>(
        _ items: [Item],
        cutAt page: [Item],
        _ first: APIRequest
    ) async throws(APIError) -> [Item] {
        let usualLimits = [10, 20, 25, 50]
        guard usualLimits.contains(page.count) || page.count.isMultiple(of: 100) else { return items }
        var request = first
        request.query.append(("order", "desc"))
        let response = try await send(request)
        let other = try response.decoded(as: Page<Item>.self, of: request).items
        let seen = Set(items.map(\.id))
        let new = other.filter { !seen.contains($0.id) }
        let isOtherEnd = other.first?.id != page.first?.id
        if !isOtherEnd || new.count == other.count {
            noteCutList(String(response.place.path.prefix { $0 != "?" }))
        }
        return items + new.reversed()
    }
}

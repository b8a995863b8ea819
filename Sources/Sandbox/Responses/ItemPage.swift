import OrderedJSON

/// A page of items that stand in one value, cut as `Page` cuts rows.
enum ItemPage {
    static func json(
        _ items: [JSONValue],
        _ page: PageRequest,
        _ render: (JSONValue) -> JSONValue
    ) throws(APIErrorResponse) -> JSONValue {
        var items = page.isAscending ? items : items.reversed()
        if let after = page.after {
            guard let place = items.firstIndex(where: { $0["id"]?.stringValue == after }) else {
                throw .badRequest(
                    "Invalid 'after': no object with id '\(after)' is in this list.",
                    parameter: "after",
                    code: "invalid_value"
                )
            }
            items.removeFirst(place + 1)
        }
        let data = items.prefix(page.limit).map(render)
        return [
            "object": "list", "data": .array(data), "first_id": data.first?["id"] ?? .null,
            "last_id": data.last?["id"] ?? .null, "has_more": .bool(items.count > page.limit),
        ]
    }
}

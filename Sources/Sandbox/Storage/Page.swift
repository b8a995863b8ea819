import GRDB

/// One page of a list, in the order asked for.
struct Page<Record: ListedRecord>: Sendable {
    let records: [Record]
    let hasMore: Bool
}

extension Page {
    /// Reads a page of `query`, which says what the list holds but not in which order.
    /// - Throws: `APIErrorResponse` when a cursor names nothing in the list.
    init(_ query: QueryInterfaceRequest<Record>, _ page: PageRequest, _ db: Database) throws {
        let sequence = Column("sequence")
        var query = query
        if let after = page.after {
            let place = try Self.place(of: after, named: "after", in: query, db)
            query = query.filter(page.isAscending ? sequence > place : sequence < place)
        }
        if let before = page.before {
            let place = try Self.place(of: before, named: "before", in: query, db)
            query = query.filter(page.isAscending ? sequence < place : sequence > place)
        }
        // With `before` alone the page is the one that ends at the cursor: it is read backwards from there.
        let readsBackwards = page.before != nil && page.after == nil
        let isAscending = page.isAscending != readsBackwards
        let found = try query.order(isAscending ? sequence.asc : sequence.desc).limit(page.limit + 1).fetchAll(db)
        let shown = Array(found.prefix(page.limit))
        records = readsBackwards ? shown.reversed() : shown
        hasMore = found.count > page.limit
    }

    private static func place(
        of id: String,
        named parameter: String,
        in query: QueryInterfaceRequest<Record>,
        _ db: Database
    ) throws -> Int64 {
        guard let record = try query.filter(Column(Record.idColumn) == id).fetchOne(db), let place = record.sequence
        else {
            throw APIErrorResponse.badRequest(
                "Invalid '\(parameter)': no object with id '\(id)' is in this list.",
                parameter: parameter,
                code: "invalid_value"
            )
        }
        return place
    }

    /// The list object of the API. `first_id` and `last_id` are null when the page is empty (api-facts 1.5).
    func json(_ render: (Record) throws -> JSON) rethrows -> JSON {
        let data = try records.map(render)
        return [
            "object": "list", "data": .array(data), "first_id": data.first?["id"] ?? .null,
            "last_id": data.last?["id"] ?? .null, "has_more": .boolean(hasMore),
        ]
    }
}

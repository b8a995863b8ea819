import GRDB
import OrderedJSON

/// One page of a list, in the order asked for.
struct Page<Record: ListedRecord>: Sendable {
    /// What stands in a place of the list: what there is, or what a lagging list still shows.
    private enum Entry: Sendable {
        case record(Record)
        case departed(DepartedObject)

        var sequence: Int64? {
            switch self {
            case .record(let record): record.sequence
            case .departed(let object): object.sequence
            }
        }
    }

    private let entries: [Entry]
    let hasMore: Bool
}

extension Page {
    /// Reads a page of `query`, which says what the list holds but not in which order.
    /// - Throws: `APIErrorResponse` when a cursor names nothing in the list.
    init(_ query: QueryInterfaceRequest<Record>, _ page: PageRequest, _ db: Database) throws {
        let sequence = Column("sequence")
        var query = query
        if let newest = page.view?.newest[Record.databaseTableName] { query = query.filter(sequence <= newest) }
        var departed = page.view?.departed ?? []
        if let after = page.after {
            let place = try Self.place(of: after, named: "after", in: query, departed, db)
            query = query.filter(page.isAscending ? sequence > place : sequence < place)
            departed.removeAll { page.isAscending ? $0.sequence <= place : $0.sequence >= place }
        }
        if let before = page.before {
            let place = try Self.place(of: before, named: "before", in: query, departed, db)
            query = query.filter(page.isAscending ? sequence < place : sequence > place)
            departed.removeAll { page.isAscending ? $0.sequence >= place : $0.sequence <= place }
        }
        // With `before` alone the page is the one that ends at the cursor: it is read backwards from there.
        let readsBackwards = page.before != nil && page.after == nil
        let isAscending = page.isAscending != readsBackwards
        var found = try query.order(isAscending ? sequence.asc : sequence.desc).limit(page.limit + 1).fetchAll(db)
            .map(Entry.record)
        if !departed.isEmpty {
            found = (found + departed.map(Entry.departed)).sorted { left, right in
                guard let left = left.sequence, let right = right.sequence else { return false }
                return isAscending ? left < right : left > right
            }
        }
        let shown = Array(found.prefix(page.limit))
        entries = readsBackwards ? shown.reversed() : shown
        hasMore = found.count > page.limit
    }

    private static func place(
        of id: String,
        named parameter: String,
        in query: QueryInterfaceRequest<Record>,
        _ departed: [DepartedObject],
        _ db: Database
    ) throws -> Int64 {
        if let object = departed.first(where: { $0.id == id }) { return object.sequence }
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

    /// The list object of the API. `first_id` and `last_id` are null when the page is empty (docs/openai-api.md, 4.2).
    func json(_ render: (Record) throws -> JSONValue) rethrows -> JSONValue {
        let data = try entries.map { entry in
            switch entry {
            case .record(let record): try render(record)
            case .departed(let object): object.json
            }
        }
        return [
            "object": "list", "data": .array(data), "first_id": data.first?["id"] ?? .null,
            "last_id": data.last?["id"] ?? .null, "has_more": .bool(hasMore),
        ]
    }
}

import GRDB

/// A row that a list shows: it has a place in the order of creation and an id that cursors name.
protocol ListedRecord: Codable, FetchableRecord, MutablePersistableRecord, Sendable {
    var sequence: Int64? { get set }
    /// The column that cursors and lookups name.
    static var idColumn: String { get }
}

extension ListedRecord {
    static var idColumn: String { "id" }

    mutating func didInsert(_ inserted: InsertionSuccess) {
        sequence = inserted.rowID
    }
}

/// A record that belongs to one account and is looked up by its id within it.
protocol AccountRecord: ListedRecord {
    var id: String { get }
    var account: String { get }
    /// What the server calls it in a 404.
    static var noun: String { get }
}

extension AccountRecord {
    static func find(_ id: String, in account: String, _ db: Database) throws -> Self? {
        try filter(Column("account") == account && Column("id") == id).fetchOne(db)
    }

    static func require(_ id: String, in account: String, _ db: Database) throws -> Self {
        guard let record = try find(id, in: account, db) else { throw APIErrorResponse.notFound(noun, id) }
        return record
    }
}

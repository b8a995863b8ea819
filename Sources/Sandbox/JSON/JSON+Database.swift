import GRDB

/// Kept in the database as its text.
extension JSON: DatabaseValueConvertible {
    var databaseValue: DatabaseValue { text.databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> JSON? {
        guard let text = String.fromDatabaseValue(value) else { return nil }
        return try? JSONParser.parse(text)
    }
}

/// Records are `Codable`, and a JSON column of theirs is one string.
extension JSON: Codable {
    init(from decoder: any Decoder) throws {
        self = try JSONParser.parse(try decoder.singleValueContainer().decode(String.self))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

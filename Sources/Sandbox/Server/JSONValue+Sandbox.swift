import GRDB
import OrderedJSON

/// JSON as the sandbox reads and writes it: strictly, and with integers apart from decimals, because both show in what
/// the server echoes.
extension JSONValue {
    private static let reader = JSONReader(maximumDepth: 257, isStrict: true, keepsFractions: true)

    init(parsing text: some Collection<UInt8>) throws(JSONError) {
        self = try Self.reader.value(from: text)
    }

    /// Compact JSON text. A decimal is always written with its fraction (`1.0`), as the real server writes floats.
    var text: String { JSONWriter(keepsFractions: true).string(from: self) }

    /// The member of an object, with an explicit `null` read as absent.
    func present(_ name: String) -> JSONValue? {
        guard let value = self[name], !value.isNull else { return nil }
        return value
    }

    var strings: [String] {
        (arrayValue ?? []).compactMap(\.stringValue)
    }

    /// The same object with one member replaced, or added at the end.
    func setting(_ name: String, to value: JSONValue) -> JSONValue {
        .object((objectValue ?? [:]) + [name: value])
    }
}

/// Kept in the database as its text.
extension JSONValue: DatabaseValueConvertible {
    package var databaseValue: DatabaseValue { text.databaseValue }

    package static func fromDatabaseValue(_ value: DatabaseValue) -> JSONValue? {
        guard let text = String.fromDatabaseValue(value) else { return nil }
        return try? JSONValue(parsing: text.utf8)
    }
}

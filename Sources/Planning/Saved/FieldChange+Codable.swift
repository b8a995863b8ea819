import OrderedJSON
import SourceDiagnostics

/// Values are kept as JSON text: a keyed container would lose the order of an object's keys, which the schemas of
/// functions have to keep.
extension FieldChange: Codable {
    private enum CodingKeys: CodingKey {
        case path, before, after, isBeforeKnown, isAfterKnown, cause, isDrift
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value(_ key: CodingKeys) throws -> JSONValue? {
            guard let text = try container.decodeIfPresent(String.self, forKey: key) else { return nil }
            do {
                return try JSONReader().value(from: text)
            } catch {
                throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "\(error)")
            }
        }
        self.init(
            path: try container.decode(String.self, forKey: .path),
            before: try value(.before),
            after: try value(.after),
            isBeforeKnown: try container.decode(Bool.self, forKey: .isBeforeKnown),
            isAfterKnown: try container.decode(Bool.self, forKey: .isAfterKnown),
            cause: try container.decodeIfPresent(SourceLocation.self, forKey: .cause),
            isDrift: try container.decode(Bool.self, forKey: .isDrift)
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let writer = JSONWriter()
        try container.encode(path, forKey: .path)
        try container.encodeIfPresent(before.map(writer.string(from:)), forKey: .before)
        try container.encodeIfPresent(after.map(writer.string(from:)), forKey: .after)
        try container.encode(isBeforeKnown, forKey: .isBeforeKnown)
        try container.encode(isAfterKnown, forKey: .isAfterKnown)
        try container.encodeIfPresent(cause, forKey: .cause)
        try container.encode(isDrift, forKey: .isDrift)
    }
}

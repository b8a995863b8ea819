import OrderedJSON

/// Keys and values that stand beside an object on the account. `null`, missing, `{}` and the `[]` of some hosts are all
/// empty (docs/openai-api.md, 5.3).
package typealias Metadata = [String: String]

extension JSONCursor {
    /// The metadata under a key. Values that are not text (other hosts send some) become their JSON text.
    package func metadata(_ key: String = "metadata") throws(JSONCursorError) -> Metadata {
        guard let value = try member(key), value.json != [] else { return [:] }
        var metadata: Metadata = [:]
        for (key, value) in try value.members() where !value.json.isNull {
            metadata[key] = value.json.stringValue ?? JSONWriter(sortsKeys: true).string(from: value.json)
        }
        return metadata
    }
}

extension JSONValue {
    /// Metadata as it goes over the wire: sorted by key.
    package init(metadata: Metadata) {
        self = .object(JSONObject(metadata.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
}

/// A value in the attributes of a vector store file. The server reads every number as floating point: 1 and 1.0 are
/// equal (docs/openai-api.md, 5.6).
package enum AttributeValue: Sendable, Hashable {
    case string(String)
    case number(Double)
    case bool(Bool)

    /// The value in JSON; whole numbers without a fraction.
    package var json: JSONValue {
        switch self {
        case .string(let text): .string(text)
        case .number(let number): Int64(exactly: number).map { .integer($0) } ?? .number(number)
        case .bool(let flag): .bool(flag)
        }
    }
}

/// Attributes of a vector store file: at most 16 pairs, keys of 64 and texts of 512 characters
/// (docs/openai-api.md, 5.5).
package typealias Attributes = [String: AttributeValue]

extension JSONCursor {
    func attributes() throws(JSONCursorError) -> Attributes {
        guard let value = try member("attributes") else { return [:] }
        var attributes: Attributes = [:]
        for (key, value) in try value.members() {
            switch value.json {
            case .null: continue
            case .bool(let flag): attributes[key] = .bool(flag)
            case .integer(let number): attributes[key] = .number(Double(number))
            case .number(let number): attributes[key] = .number(number)
            case .string(let text): attributes[key] = .string(text)
            case .array, .object: attributes[key] = .string(JSONWriter(sortsKeys: true).string(from: value.json))
            }
        }
        return attributes
    }
}

extension JSONValue {
    /// Attributes as they go over the wire: sorted by key.
    package init(attributes: Attributes) {
        self = .object(JSONObject(attributes.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }))
    }
}

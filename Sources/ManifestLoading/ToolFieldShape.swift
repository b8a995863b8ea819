import OrderedJSON
import SourceDiagnostics
import YAMLTree

/// What may stand under a key of a tool, by OpenAI's OpenAPI document, where nothing but its form matters here.
indirect enum ToolFieldShape: Sendable {
    case text
    case flag
    case number
    case word([String])
    case list(ToolFieldShape)
    case fields([String: ToolFieldShape])
    /// The user's own keys.
    case texts
    /// The word `null`, or something else.
    case nullable(ToolFieldShape)
    /// Any JSON, here or in a file.
    case json
    /// A condition on the attributes of files, or several of them.
    case filter
    /// One of several shapes, told apart by how the value is written.
    case either(scalar: ToolFieldShape?, list: ToolFieldShape?, mapping: ToolFieldShape)

    private static let comparisons = ["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin"]
    private static let combinations = ["and", "or"]

    /// The value of a field; nil for one of another shape, which is reported.
    func value(of field: Field, context: LoadContext) -> JSONValue? {
        switch self {
        case .text: return field.string().map { .string($0) }
        case .flag: return field.boolean().map { .bool($0) }
        case .number: return field.number(in: 0...1_000_000).map { .number($0) }
        case .word(let words): return field.choice(words).map { .string($0) }
        case .list(let shape):
            return field.list().map { .array($0.compactMap { shape.value(of: $0, context: context) }) }
        case .texts:
            return field.pairs().map { pairs in
                .object(JSONObject(pairs.compactMap { pair, field in field.string().map { (pair.key, .string($0)) } }))
            }
        case .nullable(let shape): return field.isWrittenNull ? .null : shape.value(of: field, context: context)
        case .json: return context.json(field)?.value
        case .filter: return Self.filter(field, context)
        case .fields(let shapes):
            guard field.mapping(of: "`\(field.name)`", keys: shapes.keys.sorted()) != nil else { return nil }
            return field.pairs().map { pairs in
                .object(
                    JSONObject(
                        pairs.compactMap { pair, field in
                            shapes[pair.key].flatMap { $0.value(of: field, context: context) }.map { (pair.key, $0) }
                        }
                    )
                )
            }
        case .either(let scalar, let list, let mapping):
            switch field.node.value {
            case .scalar: return (scalar ?? mapping).value(of: field, context: context)
            case .sequence: return (list ?? mapping).value(of: field, context: context)
            case .mapping: return mapping.value(of: field, context: context)
            }
        }
    }

    private static func filter(_ field: Field, _ context: LoadContext) -> JSONValue? {
        guard let mapping = field.mapping(of: "a filter", keys: ["type", "key", "value", "filters"]),
            let type = mapping.required("type")?.choice(comparisons + combinations)
        else { return nil }
        if combinations.contains(type) {
            guard let filters = mapping.required("filters")?.list() else { return nil }
            return [
                "type": .string(type), "filters": .array(filters.compactMap { filter($0, context) }),
            ]
        }
        guard let key = mapping.required("key")?.string(), let value = mapping.required("value") else { return nil }
        let isList = ["in", "nin"].contains(type)
        guard let json = PlacedJSON(value.node, notation: .yaml, problems: field.problems)?.value else { return nil }
        guard isList ? json.arrayValue != nil : json.arrayValue == nil && json.objectValue == nil && !json.isNull else {
            return value.wrongType(isList ? "a list of values" : "a string, a number or a boolean")
        }
        return ["type": .string(type), "key": .string(key), "value": json]
    }
}

import OrderedJSON
import SourceDiagnostics
import YAMLTree

/// Values of which nothing but their form matters here: OpenAI's own fields, by its OpenAPI document.
extension ManifestValue {
    private static let combinations = ["and", "or"]

    /// The value of a field; nil for one of another form, which is reported.
    func json(of field: Field, context: LoadContext) -> JSONValue? {
        switch self {
        case .text(let maximum): return field.string(maximum: maximum).map { .string($0) }
        case .name, .path, .url: return field.string().map { .string($0) }
        case .flag: return field.boolean().map { .bool($0) }
        case .integer(let range): return field.integer(in: range).map { .integer(Int64($0)) }
        case .number(let range): return field.number(in: range).map { .number($0) }
        case .word(let words): return field.choice(words).map { .string($0) }
        case .list(let element, _):
            return field.list().map { .array($0.compactMap { element.json(of: $0, context: context) }) }
        case .named(let value, _, _):
            return field.pairs().map { pairs in
                .object(
                    JSONObject(
                        pairs.compactMap { pair, field in value.json(of: field, context: context).map { (pair.key, $0) }
                        }
                    )
                )
            }
        case .nullable(let value): return field.isWrittenNull ? .null : value.json(of: field, context: context)
        case .json: return context.json(field)?.value
        case .scalar: return PlacedJSON(field.node, notation: .yaml, problems: field.problems)?.value
        case .filter: return Self.filter(field, context)
        case .mapping(let mapping):
            guard field.mapping(mapping) != nil else { return nil }
            return field.pairs().map { pairs in
                .object(
                    JSONObject(
                        pairs.compactMap { pair, field in
                            mapping[pair.key]?.value.json(of: field, context: context).map { (pair.key, $0) }
                        }
                    )
                )
            }
        case .either(let values):
            return (values.first { $0.isWritten(as: field.node) } ?? values.last)?.json(of: field, context: context)
        }
    }

    /// Whether the value is written in this form: one word or text, a list, or a mapping.
    private func isWritten(as node: YAMLNode) -> Bool {
        switch (self, node.value) {
        case (.json, _): true
        case (.nullable(let value), _): value.isWritten(as: node)
        case (.either(let values), _): values.contains { $0.isWritten(as: node) }
        case (.list, .sequence), (.mapping, .mapping), (.named, .mapping), (.filter, .mapping): true
        case (.list, _), (.mapping, _), (.named, _), (.filter, _): false
        case (_, .scalar): true
        case (_, .sequence), (_, .mapping): false
        }
    }

    private static func filter(_ field: Field, _ context: LoadContext) -> JSONValue? {
        guard let mapping = field.mapping(.attributeFilter),
            case .word(let types)? = ManifestMapping.attributeFilter["type"]?.value,
            let type = mapping.required("type")?.choice(types)
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

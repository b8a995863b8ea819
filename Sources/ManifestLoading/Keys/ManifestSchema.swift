import OrderedJSON

/// JSON Schema (draft-07) of manifests for editors, made from the description of keys that the loader reads with.
///
/// It knows what one text can tell: not what lies under an assistant in `defaults`, which may hold what is missing, and
/// which files there are.
package enum ManifestSchema {
    /// Of documents with an assistant or a knowledge base.
    package static var manifest: JSONValue {
        var definitions = SchemaDefinitions()
        let assistant = definitions.reference(to: .assistant, isLayered: true)
        let knowledgeBase = definitions.reference(to: .knowledgeBase, isLayered: false)
        return document(
            "An assistant or a knowledge base of assistantctl",
            [
                "type": "object", "if": ["required": ["knowledge_base"]], "then": knowledgeBase, "else": assistant,
            ],
            definitions
        )
    }

    /// Of `project.yaml`.
    package static var project: JSONValue {
        var definitions = SchemaDefinitions()
        let project = definitions.reference(to: .project, isLayered: false)
        return document("project.yaml of assistantctl", ["allOf": [project]], definitions)
    }

    private static func document(_ title: String, _ body: JSONObject, _ definitions: SchemaDefinitions) -> JSONValue {
        let head: JSONObject = ["$schema": "http://json-schema.org/draft-07/schema#", "title": .string(title)]
        return .object(head + body + ["definitions": .object(definitions.sorted)])
    }
}

/// The schemas of mappings, each once.
private struct SchemaDefinitions {
    private var schemas: [String: JSONValue] = [:]

    /// By name.
    var sorted: JSONObject { JSONObject(schemas.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }) }

    /// - Parameter isLayered: whether another layer lies below: what is required may stand there, and `null` takes away
    ///   what does.
    mutating func reference(to mapping: ManifestMapping, isLayered: Bool) -> JSONValue {
        let name = mapping.schemaName + (isLayered ? "_layer" : "")
        if schemas[name] == nil {
            // A filter holds filters.
            schemas[name] = .null
            schemas[name] = schema(of: mapping, isLayered: isLayered)
        }
        return ["$ref": .string("#/definitions/\(name)")]
    }

    private mutating func schema(of mapping: ManifestMapping, isLayered: Bool) -> JSONValue {
        var properties = JSONObject()
        for key in mapping.keys {
            // What tells documents apart lies in no other layer.
            let isIdentity = key.isRequired && mapping.isDocument
            let isOverlaid = isLayered && !isIdentity || key.value.holdsLayers
            var schema: JSONObject = ["description": .string(key.meaning)]
            schema = schema + self.schema(of: key.value, isLayered: isOverlaid, isOptional: isLayered && !isIdentity)
            properties[key.name] = .object(schema)
        }
        let required = mapping.keys.filter { $0.isRequired && (!isLayered || mapping.isDocument) }.map(\.name)
        var schema: JSONObject = ["type": "object", "properties": .object(properties), "additionalProperties": false]
        if !required.isEmpty { schema["required"] = .array(required.map { .string($0) }) }
        return .object(schema)
    }

    private mutating func schema(of value: ManifestValue, isLayered: Bool, isOptional: Bool) -> JSONObject {
        let schema = schema(of: value, isLayered: isLayered)
        guard isOptional else { return schema }
        return ["anyOf": [.object(schema), ["type": "null"]]]
    }

    private mutating func schema(of value: ManifestValue, isLayered: Bool) -> JSONObject {
        switch value {
        case .text(let maximum):
            return ["type": "string", "minLength": 1] + (maximum.map { ["maxLength": .integer(Int64($0))] } ?? [:])
        case .word(let words) where words.count == 1: return ["const": .string(words[0])]
        case .word(let words): return ["enum": .array(words.map { .string($0) })]
        case .flag: return ["type": "boolean"]
        case .integer(let range):
            return [
                "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)),
            ]
        case .number(let range):
            return ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
        case .name(let rule): return ["type": "string", "pattern": .string(rule.pattern)]
        case .path, .url: return ["type": "string", "minLength": 1]
        case .list(let element, let maximum):
            let items = schema(of: element, isLayered: false)
            return ["type": "array", "items": .object(items)]
                + (maximum.map { ["maxItems": .integer(Int64($0))] } ?? [:])
        case .mapping(let mapping):
            return reference(to: mapping, isLayered: isLayered).objectValue ?? [:]
        case .named(let value, let rule, let maximum):
            let members = schema(of: value, isLayered: isLayered, isOptional: isLayered)
            return ["type": "object", "additionalProperties": .object(members)]
                + (rule.map { ["propertyNames": ["pattern": .string($0.pattern)]] } ?? [:])
                + (maximum.map { ["maxProperties": .integer(Int64($0))] } ?? [:])
        case .nullable(let value):
            return ["anyOf": [.object(schema(of: value, isLayered: isLayered)), ["type": "null"]]]
        case .json: return [:]
        case .filter: return reference(to: .attributeFilter, isLayered: false).objectValue ?? [:]
        case .either(let values):
            return ["anyOf": .array(values.map { .object(schema(of: $0, isLayered: isLayered)) })]
        case .scalar: return ["type": ["string", "number", "boolean"]]
        }
    }
}

extension ManifestMapping {
    /// Whether it is a document, which no other layer lies under.
    fileprivate var isDocument: Bool { ["assistant", "knowledge_base", "project"].contains(keys.first?.name) }

    /// Such as `ranking_options` of "`ranking_options`", and `filter_of_tools` of "a filter of tools".
    fileprivate var schemaName: String {
        var words = owner.replacing("`", with: "").split(separator: " ")
        if ["a", "an", "the"].contains(words.first) { words.removeFirst() }
        return words.joined(separator: "_")
    }
}

extension ManifestValue {
    /// Whether what stands there is laid over something else, or under it.
    fileprivate var holdsLayers: Bool {
        switch self {
        case .named(.mapping(let mapping), _, _), .mapping(let mapping):
            mapping["model"] != nil && mapping["assistant"] == nil
                || mapping["files"] != nil && mapping[AdoptionManifest.key] != nil
        default: false
        }
    }
}

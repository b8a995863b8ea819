/// What JSON Schema (drafts 7 to 2020-12) expects under each keyword.
enum SchemaKeyword {
    enum Shape {
        case schema
        /// A schema, or a list of schemas as draft 7 has it for `items`.
        case schemaOrList
        case schemaList
        /// A mapping from names to schemas.
        case schemaMap
        case typeNames
        case names
        case list
        case text
        case reference
        case number
        case count
        case flag
        case anything
    }

    static let shapes: [String: Shape] = [
        "$anchor": .text, "$comment": .text, "$defs": .schemaMap, "$id": .text, "$ref": .reference, "$schema": .text,
        "additionalItems": .schema, "additionalProperties": .schema, "allOf": .schemaList, "anyOf": .schemaList,
        "const": .anything, "contains": .schema, "contentEncoding": .text, "contentMediaType": .text,
        "default": .anything, "definitions": .schemaMap, "dependencies": .anything, "dependentRequired": .anything,
        "dependentSchemas": .schemaMap, "deprecated": .flag, "description": .text, "else": .schema, "enum": .list,
        "example": .anything, "examples": .list, "exclusiveMaximum": .number, "exclusiveMinimum": .number,
        "format": .text, "if": .schema, "items": .schemaOrList, "maxContains": .count, "maxItems": .count,
        "maxLength": .count, "maxProperties": .count, "maximum": .number, "minContains": .count, "minItems": .count,
        "minLength": .count, "minProperties": .count, "minimum": .number, "multipleOf": .number, "not": .schema,
        "nullable": .flag, "oneOf": .schemaList, "pattern": .text, "patternProperties": .schemaMap,
        "prefixItems": .schemaList, "properties": .schemaMap, "propertyNames": .schema, "readOnly": .flag,
        "required": .names, "then": .schema, "title": .text, "type": .typeNames, "unevaluatedItems": .schema,
        "unevaluatedProperties": .schema, "uniqueItems": .flag, "writeOnly": .flag,
    ]

    static let typeNames = ["array", "boolean", "integer", "null", "number", "object", "string"]

    /// Keywords that OpenAI refuses in a schema with `strict: true` (docs/openai-api.md, 11.6): those that its guide to
    /// Structured Outputs names, and `oneOf`, `propertyNames` and `uniqueItems`, which its server answers with "is not
    /// permitted". `default` and limits on lengths are accepted.
    static let refusedWhenStrict: Set<String> = [
        "allOf", "dependencies", "dependentRequired", "dependentSchemas", "else", "if", "not", "oneOf",
        "propertyNames", "then", "uniqueItems",
    ]

    /// Keywords that OpenAI refuses at the top of a function's parameters, strict or not (docs/openai-api.md, 11.1).
    static let refusedAtRoot = ["allOf", "anyOf", "enum", "not", "oneOf"]
}

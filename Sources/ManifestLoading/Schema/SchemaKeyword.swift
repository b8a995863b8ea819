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
        "$anchor": .text, "$comment": .text, "$defs": .schemaMap, "$dynamicAnchor": .text, "$dynamicRef": .text,
        "$id": .text, "$recursiveAnchor": .flag, "$recursiveRef": .text, "$ref": .reference, "$schema": .text,
        "additionalItems": .schema, "additionalProperties": .schema, "allOf": .schemaList, "anyOf": .schemaList,
        "const": .anything, "contains": .schema, "contentEncoding": .text, "contentMediaType": .text,
        "contentSchema": .schema,
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
}

import OrderedJSON

/// Goes through a schema with `strict: true`, node by node (docs/openai-api.md, 11.4 to 11.16).
struct StrictSchemaWalk {
    private let subject: SchemaSubject

    private static let refused = [
        "allOf", "contains", "dependencies", "dependentRequired", "dependentSchemas", "else", "if", "maxContains",
        "maxProperties", "minContains", "minProperties", "not", "oneOf", "prefixItems", "propertyNames", "then",
        "unevaluatedItems", "unevaluatedProperties", "uniqueItems",
    ]
    private static let formats = [
        "date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uuid",
    ]

    init(_ subject: SchemaSubject) {
        self.subject = subject
    }

    func check() throws(APIErrorResponse) {
        try check(subject.root, in: [], objects: 0)
        try StrictSchemaCount(subject.root).check(subject)
    }

    private func check(_ schema: JSONValue, in context: [String], objects: Int) throws(APIErrorResponse) {
        for keyword in Self.refused where schema[keyword] != nil {
            throw subject.invalid("'\(keyword)' is not permitted", in: context)
        }
        try checkReference(schema, in: context)
        guard ["type", "$ref", "anyOf"].contains(where: { schema[$0] != nil }) else {
            throw subject.invalid("schema must have a 'type' key", in: context)
        }
        if schema["properties"] != nil || schema.types.contains("object") {
            try checkObject(schema, in: context, objects: objects)
        }
        if schema.types.contains("array") { try checkList(schema, in: context) }
        try checkText(schema, in: context)
        for child in schema.schemasBelow {
            let isProperty = child.path.first == "properties"
            try check(child.schema, in: context + child.path, objects: objects + (isProperty ? 1 : 0))
        }
    }

    private func checkReference(_ schema: JSONValue, in context: [String]) throws(APIErrorResponse) {
        guard let reference = schema["$ref"]?.stringValue else { return }
        let others = (schema.objectValue ?? [:]).keys.filter { $0 != "$ref" }
        guard others.isEmpty else {
            let list = others.map { "'\($0)'" }.joined(separator: ", ")
            throw subject.invalid("$ref cannot have keywords {\(list)}", in: context)
        }
        guard subject.target(of: reference) != nil else {
            throw subject.invalid("reference '\(reference)' cannot be resolved", in: context)
        }
        // Whether a property at the top may be referred to is not known.
        let parts = reference.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let isAtTop = parts.count == 2 && ["$defs", "definitions", "properties"].contains(parts.first)
        guard reference == "#" || isAtTop else {
            throw subject.invalid(
                "reference can only point to definitions defined at the top level of the schema",
                in: context
            )
        }
    }

    private func checkObject(_ schema: JSONValue, in context: [String], objects: Int) throws(APIErrorResponse) {
        guard schema["additionalProperties"] == false else {
            throw subject.invalid("'additionalProperties' is required to be supplied and to be false", in: context)
        }
        guard let properties = schema["properties"]?.objectValue else {
            throw subject.invalid("object schema missing properties", in: context)
        }
        let required = Set(schema["required"]?.strings ?? [])
        if let missing = properties.first(where: { !required.contains($0.key) }) {
            throw subject.invalid(
                "'required' is required to be supplied and to be an array including every key in properties. "
                    + "Missing '\(missing.key)'",
                in: context
            )
        }
        let declared = Set(properties.keys)
        if let extra = (schema["required"]?.strings ?? []).first(where: { !declared.contains($0) }) {
            throw subject.invalid("'required' includes '\(extra)', which is not in 'properties'", in: context)
        }
        guard objects < 10 else { throw subject.invalid("the schema nests more than 10 levels deep", in: context) }
    }

    private func checkList(_ schema: JSONValue, in context: [String]) throws(APIErrorResponse) {
        guard let items = schema["items"] else { throw subject.invalid("array schema missing items", in: context) }
        if items.arrayValue != nil {
            throw subject.invalid("\(items.text) is not of type 'object', 'boolean'", in: context)
        }
    }

    private func checkText(_ schema: JSONValue, in context: [String]) throws(APIErrorResponse) {
        if let format = schema["format"]?.stringValue, !Self.formats.contains(format) {
            throw subject.invalid("'\(format)' is not a valid format", in: context)
        }
        guard let pattern = schema["pattern"]?.stringValue else { return }
        let unescaped = pattern.replacing("\\\\", with: "").replacing("\\(", with: "")
        guard !["(?=", "(?!", "(?<=", "(?<!"].contains(where: { unescaped.contains($0) }) else {
            let place = (["$"] + context + ["pattern"]).joined(separator: ".")
            throw .badRequest(
                "Invalid JSON schema: regex lookaround is not supported. Found at \(place).",
                parameter: subject.place,
                code: "invalid_json_schema"
            )
        }
    }
}

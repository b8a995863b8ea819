import OrderedJSON

/// What the server asks of a function's parameters and of a response format's schema (docs/openai-api.md, 11): an
/// object at the top, lists that say what they hold, and for `strict: true` much more. What is doubtful there passes.
enum StrictSchema {
    /// The format `json_schema` of a response, or what `json_schema` of an assistant's format holds.
    static func checkFormat(_ format: JSONValue, _ path: String) throws(APIErrorResponse) {
        guard format["strict"] == true, let name = format["name"]?.stringValue, let schema = format["schema"] else {
            return
        }
        let subject = SchemaSubject(
            text: "response_format '\(name)'",
            code: "invalid_json_schema",
            place: "\(path).schema",
            root: schema
        )
        try checkRoot(subject)
        guard schema["anyOf"] == nil else {
            throw subject.invalid("schema must have type 'object' and not have 'anyOf' at the top level")
        }
        try StrictSchemaWalk(subject).check()
    }

    static func checkFunction(_ function: JSONValue, _ path: String) throws(APIErrorResponse) {
        guard let text = function["name"]?.stringValue, let parameters = function.present("parameters") else { return }
        let subject = SchemaSubject(
            text: "function '\(text)'",
            code: "invalid_function_parameters",
            place: "\(path).parameters",
            root: parameters
        )
        let isStrict = function["strict"] == true
        try checkRoot(subject, followsReference: !isStrict)
        guard ["oneOf", "anyOf", "allOf", "enum", "not"].allSatisfy({ parameters[$0] == nil }) else {
            throw subject.invalid(
                "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level"
            )
        }
        if isStrict {
            try StrictSchemaWalk(subject).check()
        } else {
            try checkLists(parameters, subject, context: [])
        }
    }

    private static func checkRoot(
        _ subject: SchemaSubject,
        followsReference: Bool = false
    ) throws(APIErrorResponse) {
        var root = subject.root
        if followsReference, root["type"] == nil, let reference = root["$ref"]?.stringValue,
            let target = subject.target(of: reference)
        {
            root = target
        }
        guard root["type"] == "object" else {
            let type = root["type"].map { $0.stringValue ?? $0.text } ?? "None"
            throw subject.invalid("schema must be a JSON Schema of 'type: \"object\"', got 'type: \"\(type)\"'")
        }
        guard root["properties"] != nil else { throw subject.invalid("object schema missing properties", in: []) }
    }

    private static func checkLists(
        _ schema: JSONValue,
        _ subject: SchemaSubject,
        context: [String]
    ) throws(APIErrorResponse) {
        if schema.types.contains("array"), schema["items"] == nil, !context.isEmpty {
            throw subject.invalid("array schema missing items", in: context)
        }
        for child in schema.schemasBelow {
            try checkLists(child.schema, subject, context: context + child.path)
        }
    }
}

extension JSONValue {
    /// The `type` of a schema, one or several.
    var types: [String] { self["type"]?.stringValue.map { [$0] } ?? self["type"]?.strings ?? [] }

    /// The schemas that keywords of a schema hold, in the order of the keywords here.
    var schemasBelow: [(path: [String], schema: JSONValue)] {
        var found: [(path: [String], schema: JSONValue)] = []
        for keyword in ["properties", "$defs", "definitions"] {
            for member in self[keyword]?.objectValue ?? [:] { found.append(([keyword, member.key], member.value)) }
        }
        for keyword in ["anyOf", "allOf", "oneOf"] {
            for (index, schema) in (self[keyword]?.arrayValue ?? []).enumerated() {
                found.append(([keyword, String(index)], schema))
            }
        }
        if let items = self["items"] {
            if let list = items.arrayValue {
                for (index, schema) in list.enumerated() { found.append((["items", String(index)], schema)) }
            } else {
                found.append((["items"], items))
            }
        }
        if let additional = self["additionalProperties"], additional.objectValue != nil {
            found.append((["additionalProperties"], additional))
        }
        return found
    }
}

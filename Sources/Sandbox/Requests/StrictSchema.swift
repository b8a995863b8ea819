import OrderedJSON

/// What the server asks of a function's parameters and of a response format's schema: an object schema, and for
/// `strict: true` closed objects whose properties are all required (docs/openai-api.md, 11.4).
enum StrictSchema {
    /// Whose schema it is, in the words and codes of the refusal.
    private struct Subject {
        let text: String
        let code: String
    }

    /// The format `json_schema` of a response.
    static func checkFormat(_ format: JSONValue, _ path: String) throws(APIErrorResponse) {
        guard format["strict"] == true, let name = format["name"]?.stringValue, let schema = format["schema"] else {
            return
        }
        let subject = Subject(text: "response_format '\(name)'", code: "invalid_json_schema")
        let place = "\(path).schema"
        guard schema["type"] == "object" else {
            let type = schema["type"]?.text ?? "None"
            throw invalid(subject, "schema must be a JSON Schema of 'type: \"object\"', got \(type)", place)
        }
        try checkStrict(schema, of: subject, context: [], place: place)
    }

    static func checkFunction(_ function: JSONValue, _ path: String) throws(APIErrorResponse) {
        guard let text = function["name"]?.stringValue, let parameters = function.present("parameters") else { return }
        let subject = Subject(text: "function '\(text)'", code: "invalid_function_parameters")
        let place = "\(path).parameters"
        if let type = parameters["type"], type != "object" {
            throw invalid(subject, "schema must be a JSON Schema of 'type: \"object\"', got \(type.text)", place)
        }
        if function["strict"] == true {
            try checkStrict(parameters, of: subject, context: [], place: place)
        }
    }

    private static func checkStrict(
        _ schema: JSONValue,
        of subject: Subject,
        context: [String],
        place: String
    ) throws(APIErrorResponse) {
        let position = "In context=(\(context.map { "'\($0)'" }.joined(separator: ", ")))"
        if let properties = schema["properties"]?.objectValue {
            guard schema["additionalProperties"] == false else {
                throw invalid(
                    subject,
                    "\(position), 'additionalProperties' is required to be supplied and to be false",
                    place
                )
            }
            let required = schema["required"]?.strings ?? []
            if let missing = properties.first(where: { !required.contains($0.key) }) {
                throw invalid(
                    subject,
                    "\(position), 'required' is required to be supplied and to be an array including every key in "
                        + "properties. Missing '\(missing.key)'",
                    place
                )
            }
            for property in properties {
                try checkStrict(
                    property.value,
                    of: subject,
                    context: context + ["properties", property.key],
                    place: place
                )
            }
        } else if schema["type"] == "object", schema["additionalProperties"] != false {
            throw invalid(
                subject,
                "\(position), 'additionalProperties' is required to be supplied and to be false",
                place
            )
        }
        if let items = schema["items"] {
            try checkStrict(items, of: subject, context: context + ["items"], place: place)
        }
        for (index, alternative) in (schema["anyOf"]?.arrayValue ?? []).enumerated() {
            try checkStrict(alternative, of: subject, context: context + ["anyOf", String(index)], place: place)
        }
        for keyword in ["$defs", "definitions"] {
            for definition in schema[keyword]?.objectValue ?? [:] {
                try checkStrict(
                    definition.value,
                    of: subject,
                    context: context + [keyword, definition.key],
                    place: place
                )
            }
        }
    }

    private static func invalid(_ subject: Subject, _ reason: String, _ place: String) -> APIErrorResponse {
        .badRequest(
            "Invalid schema for \(subject.text): \(reason).",
            parameter: place,
            code: subject.code
        )
    }
}

import AssistantModel
import SourceDiagnostics
import YAMLTree

/// `response_format`: `text`, `json_object`, or `{json_schema: {name, description, strict, schema | file}}`.
enum ResponseFormatManifest {
    static let words = ["text", "json_object"]

    static func responseFormat(_ field: Field, context: LoadContext) -> ResponseFormat? {
        if case .scalar = field.node.value {
            if case .scalar(let scalar) = field.node.value, scalar.text == "json_schema" {
                context.problems.error(
                    "wrong-type",
                    "`json_schema` needs a schema",
                    at: field.location,
                    hint: "write `response_format: {json_schema: {name: ..., schema: ...}}`"
                )
                return nil
            }
            return field.choice(words).map { $0 == "text" ? .text : .jsonObject }
        }
        guard let mapping = field.mapping(.responseFormat),
            let schema = mapping.required("json_schema", hint: "or write one of \(words.joined(separator: ", "))")
        else { return nil }
        return format(schema, context: context).map { .jsonSchema($0) }
    }

    private static func format(_ field: Field, context: LoadContext) -> JSONSchemaFormat? {
        guard let mapping = field.mapping(.jsonSchema) else { return nil }
        let name = mapping.required("name").flatMap { Identifier.name($0) }
        // Null is the default, which is false.
        let strict = mapping["strict"].flatMap { $0.isWrittenNull ? false : $0.boolean() } ?? false
        let schema = self.schema(in: mapping, context: context)
        if let schema {
            SchemaCheck(
                schema,
                for: .responseFormat,
                owner: "the schema of `response_format`",
                isStrict: strict,
                context: context
            ).run()
        }
        guard let name, let schema else { return nil }
        return JSONSchemaFormat(
            name: name,
            description: mapping["description"]?.string(),
            schema: schema.value,
            strict: strict
        )
    }

    private static func schema(in mapping: MappingReader, context: LoadContext) -> PlacedJSON? {
        switch (mapping["schema"], mapping["file"]) {
        case (let schema?, nil): return context.json(schema)
        case (nil, let file?): return context.includedJSON(file)
        case (_?, let file?):
            context.problems.error(
                "conflicting-keys",
                "`schema` and `file` exclude each other",
                at: file.location,
                hint: "keep one"
            )
            return nil
        case (nil, nil):
            context.problems.error(
                "missing-key",
                "`json_schema` needs `schema` or `file`",
                at: mapping.location
            )
            return nil
        }
    }
}

import OrderedJSON

/// How large a schema is, by what the server limits where it is strict (docs/openai-api.md, 11.5).
struct StrictSchemaCount {
    private var properties = 0
    private var values = 0
    private var characters = 0
    /// The characters of the longest `enum` of more than 250 values.
    private var largestEnum = 0

    init(_ schema: JSONValue) {
        add(schema)
    }

    func check(_ subject: SchemaSubject) throws(APIErrorResponse) {
        for (count, limit, what) in [
            (properties, 5_000, "object properties"), (values, 1_000, "enum values"),
            (characters, 120_000, "characters in names and values"),
            (largestEnum, 15_000, "characters in one enum of more than 250 values"),
        ] where count > limit {
            throw subject.invalid("the schema has \(count) \(what); at most \(limit) are supported")
        }
    }

    private mutating func add(_ schema: JSONValue) {
        properties += schema["properties"]?.objectValue?.count ?? 0
        for keyword in ["properties", "$defs", "definitions"] {
            for name in schema[keyword]?.objectValue?.keys ?? [] { characters += name.unicodeScalars.count }
        }
        if let list = schema["enum"]?.arrayValue {
            let length = list.reduce(0) { $0 + ($1.stringValue?.unicodeScalars.count ?? 0) }
            values += list.count
            characters += length
            if list.count > 250 { largestEnum = max(largestEnum, length) }
        }
        characters += schema["const"]?.stringValue?.unicodeScalars.count ?? 0
        for child in schema.schemasBelow { add(child.schema) }
    }
}

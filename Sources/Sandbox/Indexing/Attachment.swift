import OrderedJSON

/// One file to attach to a store, as a request asks for it.
struct Attachment: Sendable {
    let fileID: String
    let chunking: Chunking
    let attributes: JSONValue

    init(fileID: String, chunking: Chunking = .automatic, attributes: JSONValue = [:]) {
        self.fileID = fileID
        self.chunking = chunking
        self.attributes = attributes
    }

    /// From a checked object with `file_id`, `chunking_strategy` and `attributes`.
    init(_ value: JSONValue) {
        self.init(
            fileID: value["file_id"]?.stringValue ?? "",
            chunking: Chunking(value["chunking_strategy"]),
            attributes: Self.attributes(value["attributes"])
        )
    }

    /// Numbers come back as floats, whatever they were sent as (docs/openai-api.md, 5.6); null reads as none.
    static func attributes(_ value: JSONValue?) -> JSONValue {
        .object(
            JSONObject(
                (value?.objectValue ?? [:]).map { ($0.key, $0.value.doubleValue.map(JSONValue.number) ?? $0.value) }
            )
        )
    }
}

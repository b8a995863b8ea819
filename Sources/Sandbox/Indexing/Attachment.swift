/// One file to attach to a store, as a request asks for it.
struct Attachment: Sendable {
    let fileID: String
    let chunking: Chunking
    let attributes: JSON

    init(fileID: String, chunking: Chunking = .automatic, attributes: JSON = [:]) {
        self.fileID = fileID
        self.chunking = chunking
        self.attributes = attributes
    }

    /// From a checked object with `file_id`, `chunking_strategy` and `attributes`.
    init(_ value: JSON) {
        self.init(
            fileID: value["file_id"]?.string ?? "",
            chunking: Chunking(value["chunking_strategy"]),
            attributes: Self.attributes(value["attributes"])
        )
    }

    /// Numbers come back as floats, whatever they were sent as (docs/openai-api.md, 5.6); null reads as none.
    static func attributes(_ value: JSON?) -> JSON {
        .object(
            (value?.members ?? []).map { member in
                JSON.Member(name: member.name, value: member.value.number.map(JSON.decimal) ?? member.value)
            }
        )
    }
}

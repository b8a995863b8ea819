import OrderedJSON

/// What the server asks of a file's name and lifetime, by purpose.
enum FileNames {
    /// Files of batches expire by themselves, others never (docs/openai-api.md, 6.13).
    private static let batchLifetime = 30 * 86_400

    static func check(_ filename: String, purpose: String) throws(APIErrorResponse) {
        guard !filename.isEmpty else {
            throw .badRequest("The file has no name.", parameter: "file", code: "missing_required_parameter")
        }
        let fileExtension = FileFormat.fileExtension(of: filename)
        switch purpose {
        case "assistants":
            guard FileFormat.named(fileExtension.lowercased()) != nil else {
                let known = FileFormat.all.map { "\"\($0.fileExtension)\"" }.joined(separator: ", ")
                throw .badRequest(
                    "Invalid extension \(fileExtension). Supported formats: \(known)",
                    parameter: "file"
                )
            }
        case "batch", "fine-tune":
            guard fileExtension.lowercased() == "jsonl" else {
                throw .badRequest(
                    "Invalid file format. Files of purpose \(purpose) must be .jsonl files.",
                    parameter: "file",
                    code: "invalid_file_format"
                )
            }
        default: return
        }
    }

    static func expiry(_ expiresAfter: JSONValue?, purpose: String, createdAt: Int) -> Int? {
        if let seconds = expiresAfter?["seconds"]?.intValue { return createdAt + seconds }
        return purpose == "batch" ? createdAt + batchLifetime : nil
    }

    /// Unlike `/files`, uploads believe what the request says of the type (docs/openai-api.md, 6.16).
    static func check(mimeType: String, purpose: String) throws(APIErrorResponse) {
        let type = String(mimeType.prefix { $0 != ";" }).lowercased()
        let isValid =
            switch purpose {
            case "assistants": FileFormat.all.contains { $0.mimeTypes.contains(type) }
            case "vision": type.hasPrefix("image/")
            case "batch", "fine-tune":
                ["application/jsonl", "application/x-ndjson", "application/json", "text/jsonl"].contains(type)
            default: true
            }
        guard isValid else {
            throw .badRequest(
                "Invalid MIME type '\(mimeType)' for purpose '\(purpose)'.",
                parameter: "mime_type",
                code: "invalid_value"
            )
        }
    }
}

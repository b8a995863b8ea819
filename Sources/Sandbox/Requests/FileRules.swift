/// Files and uploads (docs/openai-api.md, 6).
enum FileRules {
    static let purposes = ["assistants", "batch", "fine-tune", "vision", "user_data", "evals"]

    /// The text fields of the multipart body of `POST /files`, after nesting; the file itself is checked apart.
    static let create = Rule.object(
        Rule.Fields([
            .required("purpose", .choice(purposes)),
            .optional("expires_after", Rule.fileExpiration),
        ])
    )

    static let createUpload = Rule.object(
        Rule.Fields([
            .required("filename", .string(length: 1...Int.max)),
            .required("purpose", .choice(purposes)),
            .required("bytes", .integer(1...UploadLimits.totalBytes)),
            .required("mime_type", .string(length: 1...Int.max)),
            .optional("expires_after", Rule.fileExpiration),
        ])
    )

    static let completeUpload = Rule.object(
        Rule.Fields([
            .required("part_ids", .array(Rule.anyString, count: 1...Int.max)),
            .optional("md5", Rule.anyString),
        ])
    )
}

enum UploadLimits {
    /// 8 GB a file.
    static let totalBytes = 8 * 1024 * 1024 * 1024
    /// 64 MB a part.
    static let partBytes = 64 * 1024 * 1024
    /// Seconds until an upload that is not completed expires.
    static let lifetime = 3600
}

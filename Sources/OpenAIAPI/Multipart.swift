/// A `multipart/form-data` body with one streamed file at its end (docs/openai-api.md, 2.9).
package struct MultipartForm: Sendable {
    /// In this order, before the file.
    package var fields: [(name: String, value: String)]
    package var file: StreamedPart

    /// - Throws: ``APIError`` with ``APIError/Code/fileUnreadable`` for an empty file or a name that no header can
    ///   carry.
    package init(fields: [(name: String, value: String)], file: StreamedPart) throws(APIError) {
        guard file.byteCount > 0 else {
            throw APIError(.fileUnreadable, "\(file.source.fileName) is empty: no API takes an empty file")
        }
        guard !file.source.fileName.isEmpty, !file.source.fileName.unicodeScalars.contains(where: { $0.value < 0x20 })
        else {
            throw APIError(
                .fileUnreadable,
                "the file name \(file.source.fileName.debugDescription) is empty or holds control characters: rename it"
            )
        }
        self.fields = fields
        self.file = file
    }

    /// Everything before the file's bytes. The boundary must not occur in the content: use a random one.
    package func opening(boundary: String) -> [UInt8] {
        var text = ""
        for (name, value) in fields {
            text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.quoted(name))\"\r\n\r\n\(value)\r\n"
        }
        text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.quoted(file.name))\"; "
        text += "filename=\"\(Self.quoted(file.source.fileName))\"\r\nContent-Type: \(file.contentType)\r\n\r\n"
        return Array(text.utf8)
    }

    /// Everything after the file's bytes.
    package func closing(boundary: String) -> [UInt8] {
        Array("\r\n--\(boundary)--\r\n".utf8)
    }

    /// The length of the whole body in bytes.
    package func byteCount(boundary: String) -> Int64 {
        Int64(opening(boundary: boundary).count) + file.byteCount + Int64(closing(boundary: boundary).count)
    }

    /// Escapes as browsers do (WHATWG, multipart/form-data): UTF-8 as it is, quotes and line breaks percent-encoded.
    static func quoted(_ text: String) -> String {
        var quoted = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "%22"
            case "\r": quoted += "%0D"
            case "\n": quoted += "%0A"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted
    }
}

/// A file, or a range of one, inside a form.
package struct StreamedPart: Sendable {
    /// The name of the form's field.
    package var name: String
    package var source: UploadSource
    package var offset: Int64
    package var byteCount: Int64
    /// The lower-case hexadecimal SHA-256 of the range; nil sends whatever is there.
    package var sha256: String?
    /// The MIME type of the range.
    package var contentType: String
    /// Told the checksum of the range each time when all of it was read.
    package var reportChecksum: (@Sendable (UInt64) -> Void)?

    /// The whole file.
    package init(name: String, source: UploadSource) {
        self.name = name
        self.source = source
        offset = 0
        byteCount = source.byteCount
        sha256 = source.sha256
        contentType = source.mimeType
    }

    /// A range of the file.
    package init(name: String, source: UploadSource, offset: Int64, byteCount: Int64, sha256: String?) {
        self.name = name
        self.source = source
        self.offset = offset
        self.byteCount = byteCount
        self.sha256 = sha256
        contentType = "application/octet-stream"
    }
}

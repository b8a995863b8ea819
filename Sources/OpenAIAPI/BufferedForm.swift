/// A `multipart/form-data` body of small files that are all in memory (docs/openai-api.md, 2.9).
package struct BufferedForm: Sendable, Hashable {
    /// In this order, before the files.
    package var fields: [Field]
    package var files: [File]

    /// A value that is no file.
    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// One file of the form.
    package struct File: Sendable, Hashable {
        /// The name of the form's field. Several files may share it.
        package var name: String
        /// May be a relative path.
        package var fileName: String
        /// The MIME type.
        package var contentType: String
        package var bytes: [UInt8]

        package init(name: String, fileName: String, contentType: String, bytes: [UInt8]) {
            self.name = name
            self.fileName = fileName
            self.contentType = contentType
            self.bytes = bytes
        }
    }

    package init(fields: [Field] = [], files: [File]) {
        self.fields = fields
        self.files = files
    }

    /// The whole body. The boundary must not occur in the content: use a random one.
    package func bytes(boundary: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(files.reduce(256) { $0 + $1.bytes.count + 256 })
        for field in fields {
            bytes += Self.head(boundary, "name=\"\(MultipartForm.quoted(field.name))\"", contentType: nil)
            bytes += Array("\(field.value)\r\n".utf8)
        }
        for file in files {
            let (name, fileName) = (MultipartForm.quoted(file.name), MultipartForm.quoted(file.fileName))
            let names = "name=\"\(name)\"; filename=\"\(fileName)\""
            bytes += Self.head(boundary, names, contentType: file.contentType)
            bytes += file.bytes
            bytes += Array("\r\n".utf8)
        }
        return bytes + Array("--\(boundary)--\r\n".utf8)
    }

    private static func head(_ boundary: String, _ names: String, contentType: String?) -> [UInt8] {
        let type = contentType.map { "Content-Type: \($0)\r\n" } ?? ""
        return Array("--\(boundary)\r\nContent-Disposition: form-data; \(names)\r\n\(type)\r\n".utf8)
    }
}

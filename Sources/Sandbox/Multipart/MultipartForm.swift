import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import OrderedJSON

/// A multipart body whose one file went straight to the content store.
struct MultipartForm {
    struct File {
        let filename: String
        let contentType: String?
        let bytes: Int
    }

    private static let maximumFieldBytes = 64 * 1024

    private(set) var fields: [(name: String, value: String)] = []
    private(set) var file: File?

    /// - Parameters:
    ///   - fileField: the field that holds the file.
    ///   - id: where the content goes in the store; nothing stays there when reading fails.
    static func read(
        _ request: Request,
        _ context: SandboxContext,
        fileField: String,
        to id: String,
        in contents: ContentStore,
        maximumBytes: Int
    ) async throws -> MultipartForm {
        guard let boundary = MultipartParser.boundary(in: request.headers[.contentType] ?? "") else {
            throw APIErrorResponse.badRequest(
                "Invalid Content-Type header (\(request.headers[.contentType] ?? "")), expected multipart/form-data.",
                code: "unsupported_content_type"
            )
        }
        var form = MultipartForm()
        do {
            try await form.read(
                request.body,
                boundary: boundary,
                fileField: fileField,
                to: id,
                in: contents,
                maximumBytes: maximumBytes
            )
        } catch {
            try contents.remove(id)
            throw error
        }
        context.notes.note(body: form.summary(fileField))
        return form
    }

    private mutating func read(
        _ body: RequestBody,
        boundary: String,
        fileField: String,
        to id: String,
        in contents: ContentStore,
        maximumBytes: Int
    ) async throws {
        var parser = MultipartParser(boundary: boundary)
        var part: (headers: MultipartHeaders, text: [UInt8], writer: ContentWriter?)?
        for try await buffer in body {
            for event in try Self.events(of: buffer, &parser) {
                switch event {
                case .partBegan(let headers):
                    let isFile = headers.name == fileField && headers.filename != nil
                    if isFile && file != nil {
                        throw APIErrorResponse.badRequest("Only one '\(fileField)' may be given.", parameter: fileField)
                    }
                    part = (headers, [], isFile ? try contents.writer(id) : nil)
                case .content(let bytes):
                    if let writer = part?.writer {
                        try writer.write(ByteBuffer(bytes: bytes))
                        if writer.bytes > maximumBytes { throw APIErrorResponse.tooLarge(limit: maximumBytes) }
                    } else {
                        part?.text.append(contentsOf: bytes)
                        if (part?.text.count ?? 0) > Self.maximumFieldBytes {
                            throw APIErrorResponse.tooLarge(limit: Self.maximumFieldBytes)
                        }
                    }
                case .partEnded:
                    if let part { try finish(part.headers, part.text, part.writer) }
                    part = nil
                }
            }
        }
        guard parser.isComplete else {
            throw APIErrorResponse.badRequest("The multipart body ends before its closing boundary.")
        }
    }

    static func events(
        of buffer: ByteBuffer,
        _ parser: inout MultipartParser
    ) throws(APIErrorResponse) -> [MultipartParser.Event] {
        do {
            return try parser.feed(buffer)
        } catch {
            throw .badRequest("We could not parse the multipart body of your request: \(error.reason).")
        }
    }

    private mutating func finish(_ headers: MultipartHeaders, _ text: [UInt8], _ writer: ContentWriter?) throws {
        if let writer {
            try writer.close()
            file = File(
                filename: headers.filename ?? "",
                contentType: headers.contentType,
                bytes: writer.bytes
            )
        } else {
            guard let name = headers.name, let value = String(validating: text, as: UTF8.self) else {
                throw APIErrorResponse.badRequest("A field of the multipart body has no name or is not UTF-8.")
            }
            fields.append((name, value))
        }
    }

    /// The fields as an object, with `a[b]` nested. A whole number in a nested field is a number; a field at the top
    /// stays text, so that JSON put into one is refused as the real server does.
    func nested() throws(APIErrorResponse) -> JSONValue {
        var result: JSONValue = [:]
        for field in fields {
            guard let open = field.name.firstIndex(of: "["), field.name.hasSuffix("]") else {
                guard result[field.name] == nil else {
                    throw .badRequest("'\(field.name)' is given twice.", parameter: field.name)
                }
                result = result.setting(field.name, to: .string(field.value))
                continue
            }
            let outer = String(field.name[..<open])
            let inner = String(field.name[field.name.index(after: open)...].dropLast())
            let value = Int(field.value).map(JSONValue.integer) ?? .string(field.value)
            let object = result[outer] ?? [:]
            result = result.setting(outer, to: object.setting(inner, to: value))
        }
        return result
    }

    private func summary(_ fileField: String) -> JSONValue {
        var members = JSONObject(fields.map { ($0.name, .string($0.value)) })
        if let file {
            members[fileField] = [
                "filename": .string(file.filename), "content_type": JSONValue(file.contentType),
                "bytes": .integer(file.bytes),
            ]
        }
        return .object(members)
    }
}

import Hummingbird
import HummingbirdCore
import NIOCore
import OrderedJSON

/// The multipart body of a new skill or version: `files[]` with relative paths, or one zip in `files`.
struct SkillForm {
    let bundle: SkillBundle
    let isDefault: Bool

    /// Room for the boundaries and headers of 500 parts beside the files.
    private static let maximumRequestBytes = SkillBundle.maximumBytes + 1024 * 1024

    private struct Part {
        let headers: MultipartHeaders
        var content: [UInt8] = []
    }

    /// - Parameter allowsDefault: whether the field `default` exists.
    static func read(_ request: Request, _ context: SandboxContext, allowsDefault: Bool) async throws -> SkillForm {
        guard let boundary = MultipartParser.boundary(in: request.headers[.contentType] ?? "") else {
            throw APIErrorResponse.badRequest(
                "Invalid Content-Type header (\(request.headers[.contentType] ?? "")), expected multipart/form-data.",
                code: "unsupported_content_type"
            )
        }
        let parts = try await parts(request.body, boundary: boundary)
        context.notes.note(body: summary(parts))
        var (files, zips): ([(path: String, content: [UInt8])], [[UInt8]]) = ([], [])
        var isDefault = false
        for part in parts {
            switch part.headers.name {
            case "files[]": files.append((part.headers.filename ?? "", part.content))
            case "files": zips.append(part.content)
            case "default" where allowsDefault: isDefault = try boolean(part.content)
            case let name:
                throw APIErrorResponse.badRequest(
                    "Unknown parameter: '\(name ?? "")'.",
                    parameter: name,
                    code: "unknown_parameter"
                )
            }
        }
        guard !files.isEmpty || !zips.isEmpty else {
            throw APIErrorResponse.missing("files")
        }
        guard zips.count + (files.isEmpty ? 0 : 1) == 1 else {
            throw APIErrorResponse.badRequest(
                "Give either several 'files[]' or one zip as 'files'.",
                parameter: "files",
                code: "invalid_value"
            )
        }
        let bundle = try zips.first.map { try SkillBundle(zip: $0) } ?? SkillBundle(files: files)
        return SkillForm(bundle: bundle, isDefault: isDefault)
    }

    private static func parts(_ body: RequestBody, boundary: String) async throws -> [Part] {
        var parser = MultipartParser(boundary: boundary)
        var parts: [Part] = []
        var received = 0
        for try await buffer in body {
            received += buffer.readableBytes
            guard received <= maximumRequestBytes else {
                throw APIErrorResponse.badRequest(
                    "Invalid skill: the bundle exceeds \(SkillBundle.maximumBytes) bytes.",
                    parameter: "files",
                    code: "invalid_skill"
                )
            }
            for event in try MultipartForm.events(of: buffer, &parser) {
                switch event {
                case .partBegan(let headers): parts.append(Part(headers: headers))
                case .content(let bytes): parts[parts.count - 1].content.append(contentsOf: bytes)
                case .partEnded: continue
                }
            }
        }
        guard parser.isComplete else {
            throw APIErrorResponse.badRequest("The multipart body ends before its closing boundary.")
        }
        return parts
    }

    private static func boolean(_ content: [UInt8]) throws(APIErrorResponse) -> Bool {
        let text = String(decoding: content, as: UTF8.self)
        guard let value = Bool(text) else {
            throw .badRequest(
                "Invalid type for 'default': expected a boolean, but got '\(text)' instead.",
                parameter: "default",
                code: "invalid_type"
            )
        }
        return value
    }

    private static func summary(_ parts: [Part]) -> JSONValue {
        let files = parts.filter { $0.headers.filename != nil }.map { part -> JSONValue in
            ["filename": JSONValue(part.headers.filename), "bytes": .integer(part.content.count)]
        }
        let fields = parts.filter { $0.headers.filename == nil }.map { part in
            (part.headers.name ?? "", JSONValue.string(String(decoding: part.content, as: UTF8.self)))
        }
        return .object(JSONObject(fields + [("files", .array(files))]))
    }
}

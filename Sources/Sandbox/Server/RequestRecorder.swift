import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// Writes every request as a line of JSON: `method`, `path` (with its query), `headers` (without the key),
/// `content_type`, `body` (JSON, or the fields of a multipart body with files as name, type and size) and `status` (0 where the
/// connection was closed in place of an answer).
actor RequestRecorder {
    private let handle: FileHandle

    init(path: String) throws {
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        if !FileManager.default.fileExists(atPath: path) {
            try Data().write(to: url)
        }
        handle = try FileHandle(forWritingTo: url)
        try handle.seekToEnd()
    }

    func record(_ request: Request, status: Int, body: JSONValue?) throws {
        let headers = request.headers.filter { $0.name != .authorization }
            .map { ($0.name.canonicalName, JSONValue.string($0.value)) }
        let line: JSONValue = [
            "method": .string(request.method.rawValue), "path": .string(request.uri.string),
            "headers": .object(JSONObject(headers)), "content_type": JSONValue(request.headers[.contentType]),
            "body": body ?? .null, "status": .integer(status),
        ]
        try handle.write(contentsOf: Data((line.text + "\n").utf8))
    }
}

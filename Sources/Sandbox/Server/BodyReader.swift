import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import OrderedJSON

/// Reads JSON bodies.
enum BodyReader {
    static let maximumBytes = 32 * 1024 * 1024

    /// The checked body. A body that may be left out reads as `{}`.
    static func json(
        _ request: Request,
        _ context: SandboxContext,
        _ rule: Rule,
        isOptional: Bool = false
    ) async throws -> JSONValue {
        let value = try await raw(request, isOptional: isOptional)
        context.notes.note(body: value)
        try RequestChecker.check(value, against: rule)
        return value
    }

    private static func raw(_ request: Request, isOptional: Bool) async throws -> JSONValue {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: maximumBytes)
        } catch is NIOTooManyBytesError {
            throw APIErrorResponse.tooLarge(limit: maximumBytes)
        }
        if buffer.readableBytes == 0, isOptional { return [:] }
        let type = request.headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("application/json") else {
            throw APIErrorResponse(
                status: .unsupportedMediaType,
                message: "Invalid Content-Type header (\(type)), expected application/json.",
                code: "unsupported_content_type"
            )
        }
        do {
            return try JSONValue(parsing: buffer.readableBytesView)
        } catch {
            throw APIErrorResponse.badRequest(
                "We could not parse the JSON body of your request: \(error)."
            )
        }
    }
}

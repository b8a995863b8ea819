import HTTPTypes
import Hummingbird
import NIOCore

/// Streams of server-sent events: what is due, and a comment where nothing is for a while, so that nobody on the way takes
/// the connection for dead.
enum EventBody {
    private static let heartbeat = Duration.seconds(15)

    /// - Parameters:
    ///   - opening: lines that come before the first piece.
    ///   - lines: what a piece becomes.
    /// - Throws: where too many listen already.
    static func response(
        of answer: RunningAnswer,
        headers: HTTPFields = [:],
        opening: [String],
        lines: @escaping @Sendable (AnswerPiece) -> [String]
    ) throws(ChatRefusal) -> Response {
        var headers = headers
        headers[.contentType] = "text/event-stream; charset=utf-8"
        headers[.cacheControl] = "private, no-store, no-transform"
        headers[HTTPField.Name.accelBuffering] = "no"
        // Listening begins here: an answer that nobody reads does not run on for longer than it may.
        let listener = try answer.listen()
        let departure = Departure(from: answer, listener.number)
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                defer { departure.happen() }
                if !opening.isEmpty { try await writer.write(ByteBuffer(string: opening.joined())) }
                try await write(answer, to: &writer, listener, lines)
                try await writer.finish(nil)
            }
        )
    }

    private static func write(
        _ answer: RunningAnswer,
        to writer: inout any ResponseBodyWriter,
        _ listener: Listener,
        _ lines: @Sendable (AnswerPiece) -> [String]
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                while (try? await Task.sleep(for: heartbeat)) != nil { listener.continuation.yield(.silence) }
            }
            var next = 0
            func due() -> String {
                let pieces = answer.pieces(from: next)
                next = pieces.endIndex
                return pieces.flatMap(lines).joined()
            }
            let first = due()
            if !first.isEmpty { try await writer.write(ByteBuffer(string: first)) }
            for await knock in listener.knocks {
                let text = due()
                if !text.isEmpty {
                    try await writer.write(ByteBuffer(string: text))
                } else if knock == .silence {
                    try await writer.write(ByteBuffer(string: ": \n\n"))
                }
            }
            let last = due()
            if !last.isEmpty { try await writer.write(ByteBuffer(string: last)) }
        }
    }
}

extension HTTPField.Name {
    /// Tells nginx not to collect a stream.
    static let accelBuffering = HTTPField.Name.known("X-Accel-Buffering")
    static let uiMessageStream = HTTPField.Name.known("x-vercel-ai-ui-message-stream")
    static let visitorToken = HTTPField.Name.known("X-Visitor-Token")
    static let forwardedFor = HTTPField.Name.known("X-Forwarded-For")
    static let ignoredParameters = HTTPField.Name.known("x-ignored-parameters")
    static let shouldRetry = HTTPField.Name.known("x-should-retry")
    static let contentTypeOptions = HTTPField.Name.known("X-Content-Type-Options")
    static let referrerPolicy = HTTPField.Name.known("Referrer-Policy")
    static let permissionsPolicy = HTTPField.Name.known("Permissions-Policy")
    static let resourcePolicy = HTTPField.Name.known("Cross-Origin-Resource-Policy")

    /// A name that is written in this program.
    private static func known(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else { preconditionFailure("\(name) is no name of a header") }
        return field
    }
}

import HTTPTypes
import Hummingbird
import NIOCore
import OrderedJSON

/// What is known about a request.
struct ChatContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

enum Answering {
    static func json(_ body: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        headers[.cacheControl] = "no-store"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: body.text)))
    }

    static let nothing = Response(status: .noContent, headers: [.cacheControl: "no-store"])

    /// A body of JSON within the limit; an empty one is `{}`.
    ///
    /// - Parameters:
    ///   - budget: of all bodies under way.
    ///   - network: that it comes from; nil for a client, whose bodies are waited for beside everybody else's.
    static func body(_ request: Request, within budget: BodyBudget, of network: [UInt8]? = nil) async throws
        -> JSONValue
    {
        let type = (request.headers[.contentType] ?? "").lowercased()
        guard type.hasPrefix("application/json") else {
            throw ChatRefusal(415, "invalid_request", "The body has to be application/json.")
        }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > ChatConfiguration.Limits.body {
            throw ChatRefusal(413, "too_long", "That is too long.")
        }
        var buffer = ByteBuffer()
        var taken = 0
        defer { budget.giveBack(taken, of: network) }
        do {
            for try await part in request.body {
                guard taken + part.readableBytes <= ChatConfiguration.Limits.body else {
                    throw ChatRefusal(413, "too_long", "That is too long.")
                }
                guard budget.take(part.readableBytes, of: network) else { throw ChatRefusal.busy }
                taken += part.readableBytes
                buffer.writeImmutableBuffer(part)
            }
        } catch  where !(error is ChatRefusal) {
            // Whoever sent it has left in the middle.
            throw ChatRefusal.invalid("The body does not come to its end.")
        }
        if buffer.readableBytes == 0 { return [:] }
        let value: JSONValue
        do {
            let limits = ChatConfiguration.Limits.self
            value = try JSONReader(maximumDepth: limits.depth, maximumValues: limits.values).value(
                from: buffer.readableBytesView
            )
        } catch {
            throw ChatRefusal.invalid("The body cannot be read as JSON: \(error).")
        }
        // Not every database keeps it, and nobody types it.
        guard !value.holdsNull else { throw ChatRefusal.invalid("A text holds the character U+0000.") }
        guard case .object = value else { throw ChatRefusal.invalid("The body has to be a JSON object.") }
        return value
    }
}

extension JSONValue {
    /// Whether a text or a key in it has the character U+0000.
    fileprivate var holdsNull: Bool {
        switch self {
        case .string(let text): text.utf8.contains(0)
        case .array(let elements): elements.contains { $0.holdsNull }
        case .object(let members): members.contains { $0.key.utf8.contains(0) || $0.value.holdsNull }
        case .null, .bool, .integer, .number: false
        }
    }
}

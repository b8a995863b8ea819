import AssistantModel
import HTTPTypes
import Hummingbird
import OrderedJSON
import StateDatabase

/// What holds for every request: whom it is addressed to, who may read the answer, and what browsers may do with it.
struct FrontMiddleware: RouterMiddleware {
    typealias Context = ChatContext

    let configuration: ChatConfiguration
    let metrics: ChatMetrics

    func handle(
        _ request: Request,
        context: ChatContext,
        next: (Request, ChatContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        var origin: String?
        do {
            let host = try checkedHost(of: request)
            origin = try allowedOrigin(of: request, to: host)
            if request.method == .options, origin != nil {
                response = Response(status: .noContent)
            } else {
                response = try await next(request, context)
            }
        } catch {
            response = refusal(error, request)
            if request.method == .head { response = response.createHeadResponse() }
        }
        // Pages of other origins read refusals too.
        if let origin { allow(origin, &response) }
        protect(&response, request)
        metrics.request(status: response.status.code)
        return response
    }

    // MARK: who

    /// Whom a request is addressed to, where that is this server.
    private func checkedHost(of request: Request) throws(ChatRefusal) -> String {
        let host = request.head.authority?.lowercased()
        if let host, host == ownHost { return host }
        // Somebody on this machine may look past the proxy; what comes through it is for the public name.
        let isForwarded = ownHost != nil && request.headers[.forwardedFor] != nil
        guard let host, Self.isLoopback(host), Self.isLoopback(configuration.host), !isForwarded else {
            throw ChatRefusal(421, "invalid_request", "This server does not answer for that host.")
        }
        return host
    }

    private var ownHost: String? {
        configuration.settings.publicURL.flatMap { url in
            url.firstRange(of: "://").map { String(url[$0.upperBound...]) }
        }
    }

    /// The origin that asks, where it is another one that may; nil for the page's own and for programs.
    private func allowedOrigin(of request: Request, to host: String) throws(ChatRefusal) -> String? {
        guard let origin = request.headers[.origin]?.lowercased() else { return nil }
        if configuration.settings.origins.contains(origin) { return origin }
        // By its public name it is one origin; who looks past a proxy has another.
        let own = host == ownHost ? [configuration.settings.publicURL] : ["http://\(host)", "https://\(host)"]
        if own.contains(origin) { return nil }
        // Reading without consequences is the browser's to refuse.
        if request.method == .get || request.method == .head { return nil }
        throw ChatRefusal(403, "unauthorized", "Pages of that origin may not use this chat.")
    }

    private func allow(_ origin: String, _ response: inout Response) {
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlAllowMethods] = "GET, POST, DELETE"
        response.headers[.accessControlAllowHeaders] = "Content-Type, X-Visitor-Token, Authorization"
        response.headers[.accessControlExposeHeaders] = "X-Visitor-Token, Retry-After"
        response.headers[.vary] = "Origin"
    }

    /// Whether `localhost`, an address of 127.0.0.0/8 or `[::1]`, with or without a port.
    static func isLoopback(_ authority: String) -> Bool {
        if authority == "::1" { return true }
        let isBracketed = authority.hasPrefix("[")
        let host =
            isBracketed
            ? String(authority.prefix { $0 != "]" }) + "]" : String(authority.prefix { $0 != ":" })
        let port = authority.dropFirst(host.count)
        guard port.isEmpty || (port.first == ":" && UInt16(port.dropFirst()) != nil) else { return false }
        if host == "localhost" || host == "[::1]" { return true }
        let bytes = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return bytes.count == 4 && bytes[0] == 127 && bytes.allSatisfy { $0 != nil }
    }

    // MARK: answers

    private func protect(_ response: inout Response, _ request: Request) {
        response.headers[.contentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "no-referrer"
        response.headers[.permissionsPolicy] = "camera=(), geolocation=(), microphone=()"
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = policy
        }
        guard request.uri.path == "/embed.js" else { return }
        // Other sites load it.
        response.headers[.resourcePolicy] = "cross-origin"
    }

    private var policy: String {
        let frames = (["'self'"] + configuration.settings.origins).joined(separator: " ")
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors \(frames)"
    }

    private func refusal(_ error: any Error, _ request: Request) -> Response {
        let refusal: ChatRefusal
        switch error {
        case let known as ChatRefusal: refusal = known
        case let http as any HTTPResponseError:
            refusal =
                http.status == .notFound
                ? .notFound : ChatRefusal(http.status.code, "invalid_request", "That cannot be done here.")
        default:
            configuration.log("request problem=\(AnswerExchange.problem(error))")
            refusal = error is SQLFailure ? .unavailableStore : .unavailable
        }
        return request.uri.path.hasPrefix("/v1/") ? ProgramErrors.response(refusal) : Self.response(refusal)
    }

    static func response(_ refusal: ChatRefusal) -> Response {
        var error: JSONObject = ["code": .string(refusal.code), "message": .string(refusal.message)]
        var headers: HTTPFields = [:]
        if let seconds = refusal.retryAfter {
            error["retry_after"] = .integer(seconds)
            headers[.retryAfter] = String(seconds)
        }
        return Answering.json(
            ["error": .object(error)],
            status: HTTPResponse.Status(code: refusal.status),
            headers: headers
        )
    }
}

import HTTPTypes
import Hummingbird
import NIOCore
import OrderedJSON

/// The answers that a server gives when it does not do, or does not admit, what it was asked for.
enum FaultAnswer {
    private static let statuses: [Int: HTTPResponse.Status] = [
        200: .ok, 500: .internalServerError, 502: .badGateway, 503: .serviceUnavailable, 504: .gatewayTimeout,
    ]

    /// 429 (docs/openai-api.md, 3.5). A fault that strikes single requests knows no limit, so it names one.
    static func rateLimit(code: String, _ hint: Fault.RetryHint) -> Response {
        let isSlowDown = code == "slow_down"
        let error = APIErrorResponse(
            status: .tooManyRequests,
            message: isSlowDown
                ? "Requests have increased too quickly. Please slow down."
                : "Rate limit reached for requests. Please try again later.",
            type: isSlowDown ? "rate_limit_error" : "requests",
            code: code
        )
        var response = answer(error, hint)
        switch hint {
        case .none: break
        case .seconds(let seconds):
            RateHeaders(limit: 60, remaining: 0, resetSeconds: Double(seconds)).add(to: &response)
        case .milliseconds(let milliseconds):
            RateHeaders(limit: 60, remaining: 0, resetSeconds: Double(milliseconds) / 1000).add(to: &response)
        }
        return response
    }

    /// A limit that was really reached.
    static func limited(_ refusal: LimitRefusal) -> Response {
        let milliseconds = Int((refusal.seconds * 1000).rounded(.up))
        let error = APIErrorResponse(
            status: .tooManyRequests,
            message: "Rate limit reached for \(refusal.subject): limit \(refusal.perMinute) / min. "
                + "Please try again in \(milliseconds)ms.",
            type: "requests",
            code: "rate_limit_exceeded"
        )
        var response = answer(error, .milliseconds(milliseconds))
        response.headers[.retryAfter] = String(max(1, Int(refusal.seconds.rounded(.up))))
        return response
    }

    /// 429 that no waiting helps (docs/openai-api.md, 3.4): no `retry-after`.
    static func billing(code: String) -> Response {
        let error = APIErrorResponse(
            status: .tooManyRequests,
            message: "You exceeded your current quota, please check your plan and billing details. "
                + "Retrying does not restore access.",
            type: "insufficient_quota",
            code: code
        )
        return answer(error, .none)
    }

    /// The same before and after the work: nothing that a server says of itself tells which (docs/openai-api.md, 3.6).
    static func serverError(status: Int, _ hint: Fault.RetryHint) -> Response {
        let isOverload = status == 503
        let error = APIErrorResponse(
            status: statuses[status] ?? .internalServerError,
            message: isOverload
                ? "The server is currently overloaded. Please try again later."
                : "The server had an error while processing your request. Sorry about that!",
            type: isOverload ? "service_unavailable_error" : "server_error",
            code: isOverload ? "server_is_overloaded" : nil
        )
        return answer(error, hint)
    }

    /// An error that calls itself a success (docs/openai-api.md, 13.10).
    static func errorInSuccess(_ message: String) -> Response {
        JSONResponse(["error": .string(message)]).response()
    }

    /// What a proxy or a login page in between says.
    static func page(status: Int) -> Response {
        let status = statuses[status] ?? .internalServerError
        let title = status == .ok ? "Sign in to continue" : "\(status.code) \(status.reasonPhrase)"
        let text = """
            <!DOCTYPE html>
            <html><head><title>\(title)</title></head>
            <body><center><h1>\(title)</h1></center><hr><center>gateway</center></body></html>

            """
        return Response(
            status: status,
            headers: [.contentType: "text/html; charset=UTF-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    private static func answer(_ error: APIErrorResponse, _ hint: Fault.RetryHint) -> Response {
        var response = JSONResponse(error.body, status: error.status).response()
        switch hint {
        case .none: break
        case .seconds(let seconds): response.headers[.retryAfter] = String(seconds)
        case .milliseconds(let milliseconds): response.headers[.retryAfterMilliseconds] = String(milliseconds)
        }
        return response
    }
}

/// `x-ratelimit-…-requests` (docs/openai-api.md, 3.13).
struct RateHeaders: Sendable, Equatable {
    let limit: Int
    let remaining: Int
    let resetSeconds: Double

    func add(to response: inout Response) {
        response.headers[.rateLimit] = String(limit)
        response.headers[.rateRemaining] = String(remaining)
        response.headers[.rateReset] = Self.duration(resetSeconds)
    }

    /// As the server writes it: `120ms`, `1.5s`, `6m0s`.
    static func duration(_ seconds: Double) -> String {
        let milliseconds = Int((seconds * 1000).rounded(.up))
        guard milliseconds >= 1000 else { return "\(milliseconds)ms" }
        let (minutes, rest) = (milliseconds / 60_000, milliseconds % 60_000)
        let fraction = rest % 1000 == 0 ? "" : "." + String(String(1000 + rest % 1000).dropFirst())
        return (minutes == 0 ? "" : "\(minutes)m") + "\(rest / 1000)\(fraction)s"
    }
}

/// A request that a limit does not allow.
struct LimitRefusal: Sendable, Equatable {
    /// What has the limit, as the message says it.
    let subject: String
    let perMinute: Int
    /// Until the next request is allowed.
    let seconds: Double
}

extension HTTPField.Name {
    static let rateLimit = name("x-ratelimit-limit-requests")
    static let rateRemaining = name("x-ratelimit-remaining-requests")
    static let rateReset = name("x-ratelimit-reset-requests")
    static let retryAfterMilliseconds = name("retry-after-ms")
}

import OpenAIAPI
import OrderedJSON

/// Understands answers: a success becomes what the request asked for, everything else an error with the server's own
/// words.
struct AnswerReading: Sendable {
    var request: APIRequest
    var place: APIError.Place
    /// Unix seconds.
    var now: Int64
    var key: APIKey?
    /// The proxy that requests are handed to; nil for a direct way.
    var proxy: ProxyFailure?

    func response(from answer: RawAnswer) throws(APIError) -> APIResponse {
        guard (200..<300).contains(answer.status) else { throw failure(of: answer) }
        var response = APIResponse(
            body: .null,
            status: answer.status,
            requestID: answer.requestID.map(cleaned),
            pollAfter: answer.pollAfter,
            place: place
        )
        response.serverTime = answer.serverTime
        response.cleaned = cleaned
        if let pieces = answer.pieces {
            response.pieces = pieces
            return response
        }
        if answer.body.isEmpty, request.acceptsEmptyAnswer { return response }
        if case .bytes = request.content {
            if answer.isHTML || answer.body.isEmpty { throw unreadable(answer, because: "not a file") }
            response.bytes = answer.body
            return response
        }
        do throws(JSONError) {
            response.body = try JSONReader().value(from: answer.body)
        } catch {
            throw unreadable(answer, because: error.description)
        }
        if let said = ServerError(inSuccess: response.body) { throw failure(of: answer, saying: said) }
        return response
    }

    /// A success whose body is not JSON. The work may be done.
    private func unreadable(_ answer: RawAnswer, because reason: String) -> APIError {
        var error: APIError
        if answer.isHTML {
            error = htmlError(answer)
        } else if answer.body.isEmpty {
            error = APIError(.truncatedAnswer, "the answer is empty")
        } else if answer.isCutOff {
            error = APIError(.truncatedAnswer, "the answer ends in the middle, after \(answer.body.count) bytes")
        } else {
            error = APIError(.notJSON, "the answer is not JSON (\(reason)); first line: \(cleaned(answer.firstLine))")
        }
        error.place = place
        error.answer = APIError.Answer(status: answer.status, requestID: answer.requestID.map(cleaned))
        error.mayHaveBeenCarriedOut = request.repeatability.leavesDoubt
        return error
    }

    private func htmlError(_ answer: RawAnswer) -> APIError {
        APIError(
            .notJSON,
            "\(place.server) answered with an HTML page, not the API: a proxy or a wrong base_url; first line: "
                + cleaned(answer.firstLine)
        )
    }

    /// What a server says under the status of a success. It is its last word: whether it did something before is not
    /// known, and asking again would bring the same.
    private func failure(of answer: RawAnswer, saying said: ServerError) -> APIError {
        let message = said.message.map(cleaned) ?? "an error without a reason"
        let isUnknownPath = request.meaningOfNotFound != .missingObject && said.namesUnknownPath
        var error =
            isUnknownPath
            ? APIError(.notServed, "this host does not serve \(place.path.prefix { $0 != "?" }): \(message)")
            : APIError(.errorInSuccess, message)
        error.place = place
        error.answer = details(of: answer, said)
        error.mayHaveBeenCarriedOut = request.repeatability.leavesDoubt && !isUnknownPath
        return error
    }

    private func details(of answer: RawAnswer, _ said: ServerError?) -> APIError.Answer {
        var details = APIError.Answer(status: answer.status)
        details.type = said?.type.map(cleaned)
        details.code = said?.code.map(cleaned)
        details.param = said?.param.map(cleaned)
        details.requestID = answer.requestID.map(cleaned)
        details.retryAfter = answer.retryAfter(now: now)
        details.shouldRetry = answer.shouldRetry
        return details
    }

    private func failure(of answer: RawAnswer) -> APIError {
        let said = ServerError(answer.body)
        let details = details(of: answer, said)
        let code = code(for: answer, details, said)
        var error: APIError
        if code == .proxyRefused {
            error = proxy?.needsUser ?? APIError(code, "a proxy on the way asks for a user name and a password")
        } else if code == .notJSON {
            error = htmlError(answer)
        } else if code == .apiRemoved {
            error = APIError(code, removedAssistantsMessage)
        } else if code == .notServed {
            error = APIError(code, "this host does not serve \(place.path.prefix { $0 != "?" })")
        } else if answer.isHTML {
            error = APIError(code, "an HTML page; first line: \(cleaned(answer.firstLine))")
        } else {
            let text = said?.message ?? String(decoding: answer.body.prefix(4_096), as: UTF8.self)
            let message = cleaned(text)
            error = APIError(code, message.isEmpty ? "no reason given" : message)
        }
        error.place = place
        error.answer = details
        error.mayHaveBeenCarriedOut = request.repeatability.leavesDoubt && Self.mayHaveBeenCarriedOut(details)
        return error
    }

    private var removedAssistantsMessage: String {
        "this host no longer serves the Assistants API; use `api: responses`"
            + (place.path.contains("/v1/") ? "" : " (or check base_url: it has no /v1 in it)")
    }

    private func code(for answer: RawAnswer, _ details: APIError.Answer, _ said: ServerError?) -> APIError.Code {
        switch answer.status {
        case 404 where request.meaningOfNotFound == .removedAssistantsAPI: .apiRemoved
        case 404 where request.meaningOfNotFound == .missingCollection: .notServed
        case 407: .proxyRefused
        case 429: Self.isBilling(details) ? .billing : .rateLimited
        case 500...: .server
        case 408: .timeout
        case 409: .conflict
        case _ where answer.isHTML: .notJSON
        case 401: .unauthorized
        case 403: .forbidden
        case 404: .notFound
        case 400 where asksForObject && said?.saysNotFound == true: .notFound
        default: .invalidRequest
        }
    }

    /// Whether a refusal can be about nothing but the object that the path names: other servers answer 400 where it is
    /// not there (docs/openai-api.md, 13.5). With a cursor it can be about that.
    private var asksForObject: Bool {
        request.method != .post && request.meaningOfNotFound == .missingObject && request.path.count > 1
            && !request.query.contains { $0.name == "after" }
    }

    /// What waiting cannot cure (docs/openai-api.md, 3.4). `insufficient_quota` is the type of all of them, and a code
    /// of its own on older servers.
    private static func isBilling(_ details: APIError.Answer) -> Bool {
        APIError.billingCodes.contains(details.code ?? "") || details.type == "insufficient_quota"
    }

    /// A refusal means that nothing was done. A failure inside the server does not, whatever it says of itself, and
    /// neither do a 408 and a 409 (docs/openai-api.md, 3.6, 3.7).
    private static func mayHaveBeenCarriedOut(_ details: APIError.Answer) -> Bool {
        details.status >= 500 || details.status == 408 || details.status == 409
    }

    @Sendable private func cleaned(_ text: String) -> String {
        let text = key?.scrub(text) ?? text
        return AnswerText.shortened(text, to: 600)
    }
}

/// The `error` of a body, in OpenAI's form or in those of other servers (docs/openai-api.md, 3.2, 3.3).
struct ServerError {
    var message: String?
    var type: String?
    var code: String?
    var param: String?

    /// The `error` of a success that holds nothing else of what the api answers: objects have an id, lists have data
    /// (docs/openai-api.md, 13.10).
    init?(inSuccess body: JSONValue) {
        guard let error = body["error"], !error.isNull, body["id"] == nil, body["data"] == nil else { return nil }
        self.init(body)
    }

    init?(_ body: [UInt8]) {
        do throws(JSONError) {
            self.init(try JSONReader().value(from: body))
        } catch {
            return nil
        }
    }

    /// Whether the words are about something that is not there. Nothing promises words; without these a refusal stays
    /// one (docs/openai-api.md, 3.24, 13.5).
    var saysNotFound: Bool {
        guard let message = message?.lowercased() else { return false }
        return message.contains("not found") || message.contains("does not exist")
            || (message.contains("no ") && message.contains(" found"))
    }

    /// Whether the words are about the path of the request.
    var namesUnknownPath: Bool {
        guard let message = message?.lowercased() else { return false }
        return ["endpoint", "not found", "unknown url", "unknown request url", "not supported", "not implemented"]
            .contains { message.contains($0) }
    }

    private init(_ json: JSONValue) {
        let error = json["error"] ?? json
        message = error["message"]?.stringValue ?? error.stringValue ?? error["detail"]?.stringValue
        type = error["type"]?.stringValue
        code = error["code"]?.stringValue ?? error["code"]?.integerValue.map(String.init)
        param = error["param"]?.stringValue
    }
}

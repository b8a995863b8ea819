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

    private func failure(of answer: RawAnswer) -> APIError {
        let said = ServerError(answer.body)
        var details = APIError.Answer(status: answer.status)
        details.type = said?.type.map(cleaned)
        details.code = said?.code.map(cleaned)
        details.param = said?.param.map(cleaned)
        details.requestID = answer.requestID.map(cleaned)
        details.retryAfter = answer.retryAfter(now: now)
        details.shouldRetry = answer.shouldRetry
        let code = code(for: answer, details)
        var error: APIError
        if code == .notJSON {
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

    private func code(for answer: RawAnswer, _ details: APIError.Answer) -> APIError.Code {
        switch answer.status {
        case 404 where request.meaningOfNotFound == .removedAssistantsAPI: .apiRemoved
        case 404 where request.meaningOfNotFound == .missingCollection: .notServed
        case 429: Self.isBilling(details) ? .billing : .rateLimited
        case 500...: .server
        case 408: .timeout
        case 409: .conflict
        case _ where answer.isHTML: .notJSON
        case 401: .unauthorized
        case 403: .forbidden
        case 404: .notFound
        default: .invalidRequest
        }
    }

    /// What waiting cannot cure (docs/openai-api.md, 3.4). `insufficient_quota` is the type of all of them, and a code
    /// of its own on older servers.
    private static func isBilling(_ details: APIError.Answer) -> Bool {
        APIError.billingCodes.contains(details.code ?? "") || details.type == "insufficient_quota"
    }

    /// A refusal means that nothing was done; a failure inside the server does not. That one which says that it is
    /// overloaded never began is our reading: nothing promises it (docs/openai-api.md, 3.6, 3.7).
    private static func mayHaveBeenCarriedOut(_ details: APIError.Answer) -> Bool {
        if details.status == 503, details.code == "server_is_overloaded" { return false }
        return details.status >= 500 || details.status == 408
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

    init?(_ body: [UInt8]) {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONReader().value(from: body)
        } catch {
            return nil
        }
        let error = json["error"] ?? json
        message = error["message"]?.stringValue ?? error.stringValue ?? error["detail"]?.stringValue
        type = error["type"]?.stringValue
        code = error["code"]?.stringValue ?? error["code"]?.integerValue.map(String.init)
        param = error["param"]?.stringValue
    }
}

import HTTPTypes
import Hummingbird
import OrderedJSON

/// Errors as programs of the OpenAI API read them.
enum ProgramErrors {
    static func body(_ refusal: ChatRefusal) -> JSONValue {
        let type =
            switch refusal.status {
            case 400..<429, 430..<500: "invalid_request_error"
            case 429: refusal.code == "budget_exhausted" ? "insufficient_quota" : "rate_limit_error"
            default: "server_error"
            }
        return [
            "error": [
                "message": .string(refusal.message), "type": .string(type), "param": JSONValue(refusal.parameter),
                "code": .string(refusal.code),
            ]
        ]
    }

    static func response(_ refusal: ChatRefusal) -> Response {
        var headers: HTTPFields = [:]
        if let seconds = refusal.retryAfter { headers[.retryAfter] = String(seconds) }
        // A day is longer than anybody should try.
        if refusal.code == "budget_exhausted" { headers[.shouldRetry] = "false" }
        return Answering.json(body(refusal), status: HTTPResponse.Status(code: refusal.status), headers: headers)
    }

    static func unsupported(_ parameter: String, _ reason: String) -> ChatRefusal {
        ChatRefusal(
            400,
            "unsupported_parameter",
            "'\(parameter)' is not supported here: \(reason).",
            parameter: parameter
        )
    }
}

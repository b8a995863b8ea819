import HTTPTypes
import Hummingbird
import NIOCore
import OrderedJSON

/// An error as the real server words it: thrown anywhere below a route, sent as its status and JSON body
/// (docs/openai-api.md, 3.2, 3.24).
struct APIErrorResponse: Error, HTTPResponseError, Equatable {
    var status: HTTPResponse.Status
    var message: String
    var type = "invalid_request_error"
    var parameter: String?
    var code: String?

    var body: JSONValue {
        [
            "error": [
                "message": .string(message), "type": .string(type), "param": JSONValue(parameter),
                "code": JSONValue(code),
            ]
        ]
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        JSONResponse(body, status: status).response()
    }
}

extension APIErrorResponse {
    static func badRequest(_ message: String, parameter: String? = nil, code: String? = nil) -> APIErrorResponse {
        APIErrorResponse(status: .badRequest, message: message, parameter: parameter, code: code)
    }

    static func missing(_ parameter: String) -> APIErrorResponse {
        .badRequest(
            "Missing required parameter: '\(parameter)'.",
            parameter: parameter,
            code: "missing_required_parameter"
        )
    }

    /// The 404 of a resource that is unknown, deleted, or another account's. `kind` is a noun as the server says it.
    static func notFound(_ kind: String, _ id: String) -> APIErrorResponse {
        APIErrorResponse(status: .notFound, message: "No \(kind) found with id '\(id)'.")
    }

    static func tooLarge(limit: Int) -> APIErrorResponse {
        APIErrorResponse(
            status: .contentTooLarge,
            message: "Maximum content size limit (\(limit)) exceeded."
        )
    }

    static func unknownURL(method: String, path: String) -> APIErrorResponse {
        APIErrorResponse(
            status: .notFound,
            message: "Unknown request URL: \(method) \(path). Please check the URL for typos, "
                + "or see the docs at https://platform.openai.com/docs/api-reference/.",
            code: "unknown_url"
        )
    }

    static let internalFailure = APIErrorResponse(
        status: .internalServerError,
        message: "The sandbox failed while processing the request. Its log says why.",
        type: "server_error"
    )
}

import HTTPTypes
import Hummingbird
import NIOCore
import OrderedJSON

/// A JSON body with its status: what every route but a download returns.
struct JSONResponse: ResponseGenerator {
    let body: JSONValue
    let status: HTTPResponse.Status

    init(_ body: JSONValue, status: HTTPResponse.Status = .ok) {
        self.body = body
        self.status = status
    }

    func response() -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: body.text))
        )
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        response()
    }
}

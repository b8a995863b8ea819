import HTTPTypes
import Hummingbird

/// On loopback operators ask for loopback: a page in a browser of this machine that has another name for it gets nothing.
struct AdminMiddleware: RouterMiddleware {
    typealias Context = ChatContext

    /// That the server listens on.
    let host: String

    func handle(
        _ request: Request,
        context: ChatContext,
        next: (Request, ChatContext) async throws -> Response
    ) async throws -> Response {
        let asked = (request.head.authority ?? "").lowercased()
        guard FrontMiddleware.isLoopback(asked) || !FrontMiddleware.isLoopback(host) else {
            return FrontMiddleware.response(
                ChatRefusal(421, "invalid_request", "This server does not answer for that host.")
            )
        }
        return try await next(request, context)
    }
}

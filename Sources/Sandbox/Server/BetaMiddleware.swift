import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Assistants and threads want `OpenAI-Beta: assistants=v2` (docs/openai-api.md, 2.4).
struct BetaMiddleware: RouterMiddleware {
    typealias Context = SandboxContext

    func handle(
        _ request: Request,
        context: SandboxContext,
        next: (Request, SandboxContext) async throws -> Response
    ) async throws -> Response {
        let values = (request.headers[.openAIBeta] ?? "").split(separator: ",").map { $0.trimmingPrefix(" ") }
        guard values.contains("assistants=v2") else {
            throw APIErrorResponse.badRequest(
                "You must provide the 'OpenAI-Beta' header to access the Assistants API. Please try again by setting "
                    + "the header 'OpenAI-Beta: assistants=v2'.",
                code: "invalid_beta"
            )
        }
        return try await next(request, context)
    }
}

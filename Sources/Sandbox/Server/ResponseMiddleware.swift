import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging

/// The outermost layer: every response, an error's too, has the server's headers (docs/openai-api.md, 3.13 to 3.15,
/// 3.25) and is recorded.
struct ResponseMiddleware: RouterMiddleware {
    typealias Context = SandboxContext

    let services: SandboxServices

    func handle(
        _ request: Request,
        context: SandboxContext,
        next: (Request, SandboxContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as APIErrorResponse {
            response = JSONResponse(error.body, status: error.status).response()
        } catch let error as HTTPError where error.status == .notFound {
            let error = APIErrorResponse.unknownURL(method: request.method.rawValue, path: request.uri.path)
            response = JSONResponse(error.body, status: error.status).response()
        } catch let error as CancellationError {
            throw error
        } catch let error as ConnectionDropped {
            try await services.recorder?.record(request, status: 0, body: context.notes.body)
            throw error
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            let failure = APIErrorResponse.internalFailure
            response = JSONResponse(failure.body, status: failure.status).response()
        }
        response.headers[.requestID] = services.identifier("req_")
        response.headers[.openAIOrganization] = services.configuration.organization
        response.headers[.openAIVersion] = "2020-10-01"
        let elapsed = (ContinuousClock.now - start) / Duration.milliseconds(1)
        response.headers[.openAIProcessing] = String(max(1, Int(elapsed)))
        try await services.recorder?.record(request, status: response.status.code, body: context.notes.body)
        return response
    }
}

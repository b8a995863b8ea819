import Archives
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// Lets the faults that are set happen to requests. Without any it passes requests on untouched.
struct FaultMiddleware: RouterMiddleware {
    typealias Context = SandboxContext

    let services: SandboxServices

    func handle(
        _ request: Request,
        context: SandboxContext,
        next: (Request, SandboxContext) async throws -> Response
    ) async throws -> Response {
        guard !services.faults.isEmpty, request.uri.path.hasPrefix("/v1/") else {
            return try await next(request, context)
        }
        let subject = FaultSubject(
            method: request.method.rawValue,
            path: request.uri.path,
            account: context.account
        )
        let encounter = services.faults.encounter(subject, at: services.now)
        var response = try await answer(encounter, request, subject, context, next)
        encounter.headers?.add(to: &response)
        return try await packed(response)
    }

    private func packed(_ response: Response) async throws -> Response {
        guard let compression = services.faults.habit({ if case .compressed(let format) = $0 { format } else { nil } }),
            let bytes = compression.packed(Array(try await response.collected().readableBytesView))
        else { return response }
        var response = response
        response.headers[.contentEncoding] = compression.rawValue
        response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        return response
    }

    private func answer(
        _ encounter: FaultEncounter,
        _ request: Request,
        _ subject: FaultSubject,
        _ context: SandboxContext,
        _ next: (Request, SandboxContext) async throws -> Response
    ) async throws -> Response {
        if let refusal = encounter.refusal { return FaultAnswer.limited(refusal) }
        if encounter.delay > .zero { try await services.configuration.sleep(encounter.delay) }
        for competitor in encounter.competitors {
            try await CompetingRun(competitor).publish(subject, services)
        }
        if case .late(let milliseconds) = encounter.verdict {
            try await postpone(request, by: .milliseconds(milliseconds), subject, context, next)
            throw ConnectionDropped()
        }
        if case .hang = encounter.verdict { try await context.closeWithEitherSide() }
        if let response = try await instead(encounter.verdict, request, context) { return response }
        do {
            let lists = ListFaults(services: services, request: subject)
            let habits = HostHabits(services: services, request: subject)
            let response = try await habits.answer(request, context) { request, context in
                try await lists.answer(request, context, next)
            }
            return try await behind(encounter.verdict, response, context)
        } catch let error as APIErrorResponse {
            // What was refused was not done: the refusal stands, with the headers of every answer.
            return JSONResponse(error.body, status: error.status).response()
        }
    }

    /// Leaves the client without an answer, and does the work when nobody waits for it any more.
    private func postpone(
        _ request: Request,
        by delay: Duration,
        _ subject: FaultSubject,
        _ context: SandboxContext,
        _ next: (Request, SandboxContext) async throws -> Response
    ) async throws {
        var request = request
        _ = try await request.collectBody(upTo: .max)
        let late = request
        await services.configuration.afterwards(delay) {
            _ = context.drop()
        } _: {
            // Nobody hears of a refusal either.
            let response = try? await ListFaults(services: services, request: subject).answer(late, context, next)
            _ = try? await response?.collected()
        }
    }

    /// What is answered without any work, or nil.
    private func instead(
        _ verdict: Fault.Action?,
        _ request: Request,
        _ context: SandboxContext
    ) async throws -> Response? {
        switch verdict {
        case .rateLimit(let hint, let code): return FaultAnswer.rateLimit(code: code, hint)
        case .billing(let code): return FaultAnswer.billing(code: code)
        case .serverError(let status, .before, let hint): return FaultAnswer.serverError(status: status, hint)
        case .html(let status, .before): return FaultAnswer.page(status: status)
        case .errorIn200(.before, let message): return FaultAnswer.errorInSuccess(message)
        case .drop(.before): throw context.drop()
        case .drop(.during):
            try await request.body.readHalf(announced: request.headers[.contentLength].flatMap { Int($0) })
            throw context.drop()
        case .hang(.before): throw try await context.hang(reading: request)
        default: return nil
        }
    }

    /// What is answered in place of the work's own answer.
    private func behind(
        _ verdict: Fault.Action?,
        _ response: Response,
        _ context: SandboxContext
    ) async throws -> Response {
        guard let verdict else { return response }
        switch verdict {
        case .drop(.answering): return try await response.brokenOff()
        case .halfJSON: return try await response.halved()
        default: _ = try await response.collected()
        }
        switch verdict {
        case .serverError(let status, _, let hint): return FaultAnswer.serverError(status: status, hint)
        case .html(let status, _): return FaultAnswer.page(status: status)
        case .errorIn200(_, let message): return FaultAnswer.errorInSuccess(message)
        case .hang: throw try await context.hang(reading: nil)
        case .drop: throw context.drop()
        default: return response
        }
    }
}

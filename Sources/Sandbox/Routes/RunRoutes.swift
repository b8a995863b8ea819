import GRDB
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// Runs and their steps (docs/openai-api.md, 10).
struct RunRoutes {
    private static let include = "step_details.tool_calls[*].file_search.results[*].content"
    private static let stepTerms = PageRequest.Terms(filters: ["include[]", "include"])

    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        group.post("threads/runs", use: createThreadAndRun)
        let runs = group.group("threads/:thread/runs")
        runs.get(use: list)
        runs.post(use: create)
        runs.get(":run", use: read)
        runs.post(":run", use: update)
        runs.post(":run/cancel", use: cancel)
        runs.post(":run/submit_tool_outputs", use: submit)
        runs.get(":run/steps", use: steps)
        runs.get(":run/steps/:step", use: step)
    }

    @Sendable private func create(_ request: Request, _ context: SandboxContext) async throws -> Response {
        let body = try await BodyReader.json(request, context, ThreadRules.createRun)
        let withContent = try Self.wantsContent(request)
        let thread = try await services.thread(context)
        let assistant = try await services.assistant(body["assistant_id"]?.stringValue ?? "", in: context.account)
        let creation = ThreadCreation(services: services, account: context.account)
        for message in body.present("additional_messages")?.arrayValue ?? [] {
            _ = try await creation.add(message, to: try await services.thread(context))
        }
        let run = RunRequest(assistant: assistant, body: body)
        return try await start(run, thread.id, context, before: [], withContent: withContent)
    }

    @Sendable private func createThreadAndRun(_ request: Request, _ context: SandboxContext) async throws -> Response {
        let body = try await BodyReader.json(request, context, ThreadRules.createThreadAndRun)
        let assistant = try await services.assistant(body["assistant_id"]?.stringValue ?? "", in: context.account)
        _ = try await ToolResources(services: services, account: context.account)
            .resolve(body.present("tool_resources"), tools: nil)
        let thread = try await ThreadCreation(services: services, account: context.account)
            .make(body["thread"] ?? [:])
        return try await start(
            RunRequest(assistant: assistant, body: body),
            thread.id,
            context,
            before: [RunEvent(name: "thread.created", data: thread.json)]
        )
    }

    private func start(
        _ run: RunRequest,
        _ threadID: String,
        _ context: SandboxContext,
        before: [RunEvent],
        withContent: Bool = false
    ) async throws -> Response {
        let thread = try await services.thread(threadID, in: context.account)
        let outcome = try await RunEngine(services: services, account: context.account).start(run, in: thread)
        return run.isStreamed
            ? RunEvent.stream(
                before + outcome.events.map { Self.render($0, withContent: withContent) },
                services.configuration
            )
            : JSONResponse(outcome.response).response()
    }

    @Sendable private func list(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let page = try PageRequest(request, context)
        let thread = try await services.thread(context)
        let now = services.timestamp
        let result = try await services.database.read { db in
            try Page(RunRecord.filter(Column("threadID") == thread.id), page, db)
        }
        return JSONResponse(result.json { $0.json(at: now) })
    }

    @Sendable private func read(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        JSONResponse(try await run(context).json(at: services.timestamp))
    }

    @Sendable private func update(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, ThreadRules.updateMetadata)
        var run = try await run(context)
        if let metadata = body["metadata"] {
            run.body = run.body.setting("metadata", to: AssistantEcho.metadata(metadata))
        }
        let updated = run
        try await services.database.write { db in try updated.update(db) }
        return JSONResponse(updated.json(at: services.timestamp))
    }

    @Sendable private func cancel(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let thread = try await services.thread(context)
        let id = try context.parameters.require("run")
        return JSONResponse(
            try await RunEngine(services: services, account: context.account).cancel(id, in: thread)
        )
    }

    @Sendable private func submit(_ request: Request, _ context: SandboxContext) async throws -> Response {
        let body = try await BodyReader.json(request, context, ThreadRules.submitToolOutputs)
        let thread = try await services.thread(context)
        let outcome = try await RunEngine(services: services, account: context.account)
            .submit(body["tool_outputs"]?.arrayValue ?? [], to: try context.parameters.require("run"), in: thread)
        return body["stream"] == true
            ? RunEvent.stream(outcome.events, services.configuration) : JSONResponse(outcome.response).response()
    }

    @Sendable private func steps(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let page = try PageRequest(request, context, terms: Self.stepTerms)
        let withContent = try Self.wantsContent(request)
        let run = try await run(context)
        let result = try await services.database.read { db in
            try Page(RunStepRecord.filter(Column("runID") == run.id), page, db)
        }
        return JSONResponse(result.json { Self.render($0.body, withContent: withContent) })
    }

    @Sendable private func step(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let withContent = try Self.wantsContent(request)
        let run = try await run(context)
        let id = try context.parameters.require("step")
        let record = try await services.database.read { db in
            try RunStepRecord.filter(Column("runID") == run.id && Column("id") == id).fetchOne(db)
        }
        guard let record else { throw APIErrorResponse.notFound("run step", id) }
        return JSONResponse(Self.render(record.body, withContent: withContent))
    }

    private static func wantsContent(_ request: Request) throws(APIErrorResponse) -> Bool {
        let values = QueryParameters(request).all.filter { $0.name == "include[]" || $0.name == "include" }
        for value in values {
            try RequestChecker.check(.string(value.value), against: .choice([include]), at: "include")
        }
        return !values.isEmpty
    }

    private static func render(_ event: RunEvent, withContent: Bool) -> RunEvent {
        guard event.name.hasPrefix("thread.run.step.") else { return event }
        guard let delta = event.data["delta"] else {
            return RunEvent(name: event.name, data: render(event.data, withContent: withContent))
        }
        let rendered = event.data.setting("delta", to: render(delta, withContent: withContent))
        return RunEvent(name: event.name, data: rendered)
    }

    /// The content of search results shows only when it was asked for.
    private static func render(_ step: JSONValue, withContent: Bool) -> JSONValue {
        guard !withContent, let details = step["step_details"], let calls = details["tool_calls"]?.arrayValue else {
            return step
        }
        let slim = calls.map { call -> JSONValue in
            guard let search = call["file_search"], let results = search["results"]?.arrayValue else { return call }
            let rows = results.map { JSONValue.object(($0.objectValue ?? [:]).filter { $0.key != "content" }) }
            return call.setting("file_search", to: search.setting("results", to: .array(rows)))
        }
        return step.setting("step_details", to: details.setting("tool_calls", to: .array(slim)))
    }

    private func run(_ context: SandboxContext) async throws -> RunRecord {
        let thread = try await services.thread(context)
        let id = try context.parameters.require("run")
        return try await services.database.read { db in try RunRecord.require(id, in: thread.id, db) }
    }
}

import GRDB
import OrderedJSON

/// Starts, continues and cancels runs. A run is carried out at once; who did not ask for a stream sees it queued first
/// and finished at the next reading, as with the real server.
struct RunEngine {
    /// A run as its creation answers, and the events of a stream of it.
    struct Outcome: Sendable {
        let response: JSONValue
        let events: [RunEvent]
    }

    private static let defaultResultCount = 20
    private static let defaultRanking: JSONValue = ["ranker": "default_2024_08_21", "score_threshold": 0.0]

    let services: SandboxServices
    let account: String

    func start(_ request: RunRequest, in thread: ThreadRecord) async throws -> Outcome {
        let (services, now) = (services, services.now)
        let timestamp = Int(now)
        return try await services.database.write { db in
            if let active = try RunRecord.active(in: thread.id, at: timestamp, db) {
                throw APIErrorResponse.badRequest("Thread \(thread.id) already has an active run \(active.id).")
            }
            let id = services.identifier("run_")
            let queued = request.object(id: id, threadID: thread.id, now: timestamp)
            var record = try RunRecord(
                id: id,
                threadID: thread.id,
                createdAt: timestamp,
                expiresAt: timestamp + RunRecord.lifetime,
                status: "queued",
                body: queued
            ).inserted(db)
            var execution = RunExecution(queued, db: db, now: timestamp, newIdentifier: services.identifier)
            execution.note("thread.run.created", queued)
            execution.begin()
            try Self.carryOut(&execution, request, thread, now: now)
            record.take(execution.run)
            try record.update(db)
            return Outcome(response: queued, events: execution.events)
        }
    }

    private static func carryOut(
        _ execution: inout RunExecution,
        _ request: RunRequest,
        _ thread: ThreadRecord,
        now: Double
    ) throws {
        let question = try question(in: thread.id, execution.db)
        execution.read(question)
        let values = QuestionValues(question)
        let mentioned = request.functions.filter { function in
            function["name"]?.stringValue.map(question.contains) ?? false || values.suffices(for: function)
        }
        let functions = request.forcedFunction.map { [$0] } ?? mentioned
        if !functions.isEmpty {
            let calls = functions.map { call($0, question, id: execution.newIdentifier("call_")) }
            try execution.callTools(
                calls.map { call in
                    call.setting("function", to: (call["function"] ?? [:]).setting("output", to: .null))
                },
                isOpen: true
            )
            execution.requireAction(calls)
            return
        }
        let hits = try search(&execution, question, request, thread, now: now)
        let extract = structured(Extract(hits, question: question), format: execution.run["response_format"])
        try execution.answer(extract)
        execution.complete(answer: extract.text)
    }

    private static func question(in threadID: String, _ db: Database) throws -> String {
        let messages = try MessageRecord.filter(Column("threadID") == threadID).order(Column("sequence").desc)
            .fetchAll(db)
        return messages.first { $0.body["role"] == "user" }?.text ?? ""
    }

    private static func call(_ function: JSONValue, _ question: String, id: String) -> JSONValue {
        [
            "id": .string(id), "type": "function",
            "function": [
                "name": function["name"] ?? .null,
                "arguments": .string(SampleValue.arguments(function, from: question).text),
            ],
        ]
    }

    private static func search(
        _ execution: inout RunExecution,
        _ question: String,
        _ request: RunRequest,
        _ thread: ThreadRecord,
        now: Double
    ) throws -> [PassageSearch.Hit] {
        guard request.allows("file_search") else { return [] }
        let options = request.tools.arrayValue?.first { $0["type"] == "file_search" }?["file_search"]
        let ranking = options?["ranking_options"] ?? defaultRanking
        let search = PassageSearch(database: execution.db, now: now)
        let ownStores = (request.body.present("tool_resources") ?? request.assistant.definition["tool_resources"])?[
            "file_search"
        ]?["vector_store_ids"]?.strings
        // A run waits for the store of its thread, and not for the assistant's (docs/openai-api.md, 10.20).
        let threadStores = thread.toolResources["file_search"]?["vector_store_ids"]?.strings
        var hits = try search.hits(question, in: VectorStoreRecord.usable(ownStores ?? [], at: now, execution.db))
        let waitedFor = try VectorStoreRecord.usable(threadStores ?? [], at: now, execution.db)
        hits += try search.hits(question, in: waitedFor, includesPending: true)
        hits.sort { $0.score > $1.score }
        let threshold = ranking["score_threshold"]?.doubleValue ?? 0
        let count = options?["max_num_results"]?.intValue ?? defaultResultCount
        let found = Array(hits.filter { $0.score >= threshold }.prefix(count))
        for hit in found { execution.read(hit.text) }
        let results = found.map { hit -> JSONValue in
            [
                "file_id": .string(hit.fileID), "file_name": .string(hit.filename), "score": .number(hit.score),
                "content": [["type": "text", "text": .string(hit.text)]],
            ]
        }
        try execution.callTools([
            [
                "id": .string(execution.newIdentifier("call_")), "type": "file_search",
                "file_search": ["ranking_options": ranking, "results": .array(results)],
            ]
        ])
        return found
    }

    /// Where JSON was asked for, the answer is JSON.
    private static func structured(_ extract: Extract, format: JSONValue?) -> Extract {
        switch format?["type"]?.stringValue {
        case "json_object": Extract(text: (["extract": .string(extract.text)] as JSONValue).text)
        case "json_schema": Extract(text: SampleValue.matching(format?["json_schema"]?["schema"] ?? [:]).text)
        default: extract
        }
    }

    // MARK: later

    func submit(_ outputs: [JSONValue], to runID: String, in thread: ThreadRecord) async throws -> Outcome {
        let (services, now) = (services, services.timestamp)
        return try await services.database.write { db in
            var record = try RunRecord.require(runID, in: thread.id, db)
            let calls = try Self.pendingCalls(record, now)
            let submitted = try Self.matched(outputs, to: calls)
            var execution = RunExecution(record.body, db: db, now: now, newIdentifier: services.identifier)
            if let step = try execution.openStep() {
                let finished = zip(calls, submitted).map { call, output in
                    call.setting("function", to: (call["function"] ?? [:]).setting("output", to: .string(output)))
                }
                try execution.closeStep(step, calls: finished)
            }
            execution.begin()
            let queued = execution.run.setting("status", to: "queued")
            let lines = zip(calls, submitted).map { call, output in
                "\(call["function"]?["name"]?.stringValue ?? ""): \(output)"
            }
            let extract = Extract(
                text: Extract.toolIntroduction + "\n\n" + lines.joined(separator: "\n")
            )
            try execution.answer(extract)
            execution.complete(answer: extract.text)
            record.take(execution.run)
            try record.update(db)
            return Outcome(response: queued, events: execution.events)
        }
    }

    private static func pendingCalls(_ record: RunRecord, _ now: Int) throws(APIErrorResponse) -> [JSONValue] {
        let status = record.status(at: now)
        guard status == "requires_action" else {
            throw .badRequest("Runs in status \"\(status)\" do not accept tool outputs.")
        }
        return record.body["required_action"]?["submit_tool_outputs"]?["tool_calls"]?.arrayValue ?? []
    }

    /// The outputs in the order of the calls.
    private static func matched(_ outputs: [JSONValue], to calls: [JSONValue]) throws(APIErrorResponse) -> [String] {
        let wanted = calls.compactMap { $0["id"]?.stringValue }
        let given = outputs.compactMap { $0["tool_call_id"]?.stringValue }
        guard wanted.sorted() == given.sorted(), given.count == outputs.count else {
            throw .badRequest(
                "Expected tool outputs for call_ids \(wanted), got \(given).",
                parameter: "tool_outputs",
                code: "invalid_value"
            )
        }
        return wanted.map { id in
            outputs.first { $0["tool_call_id"]?.stringValue == id }?["output"]?.stringValue ?? ""
        }
    }

    func cancel(_ runID: String, in thread: ThreadRecord) async throws -> JSONValue {
        let (services, now) = (services, services.timestamp)
        return try await services.database.write { db in
            var record = try RunRecord.require(runID, in: thread.id, db)
            let status = record.status(at: now)
            guard status == "requires_action" else {
                throw APIErrorResponse.badRequest("Cannot cancel run with status '\(status)'.")
            }
            var execution = RunExecution(record.body, db: db, now: now, newIdentifier: services.identifier)
            if let step = try execution.openStep() { try execution.cancelStep(step) }
            execution.cancel()
            record.take(execution.run)
            try record.update(db)
            return record.body.setting("status", to: "cancelling")
        }
    }
}

import GRDB
import OrderedJSON

/// Carries a run out inside one transaction: it changes the run object, writes steps and messages, and notes the events
/// that a stream of the same run sends, in the order of the real server.
struct RunExecution {
    let db: Database
    let now: Int
    let newIdentifier: (String) -> String
    private(set) var run: JSONValue
    private(set) var events: [RunEvent] = []
    private var promptCharacters = 0

    /// - Parameter run: the run object as it stands.
    init(_ run: JSONValue, db: Database, now: Int, newIdentifier: @escaping (String) -> String) {
        self.run = run
        self.db = db
        self.now = now
        self.newIdentifier = newIdentifier
    }

    var id: String { run["id"]?.stringValue ?? "" }
    var threadID: String { run["thread_id"]?.stringValue ?? "" }

    // MARK: the run

    mutating func note(_ name: String, _ data: JSONValue) {
        events.append(RunEvent(name: name, data: data))
    }

    mutating func begin() {
        run = run.setting("status", to: "queued").setting("required_action", to: .null)
        note("thread.run.queued", run)
        run = run.setting("status", to: "in_progress").setting("started_at", to: .integer(now))
        note("thread.run.in_progress", run)
    }

    mutating func requireAction(_ calls: [JSONValue]) {
        run = run.setting("status", to: "requires_action").setting(
            "required_action",
            to: ["type": "submit_tool_outputs", "submit_tool_outputs": ["tool_calls": .array(calls)]]
        )
        note("thread.run.requires_action", run)
    }

    mutating func complete(answer: String) {
        let prompt = promptCharacters / Chunking.charactersPerToken
        let completion = answer.unicodeScalars.count / Chunking.charactersPerToken
        run = run.setting("status", to: "completed").setting("completed_at", to: .integer(now))
            .setting("expires_at", to: .null)
            .setting(
                "usage",
                to: [
                    "prompt_tokens": .integer(prompt), "completion_tokens": .integer(completion),
                    "total_tokens": .integer(prompt + completion),
                ]
            )
        note("thread.run.completed", run)
    }

    mutating func cancel() {
        run = run.setting("status", to: "cancelled").setting("cancelled_at", to: .integer(now))
            .setting("expires_at", to: .null).setting("required_action", to: .null)
    }

    /// Counts what was read as the prompt.
    mutating func read(_ text: String) {
        promptCharacters += text.unicodeScalars.count
    }

    // MARK: steps

    private mutating func beginStep(_ type: String, details: JSONValue) -> JSONValue {
        let step: JSONValue = [
            "id": .string(newIdentifier("step_")), "object": "thread.run.step", "created_at": .integer(now),
            "run_id": .string(id), "assistant_id": run["assistant_id"] ?? .null, "thread_id": .string(threadID),
            "type": .string(type), "status": "in_progress", "cancelled_at": .null, "completed_at": .null,
            "expired_at": .null, "failed_at": .null, "last_error": .null, "step_details": details, "usage": .null,
            "metadata": [:],
        ]
        note("thread.run.step.created", step)
        note("thread.run.step.in_progress", step)
        return step
    }

    private mutating func completeStep(_ step: JSONValue) throws {
        let completed = step.setting("status", to: "completed").setting("completed_at", to: .integer(now))
            .setting("usage", to: ["prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0])
        note("thread.run.step.completed", completed)
        try save(completed)
    }

    private func save(_ step: JSONValue) throws {
        let id = step["id"]?.stringValue ?? ""
        if var record = try RunStepRecord.filter(Column("id") == id).fetchOne(db) {
            record.body = step
            try record.update(db)
        } else {
            _ = try RunStepRecord(id: id, runID: self.id, createdAt: now, body: step).inserted(db)
        }
    }

    /// A step for tool calls; `isOpen` leaves it in progress, until outputs come.
    mutating func callTools(_ calls: [JSONValue], isOpen: Bool = false) throws {
        let step = beginStep("tool_calls", details: ["type": "tool_calls", "tool_calls": []])
        let deltas = calls.enumerated().map { index, call in
            JSONValue.object(["index": .integer(index)] + (call.objectValue ?? [:]))
        }
        note(
            "thread.run.step.delta",
            [
                "id": step["id"] ?? .null, "object": "thread.run.step.delta",
                "delta": ["step_details": ["type": "tool_calls", "tool_calls": .array(deltas)]],
            ]
        )
        let filled = step.setting("step_details", to: ["type": "tool_calls", "tool_calls": .array(calls)])
        if isOpen { try save(filled) } else { try completeStep(filled) }
    }

    /// The step that waits for outputs, if any.
    func openStep() throws -> JSONValue? {
        try RunStepRecord.filter(Column("runID") == id).fetchAll(db).map(\.body)
            .first { $0["status"] == "in_progress" }
    }

    mutating func closeStep(_ step: JSONValue, calls: [JSONValue]) throws {
        try completeStep(step.setting("step_details", to: ["type": "tool_calls", "tool_calls": .array(calls)]))
    }

    func cancelStep(_ step: JSONValue) throws {
        try save(step.setting("status", to: "cancelled").setting("cancelled_at", to: .integer(now)))
    }

    // MARK: the answer

    mutating func answer(_ extract: Extract) throws {
        let messageID = newIdentifier("msg_")
        let step = beginStep(
            "message_creation",
            details: ["type": "message_creation", "message_creation": ["message_id": .string(messageID)]]
        )
        let started: JSONValue = [
            "id": .string(messageID), "object": "thread.message", "created_at": .integer(now),
            "assistant_id": run["assistant_id"] ?? .null, "thread_id": .string(threadID), "run_id": .string(id),
            "status": "in_progress", "incomplete_details": .null, "incomplete_at": .null, "completed_at": .null,
            "role": "assistant", "content": [], "attachments": [], "metadata": [:],
        ]
        note("thread.message.created", started)
        note("thread.message.in_progress", started)
        for delta in MessageDelta.deltas(of: extract) {
            note(
                "thread.message.delta",
                ["id": .string(messageID), "object": "thread.message.delta", "delta": ["content": [delta]]]
            )
        }
        let text: JSONValue = [
            "value": .string(extract.text), "annotations": .array(extract.citations.map { $0.json() }),
        ]
        let message = started.setting("content", to: [["type": "text", "text": text]])
            .setting("status", to: "completed").setting("completed_at", to: .integer(now))
        note("thread.message.completed", message)
        _ = try MessageRecord(id: messageID, threadID: threadID, runID: id, createdAt: now, body: message)
            .inserted(db)
        try completeStep(step)
    }
}

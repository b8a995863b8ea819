import Conversation
import OpenAIAPI
import OrderedJSON
import Testing

@Suite("Asking through a thread")
struct ThreadConversationTests {
    private static let thread = StreamingAccount.Step.json(["id": "thread_1"])
    private static let created = (name: "thread.run.created", data: #"{"id":"run_1","status":"queued"}"#)
    private static let completed = (
        name: "thread.run.completed",
        data: #"{"id":"run_1","status":"completed","usage":{"prompt_tokens":3,"completion_tokens":2}}"#
    )
    private static let waiting = (
        name: "thread.run.requires_action",
        data: #"{"id":"run_1","status":"requires_action","required_action":{"submit_tool_outputs":{"tool_calls":["#
            + #"{"id":"call_1","type":"function","function":{"name":"lookup_order","arguments":"{}"}}]}}}"#
    )

    private let shown = ShownEvents()

    private func ask(
        _ question: String,
        _ conversation: ThreadConversation,
        _ functions: FixedFunctions = FixedFunctions()
    ) async throws(ConversationError) -> Answer {
        try await conversation.ask(question, calling: functions) { [shown] in shown.note($0) }
    }

    @Test("marks become citations with the files' names, and the thread goes in the end")
    func citations() async throws {
        let delta = #"""
            {"delta":{"content":[{"type":"text","text":{"value":"Ten years 【0†a】, two【1†b】.","annotations":[
            {"type":"file_citation","text":"【0†a】","file_citation":{"file_id":"file-1"}},
            {"type":"file_citation","text":"【1†b】","file_citation":{"file_id":"file-2"}}]}}]}}
            """#.replacing("\n", with: "")
        let message = (name: "thread.message.completed", data: #"{"id":"msg_1"}"#)
        let account = StreamingAccount(
            Self.thread,
            .json([:]),
            .events([Self.created, ("thread.message.delta", delta), message, Self.completed]),
            .json(["id": "file-1", "filename": "warranty.md", "bytes": 1, "created_at": 1, "purpose": "assistants"]),
            .failure(APIError(.notFound, "no such file")),
            .json(["deleted": true])
        )
        let conversation = ThreadConversation(client: account, assistantID: "asst_1")
        let answer = try await ask("How long?", conversation)
        try await conversation.end()
        #expect(
            shown.all == [
                .text("Ten years "), .citation(AnswerSource(fileID: "file-1", name: "warranty.md")), .text(", two"),
                .citation(AnswerSource(fileID: "file-2")), .text("."),
            ]
        )
        #expect(answer.usage == TokenUsage(input: 3, output: 2))
        #expect(answer.json["messages"] == [["id": "msg_1"]])
        #expect(answer.storedID == nil)
        #expect(
            account.lines == [
                "POST threads {}", #"POST threads/thread_1/messages {"role":"user","content":"How long?"}"#,
                #"POST threads/thread_1/runs {"assistant_id":"asst_1","stream":true}"#, "GET files/file-1",
                "GET files/file-2", "DELETE threads/thread_1",
            ]
        )
    }

    @Test("where passages are shown, a citation says where its file lies in the project")
    func paths() async throws {
        let delta =
            #"{"delta":{"content":[{"type":"text","text":{"value":"Ten【0†a】Two【1†b】","annotations":["#
            + #"{"text":"【0†a】","file_citation":{"file_id":"file-1"}},"#
            + #"{"text":"【1†b】","file_citation":{"file_id":"file-1"}}]}}]}}"#
        let step =
            #"{"id":"step_1","step_details":{"tool_calls":[{"id":"call_0","type":"file_search","file_search":"#
            + #"{"results":[{"file_id":"file-1","content":[{"type":"text","text":"Ten years."}]}]}}]}}"#
        let account = StreamingAccount(
            Self.thread,
            .json([:]),
            .events([("thread.run.step.completed", step), ("thread.message.delta", delta), Self.completed]),
            .json(["id": "file-1", "filename": "warranty.md", "bytes": 1, "created_at": 1, "purpose": "assistants"]),
            .json([
                "id": "file-1", "status": "completed", "created_at": 1, "usage_bytes": 1, "vector_store_id": "vs_1",
                "attributes": ["path": "knowledge/warranty.md"],
            ])
        )
        let conversation = ThreadConversation(
            client: account,
            assistantID: "asst_1",
            showsPassages: true,
            storeIDs: ["vs_1"]
        )
        _ = try await ask("How long?", conversation)
        let source = AnswerSource(fileID: "file-1", name: "warranty.md", path: "knowledge/warranty.md")
        let events = shown.all
        guard case .fileSearchCall(let call)? = events.first else {
            Issue.record("no search: \(events)")
            return
        }
        #expect(call.results == [FileSearchCall.Passage(fileID: "file-1", text: "Ten years.")])
        #expect(events.dropFirst() == [.text("Ten"), .citation(source), .text("Two"), .citation(source)])
        #expect(account.lines.suffix(2) == ["GET files/file-1", "GET vector_stores/vs_1/files/file-1"])
        #expect(
            account.lines[2].hasPrefix(
                "POST threads/thread_1/runs?include[]=step_details.tool_calls[*].file_search.results[*].content "
            )
        )
    }

    @Test("a run says itself what it is, where that was decided before")
    func definition() async throws {
        let account = StreamingAccount(Self.thread, .json([:]), .events([Self.completed]))
        let conversation = ThreadConversation(
            client: account,
            assistantID: "asst_1",
            definition: ["model": "small", "tools": []]
        )
        _ = try await ask("How long?", conversation)
        #expect(
            account.lines.last
                == #"POST threads/thread_1/runs {"assistant_id":"asst_1","stream":true,"model":"small","tools":[]}"#
        )
    }

    @Test("where nobody can keep the thread's id, nothing is said or run on it, and it goes")
    func unkept() async throws {
        let account = StreamingAccount(Self.thread, .json(["deleted": true]))
        let conversation = ThreadConversation(client: account, assistantID: "asst_1") { _ throws(ConversationError) in
            throw ConversationError(.request, "no room")
        }
        await #expect(throws: ConversationError(.request, "no room")) { try await ask("How long?", conversation) }
        try await conversation.end()
        #expect(account.lines == ["POST threads {}", "DELETE threads/thread_1"])
    }

    @Test("a second question goes to the same thread, which stays when that was asked for")
    func secondQuestion() async throws {
        let account = StreamingAccount(
            Self.thread,
            .json([:]),
            .events([Self.completed]),
            .json([:]),
            .events([Self.completed])
        )
        let conversation = ThreadConversation(client: account, assistantID: "asst_1", isStored: true)
        #expect(try await ask("How long?", conversation).storedID == "thread_1")
        _ = try await ask("Sure?", conversation)
        try await conversation.end()
        #expect(account.lines.map { $0.prefix { $0 != "{" } }.count(where: { $0 == "POST threads " }) == 1)
        #expect(!account.lines.contains { $0.hasPrefix("DELETE") })
    }

    @Test("outputs of functions continue the run")
    func functions() async throws {
        let account = StreamingAccount(
            Self.thread,
            .json([:]),
            .events([Self.created, Self.waiting]),
            .events([Self.completed])
        )
        let conversation = ThreadConversation(client: account, assistantID: "asst_1")
        let answer = try await ask("Where?", conversation, FixedFunctions(outputs: ["lookup_order": "shipped"]))
        #expect(answer.ending == .complete)
        #expect(
            account.lines.last == "POST threads/thread_1/runs/run_1/submit_tool_outputs "
                + #"{"tool_outputs":[{"tool_call_id":"call_1","output":"shipped"}],"stream":true}"#
        )
    }

    @Test("a call that nobody runs stops the run, so that the thread takes the next question")
    func openCall() async throws {
        let account = StreamingAccount(Self.thread, .json([:]), .events([Self.created, Self.waiting]), .json([:]))
        let answer = try await ask("Where?", ThreadConversation(client: account, assistantID: "asst_1"))
        guard case .openCalls(let calls) = answer.ending else {
            Issue.record("another end: \(answer.ending)")
            return
        }
        #expect(calls.map(\.name) == ["lookup_order"])
        #expect(account.lines.last == "POST threads/thread_1/runs/run_1/cancel")
    }

    @Test("a lost connection, a failed run, an expired and a cut one are told, and the run is stopped")
    func ends() async throws {
        func end(_ event: (name: String, data: String)?) async -> (Answer?, ConversationError?, [String]) {
            let account = StreamingAccount(
                Self.thread,
                .json([:]),
                .events([Self.created] + [event].compactMap(\.self)),
                .json([:])
            )
            do throws(ConversationError) {
                return (try await ask("?", ThreadConversation(client: account, assistantID: "a")), nil, account.lines)
            } catch {
                return (nil, error, account.lines)
            }
        }
        let lost = await end(nil)
        #expect(lost.1?.underlying?.code == .truncatedAnswer)
        #expect(lost.2.last == "POST threads/thread_1/runs/run_1/cancel")
        let failed = await end(
            ("thread.run.failed", #"{"id":"run_1","status":"failed","last_error":{"code":"x","message":"Sorry."}}"#)
        )
        #expect(failed.1?.message.contains("Sorry.") == true)
        let expired = await end(("thread.run.expired", #"{"id":"run_1","status":"expired"}"#))
        #expect(expired.1?.message == "the run run_1 ended as expired before it had answered: ask again.")
        let cut = await end(
            (
                "thread.run.incomplete",
                #"{"id":"run_1","status":"incomplete","incomplete_details":{"reason":"max_completion_tokens"}}"#
            )
        )
        #expect(cut.0?.ending == .incomplete(reason: "max_completion_tokens"))
        let delta = #"{"delta":{"content":[{"type":"refusal","refusal":"No."}]}}"#
        let account = StreamingAccount(
            Self.thread,
            .json([:]),
            .events([("thread.message.delta", delta), Self.completed])
        )
        let refused = try await ask("?", ThreadConversation(client: account, assistantID: "a"))
        #expect(refused.ending == .refused)
        #expect(shown.all == [.refusal("No.")])
    }
}

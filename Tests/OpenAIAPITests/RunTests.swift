import OpenAIAPI
import OrderedJSON
import Testing

@Suite("Threads and runs")
struct RunTests {
    @Test("requests name the beta, and only a cancellation may be sent twice")
    func requests() async throws {
        let client = ScriptedClient { _, _ throws(APIError) in ["id": "thread_1"] }
        #expect(try await client.createThread().id == "thread_1")
        try await client.addUserMessage("How long?", to: "thread_1")
        // A client without a stream says so; the requests are what is looked at.
        _ = try? await client.streamRun(of: "asst_1", in: "thread_1")
        let output = ToolOutput(callID: "call_1", output: "three")
        _ = try? await client.streamRun("run_1", in: "thread_1", submitting: [output])
        try await client.cancelRun("run_1", in: "thread_1")
        #expect(try await client.deleteThread("thread_1") == .deleted)
        #expect(
            client.lines == [
                "POST /threads {}",
                #"POST /threads/thread_1/messages {"role":"user","content":"How long?"}"#,
                #"POST /threads/thread_1/runs {"assistant_id":"asst_1","stream":true}"#,
                #"POST /threads/thread_1/runs/run_1/submit_tool_outputs "#
                    + #"{"tool_outputs":[{"tool_call_id":"call_1","output":"three"}],"stream":true}"#,
                "POST /threads/thread_1/runs/run_1/cancel",
                "DELETE /threads/thread_1",
            ]
        )
        #expect(client.requests.allSatisfy { $0.beta == "assistants=v2" })
        #expect(client.requests.map { $0.repeatability == .always } == [false, false, false, false, true, true])
        #expect(client.requests.map { $0.content == .events } == [false, false, true, true, false, false])
    }

    @Test("text comes with the marks in it and the files they stand for")
    func text() throws {
        let event = try read(
            "thread.message.delta",
            #"""
            {"id":"msg_1","delta":{"content":[{"index":0,"type":"text","text":{"value":"Ten years【0†a.md】",
             "annotations":[{"index":0,"type":"file_citation","text":"【0†a.md】","file_citation":{"file_id":"file-1"}},
              {"index":1,"type":"file_path","text":"sandbox:/x.csv","file_path":{"file_id":"file-2"}}]}},
             {"index":1,"type":"refusal","refusal":"No."},{"index":2,"type":"image_file"}]}}
            """#
        )
        guard case .messageDelta(let pieces) = event, case .text(let text, let annotations) = pieces.first else {
            Issue.record("another event: \(String(describing: event))")
            return
        }
        #expect(text == "Ten years【0†a.md】")
        #expect(annotations.map(\.mark) == ["【0†a.md】", "sandbox:/x.csv"])
        #expect(annotations.map(\.fileID) == ["file-1", "file-2"])
        #expect(pieces.dropFirst() == [.refusal("No."), .other(type: "image_file")])
        #expect(try read("thread.message.delta", #"{"delta":{}}"#) == .messageDelta([]))
    }

    @Test("code that ran comes with what it gave out, a search with the passages that were asked for")
    func code() throws {
        let event = try read(
            "thread.run.step.completed",
            #"""
            {"id":"step_1","step_details":{"type":"tool_calls","tool_calls":[
             {"id":"call_0","type":"file_search","file_search":{"results":[{"file_id":"file-1","content":[
              {"type":"text","text":"Ten years."}]},{"file_id":"file-2"}]}},
             {"id":"call_1","type":"code_interpreter","code_interpreter":{"input":"1+1","outputs":[
              {"type":"logs","logs":"2"},{"type":"image","image":{"file_id":"file-9"}},{"type":"new"}]}}]}}
            """#
        )
        guard case .toolCalls(let calls, let searches) = event else {
            Issue.record("another event: \(String(describing: event))")
            return
        }
        #expect(calls.map(\.code) == ["1+1"])
        #expect(calls.map(\.outputs) == [[.logs("2"), .imageFile(id: "file-9"), .other(type: "new")]])
        #expect(searches.map(\.id) == ["call_0"])
        #expect(searches.map(\.results) == [[FileSearchCall.Passage(fileID: "file-1", text: "Ten years.")]])
        let message = #"{"id":"step_2","step_details":{"type":"message_creation"}}"#
        guard case .other = try read("thread.run.step.completed", message) else {
            Issue.record("a step without code is an event of code")
            return
        }
    }

    @Test("a run that waits for functions ends the stream with its calls")
    func requiresAction() throws {
        let event = try read(
            "thread.run.requires_action",
            #"""
            {"id":"run_1","status":"requires_action","required_action":{"type":"submit_tool_outputs",
             "submit_tool_outputs":{"tool_calls":[{"id":"call_1","type":"function","function":{"name":"lookup_order",
              "arguments":"{}"}}]}}}
            """#
        )
        guard case .ended(let run) = event else {
            Issue.record("another event: \(String(describing: event))")
            return
        }
        #expect(event?.isLast == true)
        #expect(run.status == .requiresAction)
        #expect(run.requiredCalls.map(\.name) == ["lookup_order"])
        #expect(run.usage == nil)
    }

    @Test("a run's end tells its tokens, or why it is cut")
    func ends() throws {
        let usage = #""usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}"#
        guard case .ended(let run) = try read("thread.run.completed", #"{"id":"r","status":"completed",\#(usage)}"#),
            case .ended(let cut) = try read(
                "thread.run.incomplete",
                #"{"id":"r","status":"incomplete","incomplete_details":{"reason":"max_prompt_tokens"}}"#
            )
        else {
            Issue.record("other events")
            return
        }
        #expect(run.usage == TokenUsage(input: 10, output: 5))
        #expect(cut.incompleteReason == "max_prompt_tokens")
    }

    @Test(
        "what fails a run is a failure with the server's words",
        arguments: [
            (
                "thread.run.failed",
                #"{"id":"r","status":"failed","last_error":{"code":"server_error","message":"Sorry."}}"#
            ),
            ("error", #"{"code":"server_error","message":"Sorry."}"#),
            ("", #"{"error":{"code":"server_error","message":"Sorry."}}"#),
        ]
    )
    func failures(name: String, data: String) throws {
        guard case .failure(let failure) = try RunEvent.signal(of: ServerSentEvent(name: name, data: data)) else {
            Issue.record("no failure")
            return
        }
        #expect(failure?.code == "server_error")
        #expect(failure?.message == "Sorry.")
    }

    @Test("tokens of several answers add up")
    func usage() {
        let sum = TokenUsage(input: 10, cachedInput: 4, output: 5, reasoning: 2) + TokenUsage(input: 1, output: 2)
        #expect(sum == TokenUsage(input: 11, cachedInput: 4, output: 7, reasoning: 2))
    }

    private func read(_ name: String, _ data: String) throws -> RunEvent? {
        guard case .event(let event) = try RunEvent.signal(of: ServerSentEvent(name: name, data: data)) else {
            return nil
        }
        return event
    }
}

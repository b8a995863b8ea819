import Conversation
import OpenAIAPI
import OrderedJSON
import Synchronization
import Testing

@Suite("Asking through responses")
struct ResponsesConversationTests {
    private static let request: JSONValue = ["model": "gpt-6-luna", "instructions": "Be kind."]

    private static func event(_ type: String, _ members: String) -> (name: String, data: String) {
        (type, #"{"type":"\#(type)",\#(members)}"#)
    }

    private static func message(_ text: String) -> String {
        #"{"type":"message","id":"msg_1","role":"assistant","content":[{"type":"output_text","text":"\#(text)"}]}"#
    }

    private static func completed(_ id: String, _ output: String..., input: Int = 3) -> StreamingAccount.Step {
        .events([
            event(
                "response.completed",
                #""response":{"id":"\#(id)","status":"completed","output":[\#(output.joined(separator: ","))],"#
                    + #""usage":{"input_tokens":\#(input),"output_tokens":2}}"#
            )
        ])
    }

    private static let call =
        #"{"type":"function_call","id":"fc_1","call_id":"call_1","name":"lookup_order","arguments":"{\"n\":1}"}"#

    private let shown = ShownEvents()

    private func ask(
        _ question: String,
        _ conversation: ResponsesConversation,
        _ functions: FixedFunctions = FixedFunctions()
    ) async throws(ConversationError) -> Answer {
        try await conversation.ask(question, calling: functions) { [shown] in shown.note($0) }
    }

    @Test("text, citations and code come as they happen; nothing is stored")
    func streams() async throws {
        let account = StreamingAccount(
            .events([
                Self.event("response.output_text.delta", #""delta":"Ten ""#),
                Self.event("response.output_text.delta", #""delta":"years.""#),
                Self.event(
                    "response.output_text.annotation.added",
                    #""annotation":{"type":"file_citation","file_id":"file-1","filename":"warranty.md"}"#
                ),
                Self.event(
                    "response.output_item.done",
                    #""item":{"type":"code_interpreter_call","id":"ci_1","code":"1+1","outputs":null}"#
                ),
                Self.event(
                    "response.completed",
                    #""response":{"id":"resp_1","status":"completed","output":[],"#
                        + #""usage":{"input_tokens":3,"output_tokens":2}}"#
                ),
            ])
        )
        let answer = try await ask("How long?", ResponsesConversation(client: account, request: Self.request))
        let events = shown.all
        try #require(events.count == 4)
        #expect(events[0...1] == [.text("Ten "), .text("years.")])
        #expect(events[2] == .citation(AnswerSource(fileID: "file-1", name: "warranty.md")))
        guard case .codeInterpreterCall(let code) = events[3] else {
            Issue.record("no code: \(events[3])")
            return
        }
        #expect(code.code == "1+1")
        #expect(answer.ending == .complete)
        #expect(answer.usage == TokenUsage(input: 3, output: 2))
        #expect(answer.json["id"] == "resp_1")
        #expect(answer.storedID == nil)
        #expect(
            account.lines == [
                #"POST responses {"model":"gpt-6-luna","instructions":"Be kind.","#
                    + #""input":[{"role":"user","content":"How long?"}],"#
                    + #""include":["reasoning.encrypted_content"],"store":false,"stream":true}"#
            ]
        )
    }

    @Test("where passages are shown, a citation says where its file lies in the project")
    func paths() async throws {
        let search =
            #""item":{"type":"file_search_call","id":"fs_1","results":[{"file_id":"file-1","text":"Ten years.","#
            + #""filename":"warranty.md","score":0.9,"attributes":{"path":"knowledge/warranty.md"}}]}"#
        let citation = #""annotation":{"type":"file_citation","file_id":"file-1","filename":"warranty.md"}"#
        for (shows, path) in [(true, "knowledge/warranty.md"), (false, nil)] {
            let shown = ShownEvents()
            let account = StreamingAccount(
                .events([
                    Self.event("response.output_item.done", search),
                    Self.event("response.output_text.annotation.added", citation),
                    Self.event("response.completed", #""response":{"id":"resp_1","status":"completed","output":[]}"#),
                ])
            )
            let conversation = ResponsesConversation(
                client: account,
                request: ["model": "gpt-4.1", "tools": [["type": "file_search"]]],
                showsPassages: shows
            )
            _ = try await conversation.ask("How long?", calling: FixedFunctions()) { shown.note($0) }
            #expect(shown.all.last == .citation(AnswerSource(fileID: "file-1", name: "warranty.md", path: path)))
            #expect(account.lines[0].contains("file_search_call.results") == shows)
        }
    }

    @Test("without storage every question takes all items so far, and no reasoning that only refers to itself")
    func history() async throws {
        let kept = #"{"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"x"}"#
        let account = StreamingAccount(
            Self.completed("resp_1", #"{"type":"reasoning","id":"rs_1","summary":[]}"#, kept, Self.message("Ten.")),
            Self.completed("resp_2")
        )
        let conversation = ResponsesConversation(client: account, request: ["model": "gpt-4.1"])
        _ = try await ask("How long?", conversation)
        _ = try await ask("Sure?", conversation)
        #expect(
            account.lines.last
                == #"POST responses {"model":"gpt-4.1","input":[{"role":"user","content":"How long?"},"#
                + kept + "," + Self.message("Ten.")
                + #",{"role":"user","content":"Sure?"}],"store":false,"stream":true}"#
        )
    }

    @Test("with storage a question continues the last answer")
    func stored() async throws {
        let account = StreamingAccount(Self.completed("resp_1", Self.message("Ten.")), Self.completed("resp_2"))
        let request: JSONValue = ["model": "gpt-6-luna", "tools": [["type": "code_interpreter"]]]
        let conversation = ResponsesConversation(client: account, request: request, isStored: true)
        #expect(try await ask("How long?", conversation).storedID == "resp_1")
        _ = try await ask("Sure?", conversation)
        let head = #"POST responses {"model":"gpt-6-luna","tools":[{"type":"code_interpreter"}],"input":["#
        let tail = #""include":["code_interpreter_call.outputs"],"store":true,"stream":true}"#
        #expect(
            account.lines == [
                head + #"{"role":"user","content":"How long?"}],"# + tail,
                head + #"{"role":"user","content":"Sure?"}],"previous_response_id":"resp_1","# + tail,
            ]
        )
    }

    @Test("a function's output goes back with the call, and tokens add up")
    func functions() async throws {
        let account = StreamingAccount(Self.completed("resp_1", Self.call), Self.completed("resp_2", input: 10))
        let conversation = ResponsesConversation(client: account, request: ["model": "gpt-4.1"])
        let answer = try await ask("Where?", conversation, FixedFunctions(outputs: ["lookup_order": "shipped"]))
        #expect(answer.ending == .complete)
        #expect(answer.usage == TokenUsage(input: 13, output: 4))
        guard case .functionCall(let call, "shipped")? = shown.all.last else {
            Issue.record("no call shown: \(shown.all)")
            return
        }
        #expect(call.arguments == #"{"n":1}"#)
        #expect(
            account.lines.last
                == #"POST responses {"model":"gpt-4.1","input":[{"role":"user","content":"Where?"},"# + Self.call
                + #",{"type":"function_call_output","call_id":"call_1","output":"shipped"}],"store":false,"stream":true}"#
        )
    }

    @Test("a call that nobody runs ends the answer, and the question is forgotten")
    func openCall() async throws {
        let account = StreamingAccount(Self.completed("resp_1", Self.call), Self.completed("resp_2"))
        let conversation = ResponsesConversation(client: account, request: ["model": "gpt-4.1"])
        guard case .openCalls(let calls) = try await ask("Where?", conversation).ending else {
            Issue.record("no open call")
            return
        }
        #expect(calls.map(\.name) == ["lookup_order"])
        _ = try await ask("Hello?", conversation)
        #expect(account.lines.last?.contains("Where?") == false)
    }

    @Test("within bounds a request may write its share of what is left, and one that is not counted may have done so")
    func bounds() async throws {
        let uncounted = Self.event(
            "response.completed",
            #""response":{"id":"r","status":"completed","output":[\#(Self.call)]}"#
        )
        let account = StreamingAccount(
            Self.completed("r", Self.call),
            .events([uncounted]),
            Self.completed("r", Self.call),
            Self.completed("r", Self.call)
        )
        let conversation = ResponsesConversation(
            client: account,
            request: ["model": "gpt-4.1"],
            bounds: AnswerBounds(
                outputTokens: 180,
                requestOutputTokens: 100,
                toolCalls: 0,
                functionRounds: 3,
                readTokens: 0,
                patience: .seconds(1)
            )
        )
        let answer = try await ask("Where?", conversation, FixedFunctions(outputs: ["lookup_order": "shipped"]))
        let limits = account.lines.compactMap { line in
            line.firstMatch(of: /"max_output_tokens":(\d+)/).flatMap { Int($0.output.1) }
        }
        #expect(limits == [100, 100, 78, 76], "one took 2 of 180, the next may have taken 100, the third took 2")
        guard case .openCalls = answer.ending else {
            Issue.record("the last round is no answer: \(answer.ending)")
            return
        }
    }

    @Test("what is refused costs nothing for sure, what is lost may have cost something")
    func costs() {
        func costsNothing(_ code: APIError.Code, _ status: Int?, isDoubtful: Bool = false) -> Bool {
            var error = APIError(code, "no", answer: status.map { APIError.Answer(status: $0) })
            error.mayHaveBeenCarriedOut = isDoubtful
            return ConversationError(.request, "no", underlying: error).costsNothing
        }
        #expect(costsNothing(.unauthorized, 401) && costsNothing(.billing, 429) && costsNothing(.invalidRequest, 400))
        #expect(costsNothing(.unreachable, nil) && costsNothing(.nameResolution, nil))
        #expect(!costsNothing(.unauthorized, 401, isDoubtful: true))
        #expect(!costsNothing(.unreachable, nil, isDoubtful: true))
        #expect(!costsNothing(.server, 500) && !costsNothing(.timeout, 408) && !costsNothing(.conflict, 409))
        #expect(!costsNothing(.truncatedAnswer, 200) && !costsNothing(.decoding, nil))
        #expect(!ConversationError(.functionFailed, "no").costsNothing)
    }

    /// Functions for which nobody waits any more after so many calls.
    private final class LeftFunctions: FunctionRunner {
        private let left: Mutex<Int>
        init(after calls: Int) { left = Mutex(calls) }

        func runs(_ name: String) -> Bool { left.withLock { $0 > 0 } }

        func output(of call: FunctionCall) async throws(ConversationError) -> String {
            left.withLock { $0 -= 1 }
            return "shipped"
        }
    }

    @Test("once nobody waits any more, no further function is called and no further request sent", arguments: [1, 2])
    func left(_ calls: Int) async throws {
        let account = StreamingAccount(Self.completed("resp_1", Self.call, Self.call), Self.completed("resp_2"))
        let conversation = ResponsesConversation(client: account, request: ["model": "gpt-4.1"])
        let answer = try await conversation.ask("Where?", calling: LeftFunctions(after: calls)) { [shown] in
            shown.note($0)
        }
        guard case .openCalls = answer.ending else {
            Issue.record("was asked further: \(answer.ending)")
            return
        }
        #expect(shown.all.count == calls && account.lines.count == 1)
        // What was used by then is known.
        #expect(answer.usage != nil)
    }

    @Test("a model that calls and calls is stopped")
    func endless() async throws {
        let steps = (0...20).map { _ in Self.completed("resp_1", Self.call) }
        let account = StreamingAccount(steps: steps)
        let error = await #expect(throws: ConversationError.self) {
            try await ask(
                "Where?",
                ResponsesConversation(client: account, request: ["model": "m"]),
                FixedFunctions(outputs: ["lookup_order": "?"])
            )
        }
        #expect(error?.code == .endlessCalls)
        #expect(account.lines.count == 21)
    }

    @Test("a cut answer, a refusal, a failure and a lost connection are four different ends")
    func ends() async throws {
        let cut = Self.event(
            "response.incomplete",
            #""response":{"id":"r","status":"incomplete","incomplete_details":{"reason":"content_filter"}}"#
        )
        let refusal = [
            Self.event("response.refusal.delta", #""delta":"No.""#),
            Self.event("response.completed", #""response":{"id":"r","status":"completed","output":[]}"#),
        ]
        let account = StreamingAccount(
            .events([cut]),
            .events(refusal),
            .events([Self.event("error", #""code":"server_error","message":"Sorry.""#)]),
            .events([Self.event("response.output_text.delta", #""delta":"Ten ""#)])
        )
        let conversation = ResponsesConversation(client: account, request: ["model": "m"])
        #expect(try await ask("1", conversation).ending == .incomplete(reason: "content_filter"))
        #expect(try await ask("2", conversation).ending == .refused)
        #expect(shown.all == [.refusal("No.")])
        let failed = await #expect(throws: ConversationError.self) { try await ask("3", conversation) }
        #expect(failed?.underlying?.code == .server)
        #expect(failed?.message.contains("Sorry.") == true)
        let lost = await #expect(throws: ConversationError.self) { try await ask("4", conversation) }
        #expect(lost?.underlying?.code == .truncatedAnswer)
        #expect(account.lines.last?.contains(#""content":"1""#) == false, "failed questions are forgotten")
    }
}

import OpenAIAPI
import OpenAIHTTP
import OrderedJSON
import Testing

@Suite("Answers that come as they are written", .timeLimit(.minutes(5)))
struct StreamTests {
    private static let head = """
        HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nx-request-id: r5\r\n
        """
    private static let delta = #"{"type":"response.output_text.delta","delta":"Räder "}"#
    private static let completed = #"""
        {"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[],
        """# + #""usage":{"input_tokens":3,"output_tokens":2}}}"#

    private struct Outcome: Sendable {
        var events: [ResponseEvent] = []
        var error: APIError?
        var text = ""
        var requests: [ScriptedServer.Request] = []
    }

    /// A chunked answer whose chunks tear events and characters.
    private func stream(_ events: String..., chunk: Int = 7) -> ScriptedServer.Step {
        let text = events.map { "event: x\ndata: \($0.replacing("\n", with: ""))\n\n" }.joined()
        var (bytes, rest) = (Array("\(Self.head)Transfer-Encoding: chunked\r\n\r\n".utf8), Array(text.utf8)[...])
        while !rest.isEmpty {
            let piece = rest.prefix(chunk)
            bytes += Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8)
            rest = rest.dropFirst(piece.count)
        }
        return .answerBytes(bytes + Array("0\r\n\r\n".utf8))
    }

    private func read(
        _ steps: ScriptedServer.Step...,
        body: JSONValue = ["store": false],
        timeouts: ClientConfiguration.Timeouts = .init()
    ) async throws -> Outcome {
        try await ScriptedServer.with(steps) { server in
            var outcome = try await withClient(port: server.port, timeouts: timeouts) { client in
                var outcome = Outcome()
                do throws(APIError) {
                    for try await event in try await client.streamResponse(body) { outcome.events.append(event) }
                } catch {
                    outcome.error = error
                    outcome.text = error.description.replacing("127.0.0.1:\(server.port)", with: "HOST")
                }
                return outcome
            }
            outcome.requests = server.requests
            return outcome
        }
    }

    @Test("text, citations and calls come in their order, until the answer is complete")
    func order() async throws {
        let outcome = try await read(
            stream(
                #"{"type":"response.created","response":{"id":"resp_1","status":"in_progress","output":[]}}"#,
                Self.delta,
                #"{"type":"response.output_text.annotation.added","annotation":{"type":"file_citation","#
                    + #""file_id":"file-1","index":2,"filename":"Preise.md"}}"#,
                #"{"type":"response.refusal.delta","delta":"no"}"#,
                #"{"type":"response.output_item.done","item":{"type":"code_interpreter_call","id":"ci_1","#
                    + #""code":"1+1","outputs":null}}"#,
                #"{"type":"response.output_item.done","item":{"type":"function_call","call_id":"call_1","#
                    + #""name":"lookup_order","arguments":"{}"}}"#,
                #"{"type":"response.output_item.done","item":{"type":"message"}}"#,
                #"{"type":"keepalive","n":1}"#,
                Self.completed,
                Self.delta
            )
        )
        #expect(outcome.error == nil)
        try #require(outcome.events.count == 9)
        guard case .created(let created) = outcome.events[0], case .citation(let citation) = outcome.events[2],
            case .codeInterpreterCall(let code) = outcome.events[4],
            case .functionCall(let call) = outcome.events[5], case .completed(let response) = outcome.events[8]
        else {
            Issue.record("other events: \(outcome.events)")
            return
        }
        #expect(created.status == .inProgress)
        #expect(outcome.events[1] == .textDelta("Räder "))
        #expect(citation.fileID == "file-1")
        #expect(citation.filename == "Preise.md")
        #expect(outcome.events[3] == .refusalDelta("no"))
        #expect(code.code == "1+1")
        #expect(code.outputs.isEmpty)
        #expect(call.callID == "call_1")
        #expect(
            outcome.events[6]
                == .other(
                    type: "response.output_item.done",
                    ["type": "response.output_item.done", "item": ["type": "message"]]
                )
        )
        #expect(outcome.events[7] == .other(type: "keepalive", ["type": "keepalive", "n": 1]))
        #expect(response.usage == TokenUsage(input: 3, output: 2))
    }

    @Test("the request asks for a stream")
    func request() async throws {
        let outcome = try await read(stream(Self.completed), body: ["model": "gpt-6-luna", "store": false])
        let request = try #require(outcome.requests.first)
        #expect(request.lines.first == "POST /v1/responses HTTP/1.1")
        #expect(request.header("accept") == "text/event-stream")
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"model":"gpt-6-luna","store":false,"stream":true}"#)
    }

    @Test("a stream that ends too early is a broken answer, what came before is kept")
    func truncated() async throws {
        let outcome = try await read(stream(Self.delta, "[DONE]"), body: [:])
        #expect(outcome.events == [.textDelta("Räder ")])
        #expect(
            outcome.text == """
                POST http://HOST/v1/responses: 200: the stream ended before the answer was complete. Try again; if it \
                stays so, a proxy between cuts answers off. The server may have carried it out: look before repeating \
                it. (request id r5)
                """
        )
        #expect(outcome.error?.code == .truncatedAnswer)
        #expect(try await read(stream(Self.delta)).error?.code == .truncatedAnswer)
    }

    @Test("a connection that breaks is told like a stream that ends, and never repeated")
    func broken() async throws {
        let outcome = try await read(
            .answerAndClose("\(Self.head)Content-Length: 1000\r\n\r\ndata: \(Self.delta)\n\nda")
        )
        #expect(outcome.events == [.textDelta("Räder ")])
        #expect(outcome.error?.code == .truncatedAnswer)
        #expect(outcome.error?.mayHaveBeenCarriedOut == false)
        #expect(outcome.error?.answer?.requestID == "r5")
        #expect(outcome.requests.count == 1)
    }

    @Test("a server that falls silent is given up")
    func silent() async throws {
        let outcome = try await read(
            .answer("\(Self.head)Content-Length: 1000\r\n\r\ndata: \(Self.delta)\n\n"),
            timeouts: .init(uploadIdle: .seconds(2))
        )
        #expect(outcome.events == [.textDelta("Räder ")])
        #expect(outcome.error?.code == .timeout)
        #expect(outcome.error?.message == "nothing came for 2.0 seconds")
    }

    @Test("who is cancelled while the answer comes is told so, and stops the server")
    func cancelled() async throws {
        let step = ScriptedServer.Step.answer("\(Self.head)Content-Length: 1000\r\n\r\ndata: \(Self.delta)\n\n")
        let error = try await ScriptedServer.with([step]) { server in
            try await withClient(port: server.port) { client in
                let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
                return await withTaskGroup(of: APIError?.self) { group in
                    group.addTask {
                        do throws(APIError) {
                            for try await _ in try await client.streamResponse([:]) { arrived.yield() }
                            return nil
                        } catch {
                            return error
                        }
                    }
                    for await _ in arrivals { break }
                    group.cancelAll()
                    return await group.next() ?? nil
                }
            }
        }
        #expect(error?.code == .cancelled)
        #expect(error?.mayHaveBeenCarriedOut == true)
    }

    @Test("a failure in the stream is an error with the server's words, without the key")
    func failures() async throws {
        let words = #""message":"Slow\ndown, \#(testKey)""#
        let events = [
            #"{"type":"error","code":"rate_limit_exceeded",\#(words),"param":null}"#,
            #"{"type":"error","error":{"code":"rate_limit_exceeded",\#(words)}}"#,
            #"{"type":"response.failed","response":{"id":"r","status":"failed","output":[],"error":"#
                + #"{"code":"rate_limit_exceeded",\#(words)}}}"#,
        ]
        for event in events {
            let outcome = try await read(stream(Self.delta, event, Self.completed))
            #expect(outcome.events.count == 1)
            #expect(outcome.error?.code == .rateLimited)
            #expect(
                outcome.text == """
                    POST http://HOST/v1/responses: 200 rate_limit_exceeded: Slow down, <redacted>. Wait and try again, \
                    or lower --concurrency. (request id r5)
                    """
            )
        }
    }

    @Test("a cut answer is complete all the same, and says why")
    func incomplete() async throws {
        let event = #"{"type":"response.incomplete","response":{"id":"r","status":"incomplete","output":[],"#
        let outcome = try await read(stream(event + #""incomplete_details":{"reason":"content_filter"}}}"#))
        guard case .incomplete(let response) = outcome.events.first else {
            Issue.record("other events: \(outcome.events)")
            return
        }
        #expect(response.incompleteReason == "content_filter")
        #expect(outcome.error == nil)
    }

    @Test("an event that is not what the contract promises names the place")
    func badEvents() async throws {
        let noJSON = try await read(stream("{"))
        #expect(noJSON.error?.code == .decoding)
        #expect(noJSON.error?.message.hasPrefix("the answer has an event that is not JSON (") == true)
        let noDelta = try await read(stream(#"{"type":"response.output_text.delta"}"#))
        #expect(noDelta.error?.message == "delta in the answer is missing")
    }

    @Test("a refusal before the stream is an error at once, and repeated when that can help")
    func refusals() async throws {
        let refusal = ScriptedServer.response(400, #"{"error":{"message":"Bad.","code":"x"}}"#)
        let refused = try await read(.answer(refusal))
        #expect(refused.error?.code == .invalidRequest)
        let busy = ScriptedServer.response(503, "{}")
        let repeated = try await read(.answer(busy), stream(Self.completed))
        #expect(repeated.error == nil)
        #expect(repeated.requests.count == 2)
        let stored = try await read(.answer(busy), stream(Self.completed), body: ["store": true])
        #expect(stored.error?.mayHaveBeenCarriedOut == true)
        #expect(stored.requests.count == 1)
    }

    @Test("a server that does not stream is told")
    func noStream() async throws {
        let outcome = try await read(.answer(ScriptedServer.response(200, #"{"id":"resp_1"}"#)))
        #expect(outcome.error?.message == "the server answered without a stream of events")
    }
}

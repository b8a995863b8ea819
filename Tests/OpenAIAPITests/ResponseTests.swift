import OpenAIAPI
import OrderedJSON
import Testing

@Suite("Responses")
struct ResponseTests {
    @Test("an answer is read with its citations, calls and usage")
    func decodes() async throws {
        let client = try ScriptedClient(
            #"""
            {"id":"resp_1","model":"gpt-6-luna","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},
             "error":null,"output":[
              {"type":"reasoning","id":"rs_1","summary":[]},
              {"type":"code_interpreter_call","id":"ci_1","container_id":"cntr_1","code":"1+1","outputs":[
               {"type":"logs","logs":"2"},{"type":"image","url":"https://x.example/i"},{"type":"new"}]},
              {"type":"message","content":[{"type":"output_text","text":"Two ","annotations":[
               {"type":"file_citation","file_id":"file-1","index":4,"filename":"prices.md"}]},
               {"type":"refusal","refusal":"no more"}]},
              {"type":"function_call","call_id":"call_1","name":"lookup_order","arguments":"{\"n\":1}"}],
             "usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":4},"output_tokens":5,
              "output_tokens_details":{"reasoning_tokens":2},"total_tokens":15}}
            """#
        )
        let response = try await client.createResponse(["model": "gpt-6-luna", "input": "1+1?", "store": false])
        #expect(response.text == "Two no more")
        #expect(response.citations.map(\.filename) == ["prices.md"])
        #expect(response.functionCalls.map(\.arguments) == [#"{"n":1}"#])
        #expect(
            response.codeInterpreterCalls.map(\.outputs)
                == [[.logs("2"), .image(url: "https://x.example/i"), .other(type: "new")]]
        )
        #expect(response.usage == TokenUsage(input: 10, cachedInput: 4, output: 5, reasoning: 2))
        #expect(response.status == .incomplete)
        #expect(response.incompleteReason == "max_output_tokens")
        #expect(response.output.count == 4)
        #expect(client.lines == [#"POST /responses {"model":"gpt-6-luna","input":"1+1?","store":false}"#])
    }

    @Test("only an answer that leaves nothing behind may be asked for twice")
    func repeatability() async throws {
        let client = ScriptedClient { _, _ throws(APIError) in ["id": "resp_1"] }
        _ = try await client.createResponse(["store": false])
        _ = try await client.createResponse(["store": false, "conversation": .null])
        _ = try await client.createResponse(["store": false, "conversation": "conv_1"])
        _ = try await client.createResponse(["store": true])
        _ = try await client.createResponse([:])
        #expect(
            client.requests.map(\.repeatability)
                == [.always, .always, .onlyIfNotCarriedOut, .onlyIfNotCarriedOut, .onlyIfNotCarriedOut]
        )
        #expect(client.requests.allSatisfy { $0.answersSlowly && $0.beta == nil })
    }

    @Test(
        "an answer that failed is an error with the server's code",
        arguments: [
            ("rate_limit_exceeded", APIError.Code.rateLimited), ("insufficient_quota", .billing),
            ("server_error", .server), ("invalid_prompt", .invalidRequest),
        ]
    )
    func failed(code: String, expected: APIError.Code) async throws {
        let client = try ScriptedClient(
            #"{"id":"resp_1","status":"failed","error":{"code":"\#(code)","message":"Not today."},"output":[]}"#
        )
        let error = await #expect(throws: APIError.self) { try await client.createResponse(["store": true]) }
        #expect(error?.code == expected)
        #expect(error?.message == "Not today.")
        #expect(error?.answer?.code == code)
        #expect(error?.mayHaveBeenCarriedOut == true)
    }

    @Test("a body that is no object is refused")
    func rest() async throws {
        let client = try ScriptedClient("null")
        let error = await #expect(throws: APIError.self) { try await client.createResponse("hello") }
        #expect(error?.code == .invalidRequest)
        #expect(client.lines.isEmpty)
    }
}

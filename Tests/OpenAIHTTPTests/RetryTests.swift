import OpenAIAPI
import OpenAIHTTP
import Testing

@Suite("Bad days that pass")
struct RetryTests {
    private let success = ScriptedServer.Step.answer(ScriptedServer.response(200, #"{"data":[]}"#))

    @Test(
        "a 429 is repeated when the server says",
        arguments: [
            (["retry-after-ms: 1500", "retry-after: 9"], Duration.milliseconds(1500)),
            (["retry-after: 2"], .seconds(2)),
            (["retry-after: 0.25"], .milliseconds(250)),
            (["Retry-After: Mon, 23 Nov 2026 12:00:07 GMT"], .seconds(7)),
            (["Retry-After: Mon, 23 Nov 2026 12:00:07 GMT", "Date: Mon, 23 Nov 2026 12:00:02 GMT"], .seconds(5)),
            (["retry-after: 0"], .milliseconds(500)),
            (["retry-after: soon"], .milliseconds(500)),
            ([], .milliseconds(500)),
        ]
    )
    func rateLimit(headers: [String], wait: Duration) async throws {
        try await ScriptedServer.with([.answer(ScriptedServer.response(429, "{}", headers: headers)), success]) {
            server in
            let witness = Witness()
            _ = try await withClient(port: server.port, witness: witness) { try await $0.listModels() }
            #expect(witness.waits == [wait])
            #expect(server.requests.count == 2)
        }
    }

    @Test("a server that asks for more than two minutes is not waited for")
    func tooLongWait() async throws {
        let body = #"{"error":{"message":"Slow down","type":"rate_limit_error","param":null,"code":"slow_down"}}"#
        let answer = ScriptedServer.response(429, body, headers: ["retry-after: 121", "x-should-retry: true"])
        try await ScriptedServer.with([.answer(answer)]) { server in
            let error = await #expect(throws: APIError.self) {
                try await withClient(port: server.port) { try await $0.listModels() }
            }
            #expect(error?.code == .rateLimited)
            #expect(error?.answer?.retryAfter == .seconds(121))
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        "billing errors are never repeated",
        arguments: ["credit_balance_exhausted", "project_spend_limit_exceeded", "insufficient_quota"]
    )
    func billing(code: String) async throws {
        let body = #"{"error":{"message":"No credit.","type":"insufficient_quota","param":null,"code":"\#(code)"}}"#
        let answer = ScriptedServer.response(429, body, headers: ["x-should-retry: true", "x-request-id: r1"])
        try await ScriptedServer.with([.answer(answer)]) { server in
            let error = await #expect(throws: APIError.self) {
                try await withClient(port: server.port) { try await $0.listModels() }
            }
            #expect(
                error?.description == """
                    GET http://127.0.0.1:\(server.port)/v1/models: 429 \(code): No credit. Retrying does not help: \
                    raise the limit or add credit in the account's billing settings. (request id r1)
                    """
            )
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        "a creation is not repeated after an answer that leaves open whether it was done",
        arguments: [
            (408, "{}"), (409, "{}"), (500, ""), (504, "<html>"),
            (503, #"{"error":{"type":"service_unavailable_error","code":"server_is_overloaded","message":"x"}}"#),
        ]
    )
    func doubtfulCreation(status: Int, body: String) async throws {
        try await ScriptedServer.with([.answer(ScriptedServer.response(status, body))]) { server in
            let error = await #expect(throws: APIError.self) {
                try await withClient(port: server.port) { try await $0.createVectorStore(VectorStoreParameters()) }
            }
            #expect(error?.mayHaveBeenCarriedOut == true)
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        "a creation is repeated after a refusal for the rate, which certainly made nothing",
        arguments: ["{}", #"{"error":{"type":"rate_limit_error","code":"slow_down","message":"x"}}"#]
    )
    func creationAfterRefusal(body: String) async throws {
        let steps: [ScriptedServer.Step] = [
            .answer(ScriptedServer.response(429, body)), .answer(ScriptedServer.response(200, storeJSON)),
        ]
        try await ScriptedServer.with(steps) { server in
            let store = try await withClient(port: server.port) { client in
                try await client.createVectorStore(VectorStoreParameters())
            }
            #expect(store.id == "vs_1")
            #expect(server.requests.count == 2)
        }
    }

    @Test("a read is repeated after a lost connection, a creation is not")
    func lostConnection() async throws {
        try await ScriptedServer.with([.close, success, .close]) { server in
            _ = try await withClient(port: server.port) { try await $0.listModels() }
            #expect(server.requests.count == 2)
            let error = await #expect(throws: APIError.self) {
                try await withClient(port: server.port) { try await $0.createVectorStore(VectorStoreParameters()) }
            }
            #expect(error?.code == .unreachable)
            #expect(error?.mayHaveBeenCarriedOut == true)
            #expect(error?.attempts == 1)
            #expect(server.requests.count == 3)
        }
    }

    @Test("an update carries complete values and is repeated")
    func update() async throws {
        let steps: [ScriptedServer.Step] = [.close, .answer(ScriptedServer.response(200, storeJSON))]
        try await ScriptedServer.with(steps) { server in
            _ = try await withClient(port: server.port) { client in
                try await client.updateVectorStore("vs_1", VectorStoreParameters(name: .value("x")))
            }
            #expect(
                server.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
                    #"{"name":"x"}"#, #"{"name":"x"}"#,
                ]
            )
        }
    }

    @Test("a deletion that worked before its answer was lost is a success")
    func deletion() async throws {
        let steps: [ScriptedServer.Step] = [.close, .answer(ScriptedServer.response(404, "{}"))]
        try await ScriptedServer.with(steps) { server in
            let result = try await withClient(port: server.port) { try await $0.deleteFile("file-1") }
            #expect(result == .alreadyGone)
        }
    }

    @Test("a server that stays broken is given up after six tries")
    func givesUp() async throws {
        try await ScriptedServer.with([]) { server in
            let witness = Witness()
            let error = await #expect(throws: APIError.self) {
                try await withClient(port: server.port, witness: witness) { try await $0.listModels() }
            }
            #expect(error?.attempts == 6)
            #expect(witness.waits.map { $0 / .milliseconds(1) } == [500, 1000, 2000, 4000, 8000])
        }
    }
}

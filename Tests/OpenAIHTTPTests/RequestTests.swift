import OpenAIAPI
import OpenAIHTTP
import Testing

@Suite("Requests on the wire")
struct RequestTests {
    @Test("a read carries key, organisation, project, beta and agent")
    func headersOfARead() async throws {
        try await ScriptedServer.with([.answer(ScriptedServer.response(200, #"{"data":[]}"#))]) { server in
            _ = try await withClient(port: server.port, organization: "org_x", project: "proj_y") { client in
                try await client.listAssistants()
            }
            let request = try #require(server.requests.first)
            #expect(request.lines.first == "GET /v1/assistants?limit=100&order=asc HTTP/1.1")
            #expect(request.header("authorization") == "Bearer \(testKey)")
            #expect(request.header("openai-organization") == "org_x")
            #expect(request.header("openai-project") == "proj_y")
            #expect(request.header("openai-beta") == "assistants=v2")
            #expect(request.header("user-agent") == "assistantctl/1.2.3")
            #expect(request.header("content-type") == nil)
            #expect(request.body.isEmpty)
        }
    }

    @Test("a creation carries JSON, and nothing that is not configured")
    func creation() async throws {
        try await ScriptedServer.with([.answer(ScriptedServer.response(200, storeJSON))]) { server in
            let store = try await withClient(port: server.port) { client in
                try await client.createVectorStore(VectorStoreParameters(name: .value("Handbuch für alle")))
            }
            #expect(store.id == "vs_1")
            let request = try #require(server.requests.first)
            #expect(request.lines.first == "POST /v1/vector_stores HTTP/1.1")
            #expect(request.header("content-type") == "application/json")
            #expect(request.header("openai-organization") == nil)
            #expect(request.header("openai-project") == nil)
            #expect(String(decoding: request.body, as: UTF8.self) == #"{"name":"Handbuch für alle","file_ids":[]}"#)
        }
    }

    @Test("the answers' organisation, time and request id can be looked up")
    func observesTheAccount() async throws {
        let headers = [
            "OpenAI-Organization: org-other", "Date: Mon, 23 Nov 2026 12:00:00 GMT", "X-Request-Id: req_9",
        ]
        let answer = ScriptedServer.response(200, #"{"data":[]}"#, headers: headers)
        try await ScriptedServer.with([.answer(answer), .answer(answer)]) { server in
            try await withClient(port: server.port) { client in
                #expect(client.observed == ObservedAccount())
                _ = try await client.listModels()
                _ = try await client.listModels()
                #expect(
                    client.observed
                        == ObservedAccount(
                            organizations: ["org-other"],
                            serverTime: 1_795_435_200,
                            lastRequestID: "req_9"
                        )
                )
            }
        }
    }

    @Test("the server's hint when to look again reaches the caller")
    func pollHint() async throws {
        let answer = ScriptedServer.response(
            200,
            #"{"id":"vsfb_1","status":"in_progress"}"#,
            headers: ["openai-poll-after-ms: 2500"]
        )
        try await ScriptedServer.with([.answer(answer)]) { server in
            let batch = try await withClient(port: server.port) { client in
                try await client.retrieveFileBatch("vsfb_1", in: "vs_1")
            }
            #expect(batch.pollAfter == .milliseconds(2500))
        }
    }

    @Test("a deletion may be answered without a body")
    func emptyDeletion() async throws {
        try await ScriptedServer.with([.answer(ScriptedServer.response(200, ""))]) { server in
            let result = try await withClient(port: server.port) { try await $0.deleteFile("file-1") }
            #expect(result == .deleted)
        }
    }

    @Test("the observer sees every try, without bodies")
    func observer() async throws {
        let steps: [ScriptedServer.Step] = [
            .answer(ScriptedServer.response(503, "", headers: ["x-request-id: r1"])),
            .answer(ScriptedServer.response(200, #"{"data":[]}"#, headers: ["x-request-id: r2"])),
        ]
        try await ScriptedServer.with(steps) { server in
            let witness = Witness()
            _ = try await withClient(port: server.port, witness: witness) { try await $0.listModels() }
            #expect(witness.records.map(\.status) == [503, 200])
            #expect(witness.records.map(\.requestID) == ["r1", "r2"])
            #expect(witness.records.map(\.attempt) == [1, 2])
            #expect(witness.records.map(\.failure) == ["server", nil])
            #expect(witness.records.map(\.retryAfter) == [.milliseconds(500), nil])
            #expect(witness.records.map(\.path) == ["/v1/models", "/v1/models"])
        }
    }
}

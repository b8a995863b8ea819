import OpenAIAPI
import OpenAIHTTP
import Testing

@Suite("Redirects")
struct RedirectTests {
    private func redirect(_ status: Int, to location: String) -> ScriptedServer.Step {
        .answer(ScriptedServer.response(status, "", headers: ["Location: \(location)"]))
    }

    @Test("a read follows within the origin", arguments: [301, 302, 303, 307, 308])
    func followsWithinOrigin(status: Int) async throws {
        let steps = [
            redirect(status, to: "/api/v1/models#x"), .answer(ScriptedServer.response(200, #"{"data":[{"id":"m"}]}"#)),
        ]
        try await ScriptedServer.with(steps) { server in
            let models = try await withClient(port: server.port) { try await $0.listModels() }
            #expect(models.map(\.id) == ["m"])
            #expect(server.requests.last?.lines.first == "GET /api/v1/models HTTP/1.1")
        }
    }

    @Test("the key never goes to another origin")
    func refusesOtherOrigin() async throws {
        try await ScriptedServer.with([]) { other in
            let step = redirect(302, to: "http://127.0.0.1:\(other.port)/v1/models?key=\(testKey)")
            try await ScriptedServer.with([step]) { server in
                let error = await #expect(throws: APIError.self) {
                    try await withClient(port: server.port) { try await $0.listModels() }
                }
                #expect(
                    error?.description == """
                        GET http://127.0.0.1:\(server.port)/v1/models: 302: the server redirects to \
                        http://127.0.0.1:\(other.port)/v1/models?key=<redacted>. Set base_url to the place itself; the \
                        key is never sent on to it.
                        """
                )
            }
            #expect(other.requests.isEmpty)
        }
    }

    @Test("a write is not redirected at all")
    func refusesWrites() async throws {
        try await ScriptedServer.with([redirect(308, to: "/v2/vector_stores")]) { server in
            let error = await #expect(throws: APIError.self) {
                try await withClient(port: server.port) { try await $0.createVectorStore(VectorStoreParameters()) }
            }
            #expect(error?.code == .redirected)
            #expect(error?.mayHaveBeenCarriedOut == false)
            #expect(server.requests.count == 1)
        }
    }

    @Test("circles end")
    func circle() async throws {
        let steps = Array(repeating: redirect(302, to: "/v1/models"), count: 9)
        try await ScriptedServer.with(steps) { server in
            let error = await #expect(throws: APIError.self) {
                try await withClient(port: server.port) { try await $0.listModels() }
            }
            #expect(error?.message == "more than 5 redirects")
            #expect(server.requests.count == 6)
        }
    }
}

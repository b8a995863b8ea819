import OpenAIAPI
import OpenAIHTTP
import Testing

@Suite("Connections that never stand")
struct ConnectionTests {
    private func failure(_ url: String, witness: Witness = Witness()) async throws -> APIError {
        try #require(
            await #expect(throws: APIError.self) {
                try await withClient(port: 0, url: url, witness: witness) {
                    try await $0.createVectorStore(VectorStoreParameters())
                }
            }
        )
    }

    @Test("a refused connection is repeated twice, creations too, and told")
    func refused() async throws {
        let port = try await ScriptedServer.with([]) { $0.port }
        let witness = Witness()
        let error = try await failure("http://127.0.0.1:\(port)/v1", witness: witness)
        #expect(
            error.description == """
                POST http://127.0.0.1:\(port)/v1/vector_stores: no connection (Connection refused). Check \
                that `assistantctl sandbox`, or another server, is running there and that base_url is right. (3 attempts)
                """
        )
        #expect(error.mayHaveBeenCarriedOut == false)
        #expect(witness.waits == [.milliseconds(500), .seconds(1)])
    }

    @Test("a name without an address")
    func nameResolution() async throws {
        let error = try await failure("https://nonexistent.invalid/v1")
        #expect(error.code == .nameResolution)
        #expect(
            error.description == """
                POST https://nonexistent.invalid/v1/vector_stores: the host name nonexistent.invalid cannot be \
                resolved. Check base_url for a typing error, and the network's DNS. (3 attempts)
                """
        )
    }

    @Test("https to a server that speaks plain http")
    func tls() async throws {
        try await ScriptedServer.with([]) { server in
            let error = try await failure("https://127.0.0.1:\(server.port)/v1")
            #expect(error.code == .tls)
            #expect(error.mayHaveBeenCarriedOut == false)
            #expect(error.attempts == 1)
            #expect(
                error.description == """
                    POST https://127.0.0.1:\(server.port)/v1/vector_stores: no trusted TLS connection (the server does \
                    not speak TLS on this port). Check that base_url names an https server with a certificate that \
                    this machine trusts.
                    """
            )
        }
    }
}

import OpenAIAPI
import OpenAIHTTP
import OrderedJSON
import Testing

@Suite("Compressed answers that nobody asked for")
struct CompressionTests {
    /// `{"data":[{"id":"gpt-6-luna"}]}` as gzip and as zlib have it.
    private static let packed = [
        "gzip":
            "1f8b0800000000000203ab564a492c4954b28aae56ca4c51b2524a2f28d135d3cd29cd4b54aa8dad05009c19be501e000000",
        "deflate": "789cab564a492c4954b28aae56ca4c51b2524a2f28d135d3cd29cd4b54aa8dad0500951c09db",
    ]
    /// A list with five thousand blanks in it.
    private static let bomb =
        "1f8b0800000000000203edc1310d00200c00302b6432b0b2702c41021f997754f0b5bdb1eb54cc5c0300000000f8ae1f3ac7571093130000"

    private func answer(_ hex: String, _ encoding: String) -> ScriptedServer.Step {
        let digits = Array(hex)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0..<$0 + 2]), radix: 16)
        }
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(bytes.count)\r\nContent-Encoding: \(encoding)\r\n\r\n"
        return .answerBytes(Array(head.utf8) + bytes)
    }

    @Test("are unpacked", arguments: ["gzip", "deflate"])
    func unpacked(encoding: String) async throws {
        let packed = try #require(Self.packed[encoding])
        try await ScriptedServer.with([answer(packed, encoding)]) { server in
            let models = try await withClient(port: server.port) { try await $0.listModels() }
            #expect(models.map(\.id) == ["gpt-6-luna"])
            #expect(server.requests.first?.header("accept-encoding") == "identity")
        }
    }

    @Test("are not unpacked beyond the limit of an answer")
    func limited() async throws {
        try await ScriptedServer.with([answer(Self.bomb, "gzip")]) { server in
            let error = await #expect(throws: APIError.self) {
                try await withClient(port: server.port, maximumAnswerBytes: 1000) { try await $0.listModels() }
            }
            #expect(error?.code == .decoding)
            #expect(error?.message.contains("cannot be unpacked to at most 1000 bytes") == true)
        }
    }

    @Test("that are damaged are told")
    func damaged() async throws {
        try await ScriptedServer.with([answer("00112233445566778899", "gzip")]) { server in
            let error = await #expect(throws: APIError.self) {
                try await withClient(port: server.port) { try await $0.createVectorStore(VectorStoreParameters()) }
            }
            #expect(error?.message.contains("is compressed and cannot be unpacked") == true)
            #expect(error?.mayHaveBeenCarriedOut == true)
        }
    }
}

import OpenAIAPI
import OpenAIHTTP
import Testing

@Suite("Requests that must not be late")
struct TimeLimitTests {
    private let success = ScriptedServer.Step.answer(ScriptedServer.response(200, #"{"data":[]}"#))

    private func request(_ repeatability: APIRequest.Repeatability, limit: Duration?) -> APIRequest {
        var request = APIRequest(.post, ["skills", "skill_1"], repeatability: repeatability)
        request.timeLimit = limit
        return request
    }

    @Test("what must not be repeated is sent once, and the error says whether it may have been carried out")
    func once() async throws {
        for (status, isDoubtful) in [(429, false), (500, true)] {
            try await ScriptedServer.with([.answer(ScriptedServer.response(status, "{}")), success]) { server in
                let error = await #expect(throws: APIError.self) {
                    try await withClient(port: server.port) { try await $0.send(request(.never, limit: nil)) }
                }
                #expect(error?.mayHaveBeenCarriedOut == isDoubtful)
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test("a try under way is given up when its time is over")
    func underWay() async throws {
        try await ScriptedServer.with([.hang, success]) { server in
            let error = await #expect(throws: APIError.self) {
                try await withClient(port: server.port) {
                    try await $0.send(request(.always, limit: .milliseconds(500)))
                }
            }
            #expect(error?.code == .timeout)
            #expect(error?.message == "nothing came for 0.5 seconds")
            // On a slow machine the time may be over before the server sees the first try.
            #expect(server.requests.count <= 1)
        }
    }

    @Test("no try begins that would be late")
    func nextTry() async throws {
        let busy = ScriptedServer.Step.answer(ScriptedServer.response(429, "{}", headers: ["retry-after: 90"]))
        for (limit, count) in [(Duration.seconds(60), 1), (.seconds(120), 2)] {
            try await ScriptedServer.with([busy, success]) { server in
                // Whether it throws is the number of requests.
                _ = try? await withClient(port: server.port) { try await $0.send(request(.always, limit: limit)) }
                #expect(server.requests.count == count)
            }
        }
    }

    @Test("no try begins behind the last start, and one that began before it goes on")
    func lastStart() async throws {
        let busy = ScriptedServer.Step.answer(ScriptedServer.response(503, "{}", headers: ["retry-after: 90"]))
        for (lastStart, count) in [(Duration.seconds(60), 1), (.seconds(120), 2)] {
            try await ScriptedServer.with([busy, success]) { server in
                var request = request(.always, limit: nil)
                request.lastStart = lastStart
                // Whether it throws is the number of requests.
                _ = try? await withClient(port: server.port) { [request] in try await $0.send(request) }
                #expect(server.requests.count == count)
            }
        }
        try await ScriptedServer.with([success]) { server in
            var request = request(.always, limit: nil)
            request.lastStart = .zero
            _ = try await withClient(port: server.port) { [request] in try await $0.send(request) }
        }
    }

    @Test("an answer tells the server's time")
    func serverTime() async throws {
        let answer = ScriptedServer.response(200, "{}", headers: ["Date: Mon, 23 Nov 2026 12:00:02 GMT"])
        try await ScriptedServer.with([.answer(answer)]) { server in
            let response = try await withClient(port: server.port) {
                try await $0.send(request(.always, limit: nil))
            }
            #expect(response.serverTime == 1_795_435_202)
        }
    }
}

import HTTPTypes
import NIOCore
import OrderedJSON
import Synchronization
import Testing

@testable import Sandbox

@Suite("faults that strike single requests")
struct FaultTests {
    private func faults(_ texts: String..., run: @escaping @Sendable (Account) async throws -> Void) async throws {
        let faults = try texts.map { try Fault($0) }
        try await withSandbox({ $0.faults = faults }, run)
    }

    @Test("an error before the work leaves nothing behind")
    func before() async throws {
        try await faults("POST /v1/vector_stores 503 times=1 retry-after=3") { account in
            let refused = try await account.post("/vector_stores", [:])
            #expect(refused.status == 503)
            #expect(refused.errorCode == "server_is_overloaded")
            #expect(refused.json["error"]?["type"]?.stringValue == "service_unavailable_error")
            #expect(refused.headers[.retryAfter] == "3")
            #expect(refused.headers[.requestID]?.hasPrefix("req_") == true)
            #expect(try await account.get("/vector_stores").ids == [])
            #expect(try await account.post("/vector_stores", [:]).status == 200)
        }
    }

    @Test(
        "an error after the work hides that it was done: a server that is overloaded says so then, too",
        arguments: [(500, nil), (503, "server_is_overloaded")]
    )
    func after(_ status: Int, _ code: String?) async throws {
        try await faults("POST /v1/vector_stores \(status) after times=1") { account in
            let refused = try await account.post("/vector_stores", [:])
            #expect(refused.status == status)
            #expect(refused.errorCode == code)
            #expect(try await account.get("/vector_stores").ids.count == 1)
        }
    }

    @Test("what the work refuses stays refused")
    func refusal() async throws {
        try await faults("POST /v1/vector_stores 502 after") { account in
            let refused = try await account.post("/vector_stores", ["nmae": "x"])
            #expect(refused.status == 400)
        }
    }

    @Test("a rate limit says when to come back, in the words of the API")
    func rateLimit() async throws {
        try await faults(
            "GET /v1/files 429 retry-after-ms=250",
            "GET /v1/models 429",
            "GET /v1/skills 429 code=slow_down"
        ) {
            account in
            let files = try await account.get("/files")
            #expect(files.status == 429)
            #expect(files.errorCode == "rate_limit_exceeded")
            #expect(files.headers[.retryAfterMilliseconds] == "250")
            #expect(files.headers[.retryAfter] == nil)
            #expect(files.headers[.rateRemaining] == "0")
            #expect(files.headers[.rateReset] == "250ms")
            #expect(try await account.get("/models").headers[.retryAfter] == "1")
            let slower = try await account.get("/skills")
            #expect(slower.errorCode == "slow_down")
            #expect(slower.json["error"]?["type"]?.stringValue == "rate_limit_error")
        }
    }

    @Test("a billing error never says when to come back")
    func billing() async throws {
        try await faults("POST /v1/files billing") { account in
            let refused = try await account.post("/files")
            #expect(refused.status == 429)
            #expect(refused.json["error"]?["type"]?.stringValue == "insufficient_quota")
            #expect(refused.errorCode == "credit_balance_exhausted")
            #expect(refused.headers[.retryAfter] == nil)
            #expect(refused.headers[.retryAfterMilliseconds] == nil)
        }
    }

    @Test("a page instead of JSON, with 200 and with 502")
    func pages() async throws {
        try await faults("GET /v1/files html", "POST /v1/vector_stores html status=502 after") { account in
            let signIn = try await account.get("/files")
            #expect(signIn.status == 200)
            #expect(signIn.headers[.contentType] == "text/html; charset=UTF-8")
            #expect(signIn.text.contains("<title>Sign in to continue</title>"))
            let gateway = try await account.post("/vector_stores", [:])
            #expect(gateway.status == 502)
            #expect(gateway.text.contains("502 Bad Gateway"))
            #expect(try await account.get("/vector_stores").ids.count == 1)
        }
    }

    @Test("half of the JSON comes as if that were all")
    func halfJSON() async throws {
        try await faults("POST /v1/vector_stores half-json") { account in
            let half = try await account.post("/vector_stores", ["name": "handbook"])
            #expect(half.status == 200)
            #expect(half.text.hasPrefix(#"{"id":"vs_"#))
            #expect(half.json == .null)
            #expect(half.headers[.contentLength] == String(half.text.utf8.count))
            #expect(try await account.get("/vector_stores").ids.count == 1)
        }
    }

    @Test("delays add up, come from the seed, and are waited for with the clock that was passed in")
    func delays() async throws {
        let waits = Mutex<[Duration]>([])
        let faults = [try Fault("delay ms=50..200 seed=7"), try Fault("GET /v1/models delay ms=1000")]
        func run() async throws -> [Duration] {
            waits.withLock { $0 = [] }
            try await withSandbox({ configuration in
                configuration.faults = faults
                configuration.sleep = { wait in waits.withLock { $0.append(wait) } }
            }) { account in
                _ = try await account.get("/files")
                _ = try await account.get("/models")
                _ = try await account.get("/files")
            }
            return waits.withLock(\.self)
        }
        let first = try await run()
        #expect(first.count == 3)
        #expect(first.map { $0 > .seconds(1) } == [false, true, false])
        #expect(first[0] != first[2])
        #expect(try await run() == first)
    }

    @Test("of the faults that strike a request the first one given decides")
    func order() async throws {
        try await faults("GET /v1/files 503 times=1", "/v1/files 500 times=1") { account in
            var seen: [Int] = []
            for _ in 1...3 { seen.append(try await account.get("/files").status) }
            #expect(seen == [503, 500, 200])
        }
    }

    @Test("skip, times and probability count the requests of the route, and the seed decides the same each time")
    func triggers() async throws {
        try await faults("GET /v1/files 500 skip=1 times=2") { account in
            _ = try await account.get("/models")
            var seen: [Int] = []
            for _ in 1...4 { seen.append(try await account.get("/files").status) }
            #expect(seen == [200, 500, 500, 200])
        }
        let outcomes = Mutex<[[Int]]>([])
        for seed in [7, 7, 8] {
            try await faults("GET /v1/files 500 probability=0.5 seed=\(seed)") { account in
                var seen: [Int] = []
                for _ in 1...20 { seen.append(try await account.get("/files").status) }
                outcomes.withLock { $0.append(seen) }
            }
        }
        let seen = outcomes.withLock(\.self)
        #expect(seen[0] == seen[1])
        #expect(seen[0] != seen[2])
        #expect(Set(seen[0]) == [200, 500])
    }

    @Test("a wrong key is refused before any fault")
    func authentication() async throws {
        try await faults("503") { account in
            var stranger = account
            stranger.key = "sk-wrong-1"
            let refused = try await stranger.get("/files")
            #expect(refused.status == 401)
        }
    }
}

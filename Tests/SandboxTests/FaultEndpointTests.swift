import HTTPTypes
import HummingbirdTesting
import NIOCore
import OrderedJSON
import Testing

@testable import Sandbox

@Suite("/sandbox/faults: what goes wrong, set while the server runs")
struct FaultEndpointTests {
    private func send(
        _ method: HTTPRequest.Method,
        _ body: JSONValue? = nil,
        _ account: Account
    ) async throws -> (status: Int, json: JSONValue) {
        let headers: HTTPFields = body == nil ? [:] : [.contentType: "application/json"]
        let buffer = body.map { ByteBuffer(string: $0.text) }
        return try await account.client.execute(
            uri: "/sandbox/faults",
            method: method,
            headers: headers,
            body: buffer
        ) { response in
            (response.status.code, try JSONValue(parsing: response.body.readableBytesView))
        }
    }

    @Test("put replaces, get counts, delete clears; no key is needed and no fault strikes it")
    func cycle() async throws {
        try await withSandbox { account in
            let set = try await send(.put, ["faults": ["500", "POST /v1/files 503 after times=2"]], account)
            #expect(set.status == 200)
            for _ in 1...2 { #expect(try await account.get("/files").status == 500) }
            #expect(
                try await send(.get, nil, account).json == [
                    "object": "list",
                    "data": [
                        [
                            "object": "sandbox.fault", "fault": "server-error status=500", "matched": 2, "hits": 2,
                        ],
                        [
                            "object": "sandbox.fault",
                            "fault": "POST /v1/files server-error status=503 when=after times=2",
                            "matched": 0, "hits": 0,
                        ],
                    ],
                ]
            )
            let replaced = try await send(.put, ["faults": ["GET /v1/models 503"]], account)
            #expect(replaced.json["data"]?.arrayValue?.count == 1)
            #expect(try await account.get("/files").status == 200)
            #expect(try await account.get("/models").status == 503)
            #expect(try await send(.delete, nil, account).json == ["object": "list", "data": []])
            #expect(try await account.get("/models").status == 200)
        }
    }

    @Test("what cannot be read is refused whole, with its place")
    func refusals() async throws {
        let before = try Fault("GET /v1/models 503")
        try await withSandbox({ $0.faults = [before] }) { account in
            let wrong = try await send(.put, ["faults": ["500", "POST /v1/files fail"]], account)
            #expect(wrong.status == 400)
            #expect(wrong.json["error"]?["param"] == "faults[1]")
            #expect(wrong.json["error"]?["code"] == "invalid_fault")
            #expect(wrong.json["error"]?["message"]?.stringValue?.contains("\"fail\" is no kind of fault") == true)
            for body: JSONValue in [
                [:], ["fault": ["500"]], ["faults": "500"], ["faults": [500]], ["faults": [], "x": 1],
            ] {
                #expect(try await send(.put, body, account).status == 400, "\(body)")
            }
            #expect(try await account.get("/files").status == 200)
            #expect(try await account.get("/models").status == 503)
        }
    }

    @Test("only the sandbox's own address is open: everything else wants a key")
    func keys() async throws {
        try await withSandbox { account in
            var stranger = account
            stranger.key = nil
            let refused = try await stranger.get("/files")
            #expect(refused.status == 401)
            let unknown = try await account.get("/sandbox/faults")
            #expect(unknown.status == 404)
        }
    }
}

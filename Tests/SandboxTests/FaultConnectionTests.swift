import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import OrderedJSON
import Testing

@testable import Sandbox

@Suite("faults of the connection, over a real one")
struct FaultConnectionTests {
    /// What came back for `POST /v1/vector_stores` until the connection ended, and how many stores there are then.
    private func post(
        _ fault: String,
        _ configure: (inout SandboxConfiguration) -> Void = { _ in },
        beforeLooking wait: @escaping @Sendable () async -> Void = {}
    ) async throws -> (answer: String, stores: Int) {
        var configuration = SandboxConfiguration(faults: [try Fault(fault)])
        configure(&configuration)
        return try await SandboxServer(configuration).application().test(.live) { client in
            let port = try #require(client.port)
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            let body = #"{"name": "handbook"}"#
            try connection.send(
                "POST /v1/vector_stores HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer sk-test\r\n"
                    + "content-type: application/json\r\ncontent-length: \(body.utf8.count)\r\nconnection: close\r\n\r\n"
                    + body
            )
            let answer = try await connection.receiveAll()
            await wait()
            let account = Account(client: client, time: ManualTime())
            return (answer, try await account.get("/vector_stores").ids.count)
        }
    }

    @Test("without a fault the answer comes whole")
    func whole() async throws {
        let (answer, stores) = try await post("GET /v1/models 503")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.hasSuffix("}"))
        #expect(stores == 1)
    }

    @Test("dropped before the work or while the request comes in, nothing is answered or done")
    func early() async throws {
        for moment in ["before", "during"] {
            let (answer, stores) = try await post("POST /v1/vector_stores drop \(moment)")
            #expect(answer == "")
            #expect(stores == 0, "\(moment)")
        }
    }

    @Test("dropped after the work, nothing is answered and it is done")
    func late() async throws {
        let (answer, stores) = try await post("POST /v1/vector_stores drop after")
        #expect(answer == "")
        #expect(stores == 1)
    }

    @Test("late work is done when nobody waits for it any more, after the delay that was asked for")
    func postponed() async throws {
        let (begun, begin) = AsyncStream.makeStream(of: Duration.self)
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        let (answer, stores) = try await post("POST /v1/vector_stores late ms=5000") { configuration in
            configuration.afterwards = { delay, leave, work in
                leave()
                begin.yield(delay)
                await work()
                end.yield()
            }
        } beforeLooking: {
            for await _ in ended { break }
        }
        #expect(answer == "")
        #expect(stores == 1)
        #expect(await begun.first { _ in true } == .seconds(5))
    }

    @Test("dropped while answering, half of the announced body comes and the work is done")
    func answering() async throws {
        let (answer, stores) = try await post("POST /v1/vector_stores drop answering")
        let parts = answer.components(separatedBy: "\r\n\r\n")
        #expect(parts[0].hasPrefix("HTTP/1.1 200 OK\r\n"))
        let announced = parts[0].split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length: ") }
        let length = try #require(announced.flatMap { Int($0.dropFirst("content-length: ".count)) })
        #expect(parts[1].utf8.count == length / 2)
        #expect(stores == 1)
    }

    @Test(
        "a request that hangs is held until the client goes, and the server is not",
        .timeLimit(.minutes(5)),
        arguments: [false, true]
    )
    func hang(isDone: Bool) async throws {
        let faults = [try Fault("POST /v1/vector_stores hang \(isDone ? "after" : "before") times=1")]
        try await SandboxServer(SandboxConfiguration(faults: faults)).application().test(.live) { client in
            let connection = try RawConnection(port: try #require(client.port))
            try connection.send(
                "POST /v1/vector_stores HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer sk-test\r\n"
                    + "content-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
            )
            let account = Account(client: client, time: ManualTime())
            let isThere: @Sendable () async throws -> Bool = {
                try await !account.get("/vector_stores").ids.isEmpty
            }
            if isDone {
                // Others are answered meanwhile; the hanging one's work comes when it comes.
                while try await !isThere() { await Task.yield() }
            } else {
                #expect(try await !isThere())
            }
            connection.close()
        }
    }

    @Test("a server that is told to stop does not wait for a request that hangs", .timeLimit(.minutes(5)))
    func shutdown() async throws {
        let faults = [try Fault("GET /v1/files hang")]
        try await SandboxServer(SandboxConfiguration(faults: faults)).application().test(.live) { client in
            let connection = try RawConnection(port: try #require(client.port))
            try connection.send("GET /v1/files HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer sk-test\r\n\r\n")
            let account = Account(client: client, time: ManualTime())
            while true {
                // Until the hanging request has arrived.
                let faults = try await client.execute(uri: "/sandbox/faults", method: .get) { response in
                    try JSONValue(parsing: response.body.readableBytesView)
                }
                if faults["data"]?.arrayValue?.first?["hits"] == 1 { break }
                await Task.yield()
            }
            #expect(try await account.get("/models").status == 200)
        }
    }
}

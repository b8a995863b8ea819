import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import OrderedJSON
import Testing

@testable import Sandbox

@Suite("Who the sandbox answers", .timeLimit(.minutes(5)))
struct LoopbackTests {
    @Test(
        "hosts that are this machine",
        arguments: [
            "localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "127.255.1.9:65535", "[::1]", "[::1]:8080",
        ]
    )
    func loopback(host: String) {
        #expect(LoopbackMiddleware.isLoopback(host))
    }

    @Test(
        "hosts that are not, whatever they look like",
        arguments: [
            "", "attacker.example", "attacker.example:8080", "127.attacker.example", "127.0.0.1.attacker.example",
            "localhost.attacker.example", "128.0.0.1", "127.0.0.256", "127.0.0", "127.0.0.0.1", "127..0.1", "0.0.0.0",
            "192.168.0.4:8080", "[::2]", "[::1", "[::1]8080", "localhost:", "localhost:99999",
            "localhost@attacker.example",
            "127.0.0.+1", "١٢٧.0.0.1",
        ]
    )
    func others(host: String) {
        #expect(!LoopbackMiddleware.isLoopback(host))
    }

    private func status(of host: String, path: String, port: Int) async throws -> String {
        let connection = try RawConnection(port: port)
        defer { connection.close() }
        try connection.send(
            "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nAuthorization: Bearer sandbox\r\nConnection: close\r\n\r\n"
        )
        return try await connection.receiveAll()
    }

    @Test("a page whose name leads here is told why it gets nothing, the sandbox's own addresses included")
    func rebinding() async throws {
        try await SandboxServer(SandboxConfiguration()).whileServing { port in
            #expect(try await status(of: "127.0.0.1:\(port)", path: "/v1/models", port: port).contains(" 200 "))
            for path in ["/v1/models", "/v1/files", "/sandbox/faults"] {
                let answer = try await status(of: "attacker.example:\(port)", path: path, port: port)
                #expect(answer.hasPrefix("HTTP/1.1 421"))
                #expect(answer.contains("addressed to 'attacker.example:\(port)'. Write localhost, 127.0.0.1 or [::1]"))
            }
        }
    }

    @Test("a sandbox that serves one command lets its key in and no other, the published one included")
    func soleKey() async throws {
        try await withSandbox {
            $0.soleKey = "made-up-for-this-run"
        } _: { account in
            var account = account
            account.key = "made-up-for-this-run"
            #expect(try await account.get("/models").status == 200)
            for key in [SandboxConfiguration.servedKey, "sk-other", nil] {
                account.key = key
                #expect(try await account.get("/models").status == 401)
            }
            let faults = try await account.client.execute(uri: "/sandbox/faults", method: .get) { $0.status.code }
            #expect(faults == 401)
        }
    }

    @Test("the key of one command opens the account that the served key opens")
    func sameAccount() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sandbox-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = SandboxConfiguration.Database.file(folder.appendingPathComponent("sandbox.sqlite").path)
        for (soleKey, key) in [("made-up", "made-up"), (nil, SandboxConfiguration.servedKey)] {
            try await withSandbox {
                $0.database = database
                $0.soleKey = soleKey
            } _: { account in
                var account = account
                account.key = key
                let stores = try await account.get("/vector_stores").ids
                if soleKey == nil { #expect(stores.count == 1) } else { _ = try await account.store() }
            }
        }
    }
}

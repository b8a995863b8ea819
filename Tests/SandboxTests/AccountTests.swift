import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import OrderedJSON
import Testing

@testable import Sandbox

@Suite("Keys, headers and addresses")
struct AccountTests {
    @Test("requests without a key, with a wrong one, or without permission are refused as by the real server")
    func keys() async throws {
        try await withSandbox { account in
            var account = account
            account.key = nil
            let none = try await account.get("/models")
            #expect(none.status == 401)
            #expect(none.json["error"]?["type"] == "invalid_request_error")
            account.key = "sk-wrong-key"
            let wrong = try await account.get("/models")
            #expect(wrong.status == 401)
            #expect(wrong.errorCode == "invalid_api_key")
            #expect(!wrong.text.contains("sk-wrong-key"))
            account.key = "sk-forbidden"
            #expect(try await account.get("/models").status == 403)
            account.key = "sk-good"
            account.headers[.openAIProject] = "proj_missing"
            let project = try await account.get("/models")
            #expect(project.status == 401)
            #expect(project.text.contains("No such project"))
        }
    }

    @Test("each key has an account of its own")
    func accounts() async throws {
        try await withSandbox { account in
            let store = try await account.store()
            var other = account
            other.key = "sk-other"
            #expect(try await other.get("/vector_stores").ids.isEmpty)
            #expect(try await other.get("/vector_stores/\(store)").status == 404)
            #expect(try await other.delete("/vector_stores/\(store)").status == 404)
            #expect(try await account.get("/vector_stores").ids == [store])
        }
    }

    @Test("every answer has the server's headers")
    func headers() async throws {
        try await withSandbox {
            $0.organization = "org-velo"
        } _: { account in
            for path in ["/models", "/nowhere"] {
                let headers = try await account.get(path).headers
                #expect(headers[.requestID]?.hasPrefix("req_") == true)
                #expect(headers[.openAIOrganization] == "org-velo")
                #expect(headers[.openAIVersion] == "2020-10-01")
                #expect(headers[.openAIProcessing].flatMap { Int($0) } != nil)
            }
        }
    }

    @Test("assistants and threads want the beta header, vector stores do not")
    func beta() async throws {
        try await withSandbox { account in
            var account = account
            account.headers[.openAIBeta] = "assistants=v1"
            for path in ["/assistants", "/threads/thread_1", "/threads/thread_1/messages", "/threads/thread_1/runs"] {
                let answer = try await account.get(path)
                #expect(answer.status == 400)
                #expect(answer.errorCode == "invalid_beta")
            }
            #expect(try await account.get("/vector_stores").status == 200)
        }
    }

    @Test("unknown addresses and unreadable bodies say so")
    func mistakes() async throws {
        try await withSandbox { account in
            let unknown = try await account.get("/nowhere")
            #expect(unknown.status == 404)
            #expect(unknown.errorCode == "unknown_url")
            let cut = try await account.send(
                .post,
                "/vector_stores",
                type: "application/json",
                body: .init(string: #"{"name":"#)
            )
            #expect(cut.status == 400)
            #expect(cut.text.contains("could not parse the JSON body"))
            let form = try await account.send(.post, "/vector_stores", type: "text/plain", body: .init(string: "{}"))
            #expect(form.status == 415)
            #expect(try await account.post("/files", ["purpose": "assistants"]).status == 400)
        }
    }

    @Test("the recorder writes each request without its key and without file bytes")
    func recorder() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).jsonl").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await withSandbox {
            $0.recordTo = path
        } _: { account in
            _ = try await account.store(["name": "handbook"])
            _ = try await account.upload("a.md", "secret text")
            _ = try await account.get("/vector_stores?limit=1")
        }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = try text.split(separator: "\n").map { try JSONValue(parsing: $0.utf8) }
        #expect(
            lines.map { $0["path"]?.stringValue } == ["/v1/vector_stores", "/v1/files", "/v1/vector_stores?limit=1"]
        )
        #expect(lines.map { $0["status"]?.intValue } == [200, 200, 200])
        #expect(lines[0]["body"] == ["name": "handbook"])
        #expect(lines[1]["body"]?["purpose"] == "assistants")
        #expect(lines[1]["body"]?["file"]?["bytes"] == 11)
        #expect(!text.contains("sk-test"))
        #expect(!text.contains("secret text"))
    }

    @Test("an account in a file is there again after a restart, and two servers share it")
    func persistence() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = SandboxConfiguration.Database.file(folder.appendingPathComponent("sandbox.sqlite").path)
        try await withSandbox {
            $0.database = database
        } _: { account in
            let file = try await account.upload("a.jsonl", Array("{}".utf8), purpose: "batch")
            try await withSandbox {
                $0.database = database
            } _: { other in
                let listed = try await other.get("/files")
                let content = try await other.get("/files/\(file)/content")
                #expect(listed.ids == [file])
                #expect(content.text == "{}")
            }
        }
    }

    @Test("the server listens on a port of the system's choice until its task is cancelled")
    func server() async throws {
        let server = try SandboxServer()
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let task = Task {
            try await server.run(host: "127.0.0.1", port: 0) { port in continuation.yield(port) }
        }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        #expect(port > 0)
        task.cancel()
        _ = await task.result
    }
}

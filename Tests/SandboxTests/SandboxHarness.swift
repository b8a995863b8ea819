import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import OrderedJSON
import Synchronization
import Testing

@testable import Sandbox

/// A time that stands still until a test moves it.
final class ManualTime: Sendable {
    private let seconds = Mutex<Double>(1_800_000_000)

    var now: Double { seconds.withLock { $0 } }

    func advance(by amount: Double) {
        seconds.withLock { $0 += amount }
    }
}

struct Answer {
    let status: Int
    let headers: HTTPFields
    let text: String
    let json: JSONValue

    var errorCode: String? { json["error"]?["code"]?.stringValue }
    var errorParameter: String? { json["error"]?["param"]?.stringValue }
    var ids: [String] { (json["data"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue } }
    var id: String { json["id"]?.stringValue ?? "" }
}

/// One key's view of a sandbox under test.
struct Account {
    let client: any TestClientProtocol
    let time: ManualTime
    var key: String? = "sk-test"
    var headers: HTTPFields = [:]

    func get(_ path: String) async throws -> Answer { try await send(.get, path) }

    func delete(_ path: String) async throws -> Answer { try await send(.delete, path) }

    func post(_ path: String, _ body: JSONValue) async throws -> Answer {
        try await send(.post, path, type: "application/json", body: ByteBuffer(string: body.text))
    }

    func post(_ path: String) async throws -> Answer { try await send(.post, path) }

    func post(_ path: String, form fields: [(String, String)], file: FormFile?) async throws -> Answer {
        try await send(
            .post,
            path,
            type: "multipart/form-data; boundary=\(FormFile.boundary)",
            body: FormFile.body(fields, file)
        )
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        type: String? = nil,
        body: ByteBuffer? = nil
    ) async throws -> Answer {
        var fields = headers
        if let key { fields[.authorization] = "Bearer \(key)" }
        if fields[.openAIBeta] == nil { fields[.openAIBeta] = "assistants=v2" }
        if let type { fields[.contentType] = type }
        return try await client.execute(uri: "/v1\(path)", method: method, headers: fields, body: body) { response in
            let text = String(buffer: response.body)
            return Answer(
                status: response.status.code,
                headers: response.headers,
                text: text,
                json: (try? JSONValue(parsing: text.utf8)) ?? .null
            )
        }
    }

    // MARK: what most tests begin with

    func upload(_ name: String, _ text: String) async throws -> String {
        try await upload(name, Array(text.utf8))
    }

    func upload(_ name: String, _ content: [UInt8], purpose: String = "assistants") async throws -> String {
        let answer = try await post(
            "/files",
            form: [("purpose", purpose)],
            file: FormFile(field: "file", name: name, content: content)
        )
        try #require(answer.status == 200, "\(answer.text)")
        return answer.id
    }

    func store(_ body: JSONValue = [:]) async throws -> String {
        let answer = try await post("/vector_stores", body)
        try #require(answer.status == 200, "\(answer.text)")
        return answer.id
    }

    /// A store with these files, indexed.
    func store(holding files: [(name: String, content: [UInt8])]) async throws -> (id: String, files: [String]) {
        var ids: [String] = []
        for file in files { ids.append(try await upload(file.name, file.content)) }
        let id = try await store(["file_ids": .array(ids.map(JSONValue.string))])
        time.advance(by: 60)
        return (id, ids)
    }
}

struct FormFile {
    static let boundary = "a-boundary"

    var field: String
    var name: String
    var content: [UInt8]

    static func body(_ fields: [(String, String)], _ file: FormFile?) -> ByteBuffer {
        var buffer = ByteBuffer()
        for (name, value) in fields {
            buffer.writeString("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n")
        }
        if let file {
            buffer.writeString("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(file.field)\"; ")
            buffer.writeString("filename=\"\(file.name)\"\r\nContent-Type: application/octet-stream\r\n\r\n")
            buffer.writeBytes(file.content)
            buffer.writeString("\r\n")
        }
        buffer.writeString("--\(boundary)--\r\n")
        return buffer
    }
}

/// Runs a test against a sandbox of its own, straight through the router.
func withSandbox(
    _ configure: (inout SandboxConfiguration) -> Void = { _ in },
    _ test: @escaping @Sendable (Account) async throws -> Void
) async throws {
    let time = ManualTime()
    var configuration = SandboxConfiguration(indexingDelay: .seconds(30), now: { time.now })
    configure(&configuration)
    try await SandboxServer(configuration).application().test(.router) { client in
        try await test(Account(client: client, time: time))
    }
}

import HTTPTypes
import OrderedJSON
import Testing

@testable import Sandbox

@Suite("faults that make the account answer as other servers do")
struct FaultHabitTests {
    private func faults(_ texts: String..., run: @escaping @Sendable (Account) async throws -> Void) async throws {
        let faults = try texts.map { try Fault($0) }
        try await withSandbox({ $0.faults = faults }, run)
    }

    @Test("what is not there is a 400 by its id, and what is asked for in a body stays as it was")
    func notFound() async throws {
        try await faults("not-found-400") { account in
            let store = try await account.store()
            let member = try await account.get("/vector_stores/\(store)/files/file-1")
            #expect(member.status == 400)
            #expect(member.json["error"]?["message"]?.stringValue == "file-1 not found in \(store)")
            #expect(try await account.delete("/files/file-1").status == 400)
            #expect(try await account.get("/vector_stores/vs_none/files").status == 404)
            let attached = try await account.post("/vector_stores/\(store)/files", ["file_id": "file-1"])
            #expect(attached.status == 404)
        }
    }

    @Test("an empty list is null, and any other is a list")
    func nullLists() async throws {
        try await faults("null-lists") { account in
            #expect(try await account.get("/vector_stores").json["data"] == .null)
            let store = try await account.store()
            #expect(try await account.get("/vector_stores").ids == [store])
        }
    }

    @Test("pages are short and do not say so, and a cursor is heeded or not", arguments: [true, false])
    func shortPages(_ heeds: Bool) async throws {
        try await faults("short-pages size=2 cursor=\(heeds ? "heeded" : "ignored")") { account in
            var ids: [String] = []
            for _ in 1...3 { ids.append(try await account.store()) }
            let first = try await account.get("/vector_stores?limit=100&order=asc")
            #expect(first.ids == Array(ids.prefix(2)) && first.json["has_more"] == nil)
            let next = try await account.get("/vector_stores?limit=100&order=asc&after=\(ids[1])")
            #expect(next.ids == (heeds ? [ids[2]] : Array(ids.prefix(2))))
        }
    }

    @Test("lists come newest first, whatever is asked for")
    func newestFirst() async throws {
        try await faults("newest-first") { account in
            let old = try await account.store()
            let new = try await account.store()
            #expect(try await account.get("/vector_stores?order=asc").ids == [new, old])
        }
    }

    @Test("an error is under a 200, before or behind the work")
    func errorInSuccess() async throws {
        try await faults(#"DELETE error-200 message="No.""#, "POST error-200 after times=1") { account in
            let created = try await account.post("/vector_stores", [:])
            #expect(created.status == 200 && created.json["error"] == "Unexpected endpoint or method.")
            let store = try #require(try await account.get("/vector_stores").ids.first)
            let kept = try await account.delete("/vector_stores/\(store)")
            #expect(kept.status == 200 && kept.json == ["error": "No."])
            #expect(try await account.get("/vector_stores").ids == [store])
        }
    }

    @Test("answers are packed", arguments: ["gzip", "deflate"])
    func compressed(_ format: String) async throws {
        try await faults("compressed as=\(format)") { account in
            let answer = try await account.get("/vector_stores")
            #expect(answer.headers[.contentEncoding] == format)
            #expect(answer.json == .null && answer.status == 200)
        }
    }

    @Test("names come back as UTF-8 that was read as Latin-1")
    func names() async throws {
        try await faults("latin1-names") { account in
            let file = try await account.upload("größe.md", "text")
            let plain = try await account.upload("plain.md", "text")
            #expect(try await account.get("/files/\(file)").json["filename"] == "gr\u{C3}\u{B6}\u{C3}\u{9F}e.md")
            #expect(try await account.get("/files/\(plain)").json["filename"] == "plain.md")
        }
    }

    @Test(
        "times are not what they should be",
        arguments: [
            ("null", JSONValue.null), ("text", "1893456000"), ("date", "2030-01-01T00:00:00Z"),
        ]
    )
    func times(_ form: String, _ shown: JSONValue) async throws {
        try await faults("odd-times as=\(form)") { account in
            account.time.advance(by: 1_893_456_000 - account.time.now)
            let store = try await account.store()
            #expect(try await account.get("/vector_stores/\(store)").json["created_at"] == shown)
        }
    }

    @Test("texts of assistants come back trimmed, and assistants are neither read nor changed by id")
    func assistants() async throws {
        try await faults("trimmed-texts", "fixed-assistants") { account in
            let made = try await account.post("/assistants", ["model": "gpt-6-luna", "instructions": " Be kind.\n"])
            #expect(made.json["instructions"] == "Be kind.")
            #expect(try await account.get("/assistants/\(made.id)").status == 405)
            #expect(try await account.post("/assistants/\(made.id)", ["name": "x"]).status == 405)
            #expect(try await account.get("/assistants").ids == [made.id])
            #expect(try await account.delete("/assistants/\(made.id)").status == 200)
        }
    }

    @Test("a store needs a list of files, and files that are stuck stay so")
    func stores() async throws {
        try await faults("needs-file-ids", "stuck-indexing name=*.md", "untold-status") { account in
            #expect(try await account.post("/vector_stores", [:]).status == 400)
            let files = [try await account.upload("a.md", "text"), try await account.upload("a.txt", "text")]
            let store = try await account.store(["file_ids": .array(files.map { .string($0) })])
            account.time.advance(by: 100_000)
            let members = try await account.get("/vector_stores/\(store)/files")
            #expect(members.ids.count == 2)
            #expect(members.json["data"]?.arrayValue?.allSatisfy { $0["status"] == nil } == true)
            var states: [String?] = []
            for file in files {
                let member = try await account.get("/vector_stores/\(store)/files/\(file)")
                states.append(member.json["status"]?.stringValue)
            }
            #expect(states == ["in_progress", "completed"])
        }
    }

    @Test("files of a batch are members when their turn comes, and the batch knows of all of them")
    func turns() async throws {
        try await faults("batches-in-turn ms=10000") { account in
            let files = [try await account.upload("a.md", "text"), try await account.upload("b.md", "text")]
            let store = try await account.store()
            let batch = try await account.post(
                "/vector_stores/\(store)/file_batches",
                ["file_ids": .array(files.map { .string($0) })]
            )
            #expect(try await account.get("/vector_stores/\(store)/files").ids == [files[0]])
            #expect(try await account.get("/vector_stores/\(store)/files/\(files[1])").status == 404)
            account.time.advance(by: 11)
            let second = try await account.get("/vector_stores/\(store)/files/\(files[1])")
            #expect(second.json["status"] == "in_progress")
            let open = try await account.get("/vector_stores/\(store)/file_batches/\(batch.id)")
            #expect(open.json["file_counts"]?["in_progress"] == 1 && open.json["file_counts"]?["total"] == 2)
            account.time.advance(by: 10)
            let done = try await account.get("/vector_stores/\(store)/file_batches/\(batch.id)")
            #expect(done.json["status"] == "completed")
        }
    }
}

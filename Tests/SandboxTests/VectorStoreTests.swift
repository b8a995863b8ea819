import Foundation
import OrderedJSON
import TestSupport
import Testing

@testable import Sandbox

@Suite("Vector stores")
struct VectorStoreTests {
    @Test("echo null, {} and counts for what was not set")
    func echo() async throws {
        try await withSandbox { account in
            let answer = try await account.post("/vector_stores", [:])
            #expect(
                answer.json == [
                    "id": .string(answer.id), "object": "vector_store", "created_at": 1_800_000_000, "name": .null,
                    "usage_bytes": 0,
                    "file_counts": ["in_progress": 0, "completed": 0, "failed": 0, "cancelled": 0, "total": 0],
                    "status": "completed", "expires_after": .null, "expires_at": .null,
                    "last_active_at": 1_800_000_000, "metadata": [:],
                ]
            )
        }
    }

    @Test("an update replaces the metadata and leaves what it does not name")
    func update() async throws {
        try await withSandbox { account in
            let store = try await account.store(["name": "a", "metadata": ["a": "1", "b": "2"]])
            let updated = try await account.post("/vector_stores/\(store)", ["metadata": ["b": "3"]])
            #expect(updated.json["metadata"] == ["b": "3"])
            #expect(updated.json["name"] == "a")
            #expect(try await account.post("/vector_stores/\(store)", ["metadata": .null]).json["metadata"] == [:])
            #expect(try await account.post("/vector_stores/\(store)", ["name": .null]).json["name"] == .null)
            let refused = try await account.post("/vector_stores/\(store)", ["description": "x"])
            #expect(refused.errorCode == "unknown_parameter")
        }
    }

    @Test("expire so long after their last use, and are not searched any more")
    func expiry() async throws {
        try await withSandbox { account in
            let store = try await account.store(["expires_after": ["anchor": "last_active_at", "days": 1]])
            account.time.advance(by: 80_000)
            #expect(try await account.post("/vector_stores/\(store)/search", ["query": "a"]).status == 200)
            account.time.advance(by: 80_000)
            #expect(try await account.get("/vector_stores/\(store)").json["status"] == "completed")
            account.time.advance(by: 10_000)
            #expect(try await account.get("/vector_stores/\(store)").json["status"] == "expired")
            #expect(try await account.post("/vector_stores/\(store)/search", ["query": "a"]).status == 400)
        }
    }

    @Test("page with before as with after")
    func paging() async throws {
        try await withSandbox { account in
            var ids: [String] = []
            for _ in 0..<5 { ids.append(try await account.store()) }
            let path = "/vector_stores?order=asc&limit=2"
            #expect(try await account.get(path + "&after=\(ids[1])").ids == [ids[2], ids[3]])
            let back = try await account.get(path + "&before=\(ids[3])")
            #expect(back.ids == [ids[1], ids[2]])
            #expect(back.json["has_more"] == true)
            #expect(try await account.get("/vector_stores?limit=0").errorCode == "integer_below_min_value")
            #expect(try await account.get("/vector_stores?limit=ten").errorCode == "invalid_type")
            #expect(try await account.get("/vector_stores?order=up").errorCode == "invalid_value")
        }
    }

    @Test("a file is in progress until its indexing is due, and auto chunking is echoed as static")
    func indexing() async throws {
        try await withSandbox { account in
            let store = try await account.store()
            let file = try await account.upload("a.md", "Refunds take three days.")
            let attached = try await account.post(
                "/vector_stores/\(store)/files",
                ["file_id": .string(file), "chunking_strategy": ["type": "auto"], "attributes": ["n": 3, "on": true]]
            )
            #expect(
                attached.json == [
                    "id": .string(file), "object": "vector_store.file", "usage_bytes": 0, "created_at": 1_800_000_000,
                    "vector_store_id": .string(store), "status": "in_progress", "last_error": .null,
                    "chunking_strategy": [
                        "type": "static", "static": ["max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400],
                    ],
                    "attributes": ["n": 3.0, "on": true],
                ]
            )
            #expect(attached.text.contains(#""n":3.0"#))
            #expect(try await account.get("/vector_stores/\(store)").json["status"] == "in_progress")
            #expect(try await account.post("/vector_stores/\(store)/search", ["query": "refunds"]).json["data"] == [])
            account.time.advance(by: 30)
            let done = try await account.get("/vector_stores/\(store)/files/\(file)")
            #expect(done.json["status"] == "completed")
            #expect((done.json["usage_bytes"]?.intValue ?? 0) > 0)
            let content = try await account.get("/vector_stores/\(store)/files/\(file)/content")
            #expect(content.json["data"] == [["type": "text", "text": "Refunds take three days."]])
            #expect(content.json["object"] == "vector_store.file_content.page")
        }
    }

    @Test("empty, binary and unreadable content fails the file and not the attachment")
    func failures() async throws {
        try await withSandbox {
            $0.pdfTextCommand = "no-such-command-here"
        } _: { account in
            let (store, files) = try await account.store(holding: [
                ("empty.txt", []), ("blank.md", Array("  \n".utf8)), ("binary.txt", [0xC3, 0x28]),
                ("a.pdf", DocumentSamples.pdf("x")), ("broken.pptx", [1, 2, 3]), ("old.doc", [1]), ("good.txt", [65]),
            ])
            var codes: [String?] = []
            for file in files {
                codes.append(
                    try await account.get("/vector_stores/\(store)/files/\(file)").json["last_error"]?["code"]?
                        .stringValue
                )
            }
            #expect(
                codes == [
                    "invalid_file", "invalid_file", "invalid_file", "unsupported_file", "invalid_file",
                    "unsupported_file", nil,
                ]
            )
            let counts = try await account.get("/vector_stores/\(store)").json["file_counts"]
            #expect(counts?["failed"] == 6)
            #expect(counts?["completed"] == 1)
            #expect(try await account.get("/vector_stores/\(store)/files?filter=failed").ids.count == 6)
            #expect(try await account.get("/vector_stores/\(store)/files?filter=completed").ids == [files[6]])
        }
    }

    @Test("PDF is read by the program on the given PATH, which sees no keys")
    func pdfProgram() async throws {
        let fake = try FakeProgram("pdftotext", script: "env")
        defer { fake.remove() }
        try await withSandbox {
            $0.variables = ["PATH": fake.path, "HOME": "/home/user", "OPENAI_API_KEY": "sk-secret"]
        } _: { account in
            let (store, files) = try await account.store(holding: [("a.pdf", DocumentSamples.pdf("x"))])
            let content = try await account.get("/vector_stores/\(store)/files/\(files[0])/content")
            #expect(content.text.contains("HOME="))
            #expect(!content.text.contains("secret"))
        }
    }

    @Test(
        "extensions outside the list are refused at once, upper-case ones too",
        arguments: ["a.csv", "a.MD", "a.png"]
    )
    func extensions(name: String) async throws {
        try await withSandbox { account in
            let store = try await account.store()
            let file = try await account.upload(name, "text")
            let answer = try await account.post("/vector_stores/\(store)/files", ["file_id": .string(file)])
            #expect(answer.status == 400)
            #expect(answer.errorCode == "unsupported_file")
            #expect(answer.errorParameter == "file_ids")
        }
    }

    @Test("unknown files are 404 alone and 400 among many")
    func unknownFiles() async throws {
        try await withSandbox { account in
            let store = try await account.store()
            #expect(try await account.post("/vector_stores/\(store)/files", ["file_id": "file-1"]).status == 404)
            let batch = try await account.post("/vector_stores/\(store)/file_batches", ["file_ids": ["file-1"]])
            #expect(batch.status == 400)
            #expect(try await account.post("/vector_stores", ["file_ids": ["file-1"]]).status == 400)
            #expect(try await account.get("/vector_stores").ids == [store])
        }
    }

    @Test("detaching leaves the file, deleting the file leaves no store with it, deleting a store leaves its files")
    func removal() async throws {
        try await withSandbox { account in
            let (store, files) = try await account.store(holding: [("a.txt", [65]), ("b.txt", [66])])
            let detached = try await account.delete("/vector_stores/\(store)/files/\(files[0])")
            #expect(detached.json["object"] == "vector_store.file.deleted")
            let missing = try await account.get("/vector_stores/\(store)/files/\(files[0])")
            #expect(missing.status == 404)
            #expect(missing.text.contains("No file found with id '\(files[0])' in vector store '\(store)'."))
            #expect(try await account.get("/files/\(files[0])").status == 200)
            #expect(try await account.delete("/files/\(files[1])").json["deleted"] == true)
            #expect(try await account.get("/vector_stores/\(store)").json["file_counts"]?["total"] == 0)
            #expect(try await account.delete("/vector_stores/\(store)").json["object"] == "vector_store.deleted")
            #expect(try await account.get("/vector_stores/\(store)").status == 404)
            #expect(try await account.get("/files").ids == [files[0]])
        }
    }

    @Test("a batch counts its own files, carries attributes per file, and cancels what is not indexed")
    func batches() async throws {
        try await withSandbox { account in
            let store = try await account.store()
            let first = try await account.upload("a.txt", "first")
            let second = try await account.upload("b.txt", "second")
            let batch = try await account.post(
                "/vector_stores/\(store)/file_batches",
                [
                    "files": [["file_id": .string(first), "attributes": ["path": "a"]]],
                    "attributes": ["path": "ignored"],
                ]
            )
            #expect(batch.json["object"] == "vector_store.file_batch")
            #expect(batch.json["status"] == "in_progress")
            account.time.advance(by: 30)
            let path = "/vector_stores/\(store)/file_batches/\(batch.id)"
            let done = try await account.get(path)
            #expect(done.json["status"] == "completed")
            #expect(done.json["file_counts"]?["total"] == 1)
            let listed = try await account.get(path + "/files")
            #expect(listed.json["data"]?.arrayValue?.first?["attributes"] == ["path": "a"])
            #expect(try await account.post(path + "/cancel").json["status"] == "completed")

            let other = try await account.post(
                "/vector_stores/\(store)/file_batches",
                ["file_ids": [.string(second)], "attributes": ["k": "v"]]
            )
            let cancelled = try await account.post("/vector_stores/\(store)/file_batches/\(other.id)/cancel")
            #expect(cancelled.json["status"] == "cancelled")
            #expect(cancelled.json["file_counts"]?["cancelled"] == 1)
            account.time.advance(by: 30)
            #expect(try await account.get("/vector_stores/\(store)/files?filter=cancelled").ids == [second])
        }
    }

    @Test("two thousand files in one batch")
    func largeBatch() async throws {
        try await withSandbox { account in
            let store = try await account.store()
            var files: [JSONValue] = []
            for number in 0..<2000 {
                files.append(["file_id": .string(try await account.upload("\(number).txt", "Gear \(number)"))])
            }
            let batch = try await account.post("/vector_stores/\(store)/file_batches", ["files": .array(files)])
            #expect(batch.json["file_counts"]?["total"] == 2000)
            account.time.advance(by: 30)
            let found = try await account.post("/vector_stores/\(store)/search", ["query": "gear 1234"])
            #expect(found.json["data"]?.arrayValue?.first?["filename"] == "1234.txt")
        }
    }
}

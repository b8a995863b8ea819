import HTTPTypes
import OrderedJSON
import Testing

@testable import Sandbox

@Suite("faults that change how the account behaves")
struct FaultAccountTests {
    private func faults(_ texts: String..., run: @escaping @Sendable (Account) async throws -> Void) async throws {
        let faults = try texts.map { try Fault($0) }
        try await withSandbox({ $0.faults = faults }, run)
    }

    @Test("so many requests a minute, counted down in every answer's headers, for each account")
    func requestLimit() async throws {
        try await faults("request-limit per-minute=3") { account in
            var left: [String?] = []
            for _ in 1...3 { left.append(try await account.get("/models").headers[.rateRemaining]) }
            #expect(left == ["2", "1", "0"])
            let refused = try await account.get("/files")
            #expect(refused.status == 429)
            #expect(refused.errorCode == "rate_limit_exceeded")
            #expect(refused.headers[.rateLimit] == "3")
            #expect(refused.headers[.rateRemaining] == "0")
            #expect(refused.headers[.rateReset] == "1m0s")
            #expect(refused.headers[.retryAfter] == "20")
            #expect(refused.headers[.retryAfterMilliseconds] == "20000")
            var other = account
            other.key = "sk-other"
            #expect(try await other.get("/files").status == 200)
            account.time.advance(by: 20)
            let missing = try await account.get("/files/file-none")
            #expect(missing.status == 404)
            #expect(missing.headers[.rateRemaining] == "0")
        }
    }

    @Test("so many attach requests a minute for each store, both ways of attaching together")
    func attachLimit() async throws {
        try await faults("attach-limit per-minute=2") { account in
            let file = try await account.upload("a.md", "text")
            let (busy, quiet) = (try await account.store(), try await account.store())
            #expect(try await account.post("/vector_stores/\(busy)/files", ["file_id": .string(file)]).status == 200)
            let batch: JSONValue = ["file_ids": [.string(file)]]
            #expect(try await account.post("/vector_stores/\(busy)/file_batches", batch).status == 200)
            let refused = try await account.post("/vector_stores/\(busy)/file_batches", batch)
            #expect(refused.status == 429)
            #expect(refused.headers[.retryAfter] == "30")
            #expect(try await account.post("/vector_stores/\(quiet)/file_batches", batch).status == 200)
            #expect(try await account.get("/vector_stores/\(busy)/files").status == 200)
        }
    }

    @Test("lists show new objects late and deleted ones for a while; reading by id is up to date")
    func listLag() async throws {
        try await faults("list-lag ms=5000") { account in
            let old = try await account.store(["name": "old"])
            #expect(try await account.get("/vector_stores").ids == [])
            account.time.advance(by: 5)
            #expect(try await account.get("/vector_stores").ids == [old])
            let new = try await account.store(["name": "new"])
            #expect(try await account.delete("/vector_stores/\(old)").status == 200)
            #expect(try await account.get("/vector_stores").ids == [old])
            #expect(try await account.get("/vector_stores/\(old)").status == 404)
            #expect(try await account.get("/vector_stores/\(new)").status == 200)
            account.time.advance(by: 4)
            #expect(try await account.get("/vector_stores").ids == [old])
            account.time.advance(by: 1)
            #expect(try await account.get("/vector_stores").ids == [new])
        }
    }

    @Test("a lagging list is paged without losing or repeating anything")
    func laggingPages() async throws {
        try await faults("list-lag ms=5000") { account in
            var stores: [String] = []
            for _ in 1...5 { stores.append(try await account.store()) }
            account.time.advance(by: 10)
            for store in [stores[1], stores[3]] { _ = try await account.delete("/vector_stores/\(store)") }
            for _ in 1...3 { _ = try await account.store() }
            var (seen, after): ([String], String?) = ([], nil)
            repeat {
                let page = try await account.get("/vector_stores?limit=2" + (after.map { "&after=\($0)" } ?? ""))
                #expect(page.status == 200)
                seen += page.ids
                after = page.json["has_more"] == true ? page.ids.last : nil
            } while after != nil
            #expect(seen == stores.reversed())
            let last = try await account.get("/vector_stores?limit=2&before=\(stores[1])")
            #expect(last.ids == [stores[3], stores[2]])
        }
    }

    @Test("files, their places in stores, skills, versions and assistants lag too")
    func everyList() async throws {
        try await faults("list-lag ms=5000") { account in
            let file = try await account.upload("a.md", "text")
            let store = try await account.store(["file_ids": [.string(file)]])
            let assistant = try await account.post("/assistants", ["model": "gpt-6-sol"]).id
            let skill = try await account.post("/skills", form: [], file: Self.skill).id
            let version = try await account.get("/skills/\(skill)/versions/1").id
            let lists = [
                ("/files", file), ("/vector_stores/\(store)/files", file), ("/assistants", assistant),
                ("/skills/\(skill)/versions", version), ("/skills", skill),
            ]
            for (list, _) in lists { #expect(try await account.get(list).ids == [], "\(list)") }
            account.time.advance(by: 10)
            for (list, id) in lists { #expect(try await account.get(list).ids == [id], "\(list)") }
            _ = try await account.post("/skills/\(skill)/versions", form: [("default", "true")], file: Self.skill)
            for path in [
                "/vector_stores/\(store)/files/\(file)", "/files/\(file)", "/assistants/\(assistant)",
                "/skills/\(skill)/versions/1",
            ] {
                #expect(try await account.delete(path).status == 200, "\(path)")
            }
            for (list, id) in lists { #expect(try await account.get(list).ids == [id], "\(list)") }
            account.time.advance(by: 10)
            for (list, id) in lists.dropLast() { #expect(try await !account.get(list).ids.contains(id), "\(list)") }
        }
    }

    @Test("a file that was just attached is not found in its store, and then is")
    func attachLag() async throws {
        try await faults("attach-lag ms=3000") { account in
            let file = try await account.upload("a.md", "text")
            let store = try await account.store()
            let path = "/vector_stores/\(store)/files/\(file)"
            _ = try await account.post("/vector_stores/\(store)/files", ["file_id": .string(file)])
            let missing = try await account.get(path)
            #expect(missing.status == 404)
            #expect(
                missing.json["error"]?["message"]?.stringValue
                    == "No file found with id '\(file)' in vector store '\(store)'."
            )
            #expect(try await account.get("/vector_stores/\(store)/files").ids == [file])
            account.time.advance(by: 3)
            #expect(try await account.get(path).status == 200)
        }
    }

    @Test("files whose name matches fail to index with the server's reason, and the next attachment can go well")
    func indexFailure() async throws {
        try await faults(#"index-failure name=*.pdf times=1 code=invalid_file message="The file is damaged.""#) {
            account in
            let pdf = try await account.upload("a.pdf", "text")
            let page = try await account.upload("a.md", "text")
            let store = try await account.store(["file_ids": [.string(pdf), .string(page)]])
            account.time.advance(by: 60)
            let failed = try await account.get("/vector_stores/\(store)/files/\(pdf)")
            #expect(failed.json["status"] == "failed")
            #expect(failed.json["last_error"] == ["code": "invalid_file", "message": "The file is damaged."])
            #expect(try await account.get("/vector_stores/\(store)/files/\(page)").json["status"] == "completed")
            #expect(try await account.get("/vector_stores/\(store)").json["file_counts"]?["failed"] == 1)
            _ = try await account.post("/vector_stores/\(store)/files", ["file_id": .string(page)])
            account.time.advance(by: 60)
            #expect(try await account.get("/vector_stores/\(store)/files/\(page)").json["status"] == "completed")
        }
    }

    @Test("a deleted file stays in its store, counted, until it is detached")
    func keepListed() async throws {
        try await faults("keep-listed name=*.md") { account in
            let (store, files) = try await account.store(holding: [("a.md", Array("text".utf8)), ("b.txt", [65])])
            for file in files { #expect(try await account.delete("/files/\(file)").status == 200) }
            #expect(try await account.get("/files").ids == [])
            #expect(try await account.get("/vector_stores/\(store)/files").ids == [files[0]])
            let counts: JSONValue = ["in_progress": 0, "completed": 1, "failed": 0, "cancelled": 0, "total": 1]
            #expect(try await account.get("/vector_stores/\(store)").json["file_counts"] == counts)
            let listed = try await account.get("/vector_stores").json["data"]?.arrayValue?.first
            #expect(listed?["file_counts"] == counts)
            let path = "/vector_stores/\(store)/files/\(files[0])"
            #expect(try await account.get(path).status == 200)
            #expect(try await account.delete(path).status == 200)
            #expect(try await account.get(path).status == 404)
            #expect(try await account.get("/vector_stores/\(store)/files").ids == [])
            #expect(try await account.get("/vector_stores/\(store)").json["file_counts"]?["total"] == 0)
        }
    }

    private static let skill = FormFile(
        field: "files[]",
        name: "SKILL.md",
        content: Array("---\nname: notes\ndescription: A skill\n---\n".utf8)
    )
}

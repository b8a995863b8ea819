import OpenAIAPI
import OrderedJSON
import Testing

@Suite("Understanding answers")
struct DecodingTests {
    @Test("an error names the place in the answer")
    func namesThePlace() async throws {
        let client = try ScriptedClient(
            #"{"data":[{"id":"file-1","created_at":1,"filename":"a","bytes":1,"purpose":"x"},{"id":7}]}"#
        )
        let error = await #expect(throws: APIError.self) { try await client.listFiles() }
        #expect(error?.code == .decoding)
        #expect(error?.message == "data[1].id in the answer is not a string")
    }

    @Test("a missing member is named with its path")
    func namesMissingMember() async throws {
        let client = try ScriptedClient(#"{"data":[{"id":"file-1"}]}"#)
        let error = await #expect(throws: APIError.self) { try await client.listFiles() }
        #expect(error?.message == "data[0].filename in the answer is missing (in the object file-1)")
    }

    @Test("a time behind the year 9999 is no time", arguments: ["253402300800", "-1", "9223372036854775807"])
    func namesImpossibleTime(time: String) async throws {
        let client = try ScriptedClient(
            #"{"data":[{"id":"file-9","created_at":\#(time),"filename":"a","bytes":1,"purpose":"x"}]}"#
        )
        let error = await #expect(throws: APIError.self) { try await client.listFiles() }
        #expect(error?.code == .decoding)
        #expect(
            error?.message
                == "data[0].created_at in the answer is not between 0 and 253402300799 (in the object file-9)"
        )
    }

    @Test(
        "a time can be a text, and unknown",
        arguments: [
            ("1764432000", 1_764_432_000), ("1764432000.9", 1_764_432_000), (#""1764432000""#, 1_764_432_000),
            (#""2025-11-29T16:00:00Z""#, 1_764_432_000), (#""2025-11-29T17:30:00.123456+01:30""#, 1_764_432_000),
            (#""2025-11-29 16:00:00""#, 1_764_432_000), (#""2025-11-29T11:00:00-0500""#, 1_764_432_000),
            ("null", 0), (#""yesterday""#, 0), (#""2025-13-29T16:00:00Z""#, 0), (#""2025-11-29T16:00:00+1""#, 0),
        ]
    )
    func times(text: String, seconds: Int64) async throws {
        let client = try ScriptedClient(#"{"id":"vs_1","created_at":\#(text)}"#)
        #expect(try await client.retrieveVectorStore("vs_1").createdAt == seconds)
    }

    @Test("a skill without a time is an error: locks are as old as it says")
    func skillWithoutTime() async throws {
        let client = try ScriptedClient(
            #"{"id":"skill_1","created_at":null,"name":"a","default_version":"1","latest_version":"1"}"#
        )
        let error = await #expect(throws: APIError.self) { try await client.retrieveSkill("skill_1") }
        #expect(error?.message == "created_at in the answer is missing")
    }

    @Test("a member of a list may not say how it stands")
    func memberWithoutStatus() async throws {
        let client = try ScriptedClient(#"{"data":[{"id":"file-1"}],"has_more":false}"#)
        #expect(try await client.listVectorStoreFiles(in: "vs_1").map(\.status) == [.untold])
    }

    @Test("a number that nobody can calculate with is named with its path")
    func namesNumberOutOfRange() async throws {
        let store = #"{"id":"vs_1","created_at":5,"file_counts":{"completed":1,"total":9223372036854775807}}"#
        let client = try ScriptedClient(store)
        let error = await #expect(throws: APIError.self) { try await client.retrieveVectorStore("vs_1") }
        #expect(error?.code == .decoding)
        #expect(error?.message == "file_counts.total in the answer is not between 0 and 9007199254740992")
    }

    @Test("an unreadable answer to a creation says that the object may exist")
    func creationMayHaveWorked() async throws {
        let client = try ScriptedClient("[]")
        let error = await #expect(throws: APIError.self) {
            try await client.createVectorStore(VectorStoreParameters())
        }
        #expect(error?.mayHaveBeenCarriedOut == true)
        #expect(error?.message == "the answer is not an object")
    }

    @Test("null, missing and unknown members are taken as they come")
    func lenientStore() async throws {
        let client = try ScriptedClient(
            #"""
            {"id":"vs_1","created_at":5,"name":null,"status":"dreaming","expires_after":null,"metadata":null,
             "file_counts":{"completed":2,"failed":1,"total":3},"last_active_at":null,"new_member":[1]}
            """#
        )
        let store = try await client.retrieveVectorStore("vs_1")
        #expect(store.name == nil)
        #expect(store.status == VectorStoreStatus(rawValue: "dreaming"))
        #expect(store.fileCounts == FileCounts(completed: 2, failed: 1, total: 3))
        #expect(store.metadata == [:])
        #expect(store.expiresAfterDays == nil)
    }

    @Test("whole and fractional forms of an attribute are one value")
    func attributeNumbers() async throws {
        let client = try ScriptedClient(
            #"{"id":"file-1","status":"completed","attributes":{"n":1.0,"lang":"de","ok":true,"none":null}}"#,
            #"{"id":"file-1","status":"failed","attributes":{"n":1},"last_error":{"code":"bad_luck"}}"#
        )
        let first = try await client.retrieveVectorStoreFile("file-1", in: "vs_1")
        let second = try await client.retrieveVectorStoreFile("file-1", in: "vs_1")
        #expect(first.attributes == ["n": .number(1), "lang": .string("de"), "ok": .bool(true)])
        #expect(second.attributes["n"] == first.attributes["n"])
        #expect(second.lastError == VectorStoreFileObject.Failure(code: "bad_luck", message: ""))
    }

    @Test(
        "empty tool resources come in four forms",
        arguments: [
            #"{}"#, #"{"tool_resources":null}"#, #"{"tool_resources":{}}"#,
            #"{"tool_resources":{"file_search":{"vector_store_ids":[]},"code_interpreter":null}}"#,
        ]
    )
    func emptyToolResources(extra: String) async throws {
        let base = #"{"id":"asst_1","created_at":1,"model":"gpt-6-luna","tools":[],"#
        let client = try ScriptedClient(base + #""metadata":{}"# + (extra == "{}" ? "}" : "," + extra.dropFirst()))
        let assistant = try await client.retrieveAssistant("asst_1")
        #expect(assistant.toolResources == ToolResources(vectorStoreIDs: [], codeInterpreterFileIDs: []))
        #expect(assistant.reasoningEffort == .omitted)
    }

    @Test("a chunking strategy is static, automatic or unknown")
    func chunking() async throws {
        let client = try ScriptedClient(
            #"""
            {"data":[
             {"id":"1","status":"completed","chunking_strategy":{"type":"static","static":
              {"max_chunk_size_tokens":800,"chunk_overlap_tokens":400}}},
             {"id":"2","status":"completed","chunking_strategy":{"type":"auto"}},
             {"id":"3","status":"completed","chunking_strategy":{"type":"other"}}],"has_more":false}
            """#
        )
        let files = try await client.listVectorStoreFiles(in: "vs_1", filter: .completed)
        #expect(files.map(\.chunking) == [.automatic, .automatic, nil])
        #expect(client.lines == ["GET /vector_stores/vs_1/files?filter=completed&limit=100&order=asc"])
    }

    @Test("a deletion of what is gone is a success, and one that is refused is not")
    func deletions() async throws {
        let client = ScriptedClient { request, _ throws(APIError) in
            if request.path.last == "gone" { throw APIError(.notFound, "no such file") }
            return ["id": "x", "deleted": .bool(request.path.last == "file-1")]
        }
        #expect(try await client.deleteFile("gone") == .alreadyGone)
        #expect(try await client.deleteFile("file-1") == .deleted)
        let error = await #expect(throws: APIError.self) { try await client.deleteFile("file-2") }
        #expect(error?.code == .notDeleted)
    }
}

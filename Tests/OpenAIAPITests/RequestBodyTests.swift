import OpenAIAPI
import OrderedJSON
import Testing

@Suite("Bodies of requests")
struct RequestBodyTests {
    @Test("a function's schema keeps the order of its keys")
    func keepsKeyOrder() async throws {
        let tool = try JSONReader().value(
            from: #"""
                {"type":"function","function":{"name":"lookup_order","parameters":
                {"type":"object","properties":{"zip":{"type":"string"},"number":{"type":"string"},"a":{}}}}}
                """#
        )
        let client = try ScriptedClient(#"{"id":"asst_1","created_at":1,"model":"gpt-6-luna"}"#)
        _ = try await client.createAssistant(
            AssistantParameters(
                model: .value("gpt-6-luna"),
                name: .null,
                tools: .value([tool]),
                toolResources: .value(ToolResources(vectorStoreIDs: ["vs_1"], codeInterpreterFileIDs: [])),
                metadata: .value(["b": "2", "a": "1"]),
                temperature: .value(0.2),
                topP: .value(1),
                responseFormat: .value("auto")
            )
        )
        #expect(
            client.lines == [
                #"POST /assistants {"model":"gpt-6-luna","name":null,"tools":[{"type":"function","function":"#
                    + #"{"name":"lookup_order","parameters":{"type":"object","properties":{"zip":{"type":"string"},"#
                    + #""number":{"type":"string"},"a":{}}}}}],"tool_resources":{"code_interpreter":{"file_ids":[]},"#
                    + #""file_search":{"vector_store_ids":["vs_1"]}},"metadata":{"a":"1","b":"2"},"temperature":0.2,"#
                    + #""top_p":1,"response_format":"auto"}"#
            ]
        )
    }

    @Test("an update sends only what is given, and tells null from omitted")
    func partialUpdate() async throws {
        let client = try ScriptedClient(#"{"id":"vs_1","created_at":1}"#, #"{"id":"vs_1","created_at":1}"#)
        _ = try await client.updateVectorStore("vs_1", VectorStoreParameters(expiresAfterDays: .null))
        _ = try await client.updateVectorStore(
            "vs_1",
            VectorStoreParameters(name: .value("Handbook"), expiresAfterDays: .value(30), metadata: .value([:]))
        )
        #expect(
            client.lines == [
                #"POST /vector_stores/vs_1 {"expires_after":null}"#,
                #"POST /vector_stores/vs_1 {"name":"Handbook","expires_after":{"anchor":"last_active_at","days":30},"#
                    + #""metadata":{}}"#,
            ]
        )
    }

    @Test("a batch carries attributes and chunking per file")
    func fileBatch() async throws {
        let client = try ScriptedClient(#"{"id":"vsfb_1","status":"in_progress","object":"vector_store.file_batch"}"#)
        let batch = try await client.createFileBatch(
            [
                VectorStoreAttachment(
                    fileID: "file-1",
                    attributes: ["path": .string("docs/a.md"), "year": .number(2026), "draft": .bool(false)],
                    chunking: ChunkingStrategy(maxChunkSizeTokens: 200, chunkOverlapTokens: 50)
                ),
                VectorStoreAttachment(fileID: "file-2"),
            ],
            in: "vs_1"
        )
        #expect(batch.status == .inProgress)
        #expect(
            client.lines == [
                #"POST /vector_stores/vs_1/file_batches {"files":[{"file_id":"file-1","attributes":{"draft":false,"#
                    + #""path":"docs/a.md","year":2026},"chunking_strategy":{"type":"static","static":"#
                    + #"{"max_chunk_size_tokens":200,"chunk_overlap_tokens":50}}},{"file_id":"file-2"}]}"#
            ]
        )
    }

    @Test("every endpoint says whether it may be sent twice")
    func repeatability() async throws {
        let client = ScriptedClient { _, _ throws(APIError) in
            [
                "id": "x", "created_at": 1, "model": "m", "status": "completed", "data": [], "filename": "f",
                "purpose": "assistants",
            ]
        }
        _ = try await client.createAssistant(AssistantParameters(model: .value("m")))
        _ = try await client.createVectorStore(VectorStoreParameters())
        _ = try await client.uploadFile(.memory([1]))
        #expect(client.requests.allSatisfy { $0.repeatability == .onlyIfNotCarriedOut })
        var creations = client.requests.count
        _ = try await client.createVectorStoreFile(VectorStoreAttachment(fileID: "f"), in: "vs")
        _ = try await client.createFileBatch([VectorStoreAttachment(fileID: "f")], in: "vs")
        #expect(client.requests.dropFirst(creations).allSatisfy { $0.repeatability == .harmlessTwice })
        creations = client.requests.count
        _ = try await client.updateAssistant("a", AssistantParameters())
        _ = try await client.updateVectorStoreFileAttributes("f", in: "vs", [:])
        _ = try await client.search("vs", VectorStoreSearch(query: "refund", maxNumResults: 3))
        _ = try await client.deleteAssistant("a")
        _ = try await client.addUploadPart(StreamedPart(name: "data", source: .memory([1])), to: "upload_1")
        #expect(client.requests.dropFirst(creations).allSatisfy { $0.repeatability == .always })
    }

    @Test("assistants and vector stores send the beta header, files and models do not")
    func betaHeader() async throws {
        let client = ScriptedClient { _, _ throws(APIError) in ["data": []] }
        _ = try await client.listAssistants()
        _ = try await client.listVectorStores()
        _ = try await client.listFiles()
        _ = try await client.listModels()
        #expect(client.requests.map(\.beta) == ["assistants=v2", "assistants=v2", nil, nil])
    }
}

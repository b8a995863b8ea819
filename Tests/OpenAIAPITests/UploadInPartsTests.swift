import OpenAIAPI
import OrderedJSON
import Testing

@Suite("Large files")
struct UploadInPartsTests {
    private let limits = UploadLimits(singleRequestBytes: 10, partBytes: 4, parallelParts: 2)
    private let bytes = Array("0123456789abc".utf8)

    private static func answer(_ request: APIRequest) -> JSONValue {
        switch request.path.last {
        case "uploads": ["id": "upload_1", "status": "pending", "file": nil]
        case "parts":
            if case .multipart(let form) = request.body { ["id": .string("part_\(form.file.offset)")] } else { .null }
        case "complete":
            [
                "id": "upload_1", "status": "completed",
                "file": [
                    "id": "file-1", "created_at": 1, "filename": "handbook.md", "bytes": 13, "purpose": "assistants",
                ],
            ]
        default: ["id": "upload_1", "status": "cancelled"]
        }
    }

    @Test("up to the limit a file goes up in one request")
    func small() async throws {
        let client = try ScriptedClient(#"{"id":"file-1","created_at":1,"filename":"a","purpose":"assistants"}"#)
        _ = try await client.upload(.memory(Array(bytes.prefix(10))), limits: limits)
        #expect(client.lines == ["POST /files file[0+10]"])
    }

    @Test("above it in parts, named in the order of the file")
    func large() async throws {
        let client = ScriptedClient { request, _ throws(APIError) in Self.answer(request) }
        let file = try await client.upload(.memory(bytes), limits: limits)
        #expect(file.id == "file-1")
        let lines = client.lines
        #expect(
            lines.first
                == #"POST /uploads {"filename":"handbook.md","purpose":"assistants","bytes":13,"mime_type":"text/markdown"}"#
        )
        #expect(
            lines.dropFirst().dropLast().sorted() == [
                "POST /uploads/upload_1/parts data[0+4]", "POST /uploads/upload_1/parts data[12+1]",
                "POST /uploads/upload_1/parts data[4+4]", "POST /uploads/upload_1/parts data[8+4]",
            ]
        )
        #expect(
            lines.last
                == #"POST /uploads/upload_1/complete {"part_ids":["part_0","part_4","part_8","part_12"]}"#
        )
    }

    @Test(
        "a part whose bytes changed between its hashing and its sending is not completed, nor one that was sent wrong twice"
    )
    func changedWhileSent() async throws {
        for changed in [0, 5, 12] {
            let source = UploadSource.changing(bytes, at: changed)
            let client = ScriptedClient { request, _ throws(APIError) in Self.answer(request) }
            let error = await #expect(throws: APIError.self) { try await client.upload(source, limits: limits) }
            #expect(error?.code == .fileChanged)
            #expect(error?.message == "handbook.md has other bytes than when the plan was made")
            #expect(!client.lines.contains { $0.contains("complete") })
            #expect(client.lines.last == "POST /uploads/upload_1/cancel")
        }
    }

    @Test("the checksum of a part is that of its bytes, however they are cut")
    func checksum() {
        let bytes = (0..<100_003).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 7) }
        var whole = RunningChecksum()
        whole.update(bytes)
        for size in [1, 7, 8, 13, 4096] {
            var cut = RunningChecksum()
            for start in stride(from: 0, to: bytes.count, by: size) {
                cut.update(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(cut.value == whole.value)
        }
        for index in [0, 8, 50_001, 100_002] {
            var other = bytes
            other[index] ^= 1
            var sum = RunningChecksum()
            sum.update(other)
            #expect(sum.value != whole.value)
        }
        var longer = RunningChecksum()
        longer.update(bytes + [0])
        #expect(longer.value != whole.value)
    }

    @Test("a failed part gives the upload up")
    func failedPart() async throws {
        let client = ScriptedClient { request, _ throws(APIError) in
            if case .multipart(let form) = request.body, form.file.offset == 4 { throw APIError(.server, "disk full") }
            return Self.answer(request)
        }
        let error = await #expect(throws: APIError.self) { try await client.upload(.memory(bytes), limits: limits) }
        #expect(error?.message == "disk full")
        #expect(client.lines.last == "POST /uploads/upload_1/cancel")
        #expect(!client.lines.contains { $0.contains("complete") })
    }

    @Test("a completion without an answer is settled by the cancellation")
    func lostCompletion() async throws {
        let client = ScriptedClient { request, _ throws(APIError) in
            guard request.path.last == "complete" else { return Self.answer(request) }
            var lost = APIError(.timeout, "nothing came")
            lost.mayHaveBeenCarriedOut = true
            throw lost
        }
        let error = await #expect(throws: APIError.self) { try await client.upload(.memory(bytes), limits: limits) }
        #expect(error?.code == .timeout)
        #expect(error?.mayHaveBeenCarriedOut == false)
    }

    @Test("an upload that cannot be cancelled is named")
    func failedCancellation() async throws {
        let client = ScriptedClient { request, _ throws(APIError) in
            if request.path.last == "parts" || request.path.last == "cancel" { throw APIError(.unreachable, "gone") }
            return Self.answer(request)
        }
        let error = await #expect(throws: APIError.self) { try await client.upload(.memory(bytes), limits: limits) }
        #expect(
            error?.message == "gone; upload upload_1 could not be cancelled and expires an hour after its start"
        )
    }

    @Test("a file of another size is refused before the first request")
    func changedSize() async throws {
        let cases: [(UploadSource, String)] = [
            (.memory(bytes, plannedSize: 14), "handbook.md is shorter than when the plan was made"),
            (.memory(bytes, plannedSize: 12), "handbook.md is longer than when the plan was made"),
        ]
        for (source, message) in cases {
            let client = ScriptedClient { request, _ throws(APIError) in Self.answer(request) }
            let error = await #expect(throws: APIError.self) { try await client.upload(source, limits: limits) }
            #expect(error?.code == .fileChanged)
            #expect(error?.message == message)
            #expect(client.requests.isEmpty)
        }
    }

    @Test("a file with other bytes is never completed")
    func changedBytes() async throws {
        let client = ScriptedClient { request, _ throws(APIError) in Self.answer(request) }
        let source = UploadSource.memory(bytes, plannedHash: "0")
        let error = await #expect(throws: APIError.self) { try await client.upload(source, limits: limits) }
        #expect(error?.code == .fileChanged)
        #expect(error?.message == "handbook.md has other bytes than when the plan was made")
        #expect(!client.lines.contains { $0.contains("complete") })
        #expect(client.lines.last == "POST /uploads/upload_1/cancel")
        #expect(error?.mayHaveBeenCarriedOut == false)
    }
}

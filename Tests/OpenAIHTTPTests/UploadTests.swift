import Foundation
import Logging
import OpenAIAPI
import OpenAIHTTP
import Synchronization
import Testing

@Suite("Uploads on the wire", .timeLimit(.minutes(5)))
struct UploadTests {
    private let fileJSON = #"{"id":"file-1","created_at":1,"filename":"handbook.md","purpose":"assistants"}"#

    /// Runs the body with a file of these bytes in a folder of its own.
    private func withFile(_ bytes: [UInt8], _ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "upload-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "handbook.md")
        try Data(bytes).write(to: file)
        do {
            try await body(file.path)
        } catch {
            try FileManager.default.removeItem(at: folder)
            throw error
        }
        try FileManager.default.removeItem(at: folder)
    }

    private func source(_ path: String, size: Int, sha256: String?) -> UploadSource {
        .disk(
            path: (path as NSString).lastPathComponent,
            below: (path as NSString).deletingLastPathComponent,
            fileName: "handbook.md",
            byteCount: Int64(size),
            mimeType: "text/markdown",
            sha256: sha256
        )
    }

    private func hash(_ bytes: [UInt8]) -> String {
        var hasher = SHA256Hasher()
        hasher.update(bytes)
        return hasher.finish()
    }

    @Test("the form is exact, its length is announced, and a file of several reads arrives whole")
    func exactForm() async throws {
        let bytes = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await withFile(bytes) { path in
            try await ScriptedServer.with([.answer(ScriptedServer.response(200, fileJSON))]) { server in
                let file = try await withClient(port: server.port) { client in
                    try await client.upload(source(path, size: bytes.count, sha256: hash(bytes)))
                }
                #expect(file.id == "file-1")
                let request = try #require(server.requests.first)
                #expect(request.lines.first == "POST /v1/files HTTP/1.1")
                #expect(request.header("openai-beta") == nil)
                #expect(request.header("transfer-encoding") == nil)
                #expect(request.header("content-type") == "multipart/form-data; boundary=assistantctl-00")
                let opening =
                    "--assistantctl-00\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nassistants\r\n"
                    + "--assistantctl-00\r\nContent-Disposition: form-data; name=\"file\"; filename=\"handbook.md\"\r\n"
                    + "Content-Type: text/markdown\r\n\r\n"
                #expect(
                    request.body == Array(opening.utf8) + bytes + Array("\r\n--assistantctl-00--\r\n".utf8)
                )
            }
        }
    }

    @Test("a file with other bytes never arrives complete", arguments: [5, 600_000])
    func changedBytes(size: Int) async throws {
        let bytes = [UInt8](repeating: 7, count: size)
        try await withFile(bytes) { path in
            try await ScriptedServer.with([]) { server in
                let error = await #expect(throws: APIError.self) {
                    try await withClient(port: server.port) { client in
                        try await client.upload(source(path, size: size, sha256: hash([1, 2, 3])))
                    }
                }
                #expect(error?.code == .fileChanged)
                #expect(
                    error?.description == """
                        POST http://127.0.0.1:\(server.port)/v1/files: handbook.md has other bytes than when the plan \
                        was made. Run plan again.
                        """
                )
                #expect(error?.attempts == 1)
                #expect(error?.mayHaveBeenCarriedOut == false)
                #expect(server.requests.isEmpty)
                var broken = server.brokenRequests.makeAsyncIterator()
                let request = try #require(await broken.next())
                #expect(!request.isComplete)
            }
        }
    }

    @Test("a file that shrank or grew never arrives complete", arguments: [(9, "longer"), (11, "shorter")])
    func changedSize(planned: Int, difference: String) async throws {
        try await withFile([UInt8](repeating: 7, count: 10)) { path in
            try await ScriptedServer.with([]) { server in
                let error = await #expect(throws: APIError.self) {
                    try await withClient(port: server.port) { client in
                        try await client.upload(source(path, size: planned, sha256: nil))
                    }
                }
                #expect(error?.message == "handbook.md is \(difference) than when the plan was made")
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test("a file that vanished is told, and so is a directory in its place")
    func vanished() async throws {
        try await withFile([1]) { path in
            try await ScriptedServer.with([]) { server in
                let folder = String(path.dropLast("/handbook.md".count))
                let cases = [
                    (path + ".gone", "cannot open handbook.md: No such file or directory"),
                    (folder, "cannot open handbook.md: not a regular file"),
                ]
                for (path, message) in cases {
                    let error = await #expect(throws: APIError.self) {
                        try await withClient(port: server.port) { client in
                            try await client.upload(source(path, size: 1, sha256: nil))
                        }
                    }
                    #expect(error?.code == .fileUnreadable)
                    #expect(error?.message == message)
                }
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test("nothing but what lies below the folder is read: links inside it lead on, links out of it do not")
    func confinement() async throws {
        try await withFile([1]) { path in
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            let (root, files) = (folder.appending(path: "root").path, FileManager.default)
            try files.createDirectory(atPath: root + "/docs", withIntermediateDirectories: true)
            try Data([1]).write(to: URL(fileURLWithPath: root + "/docs/inside.md"))
            for (link, target) in [
                ("out.md", "../handbook.md"), ("absolute.md", path), ("up", ".."), ("again", "docs"),
                ("inside.md", "docs/inside.md"), ("absolute-inside.md", root + "/docs/inside.md"), ("itself", "itself"),
            ] {
                try files.createSymbolicLink(atPath: "\(root)/\(link)", withDestinationPath: target)
            }
            func reader(_ path: String) async throws(APIError) -> any UploadReader {
                try await UploadSource.disk(
                    path: path,
                    below: root,
                    fileName: "a.md",
                    byteCount: 1,
                    mimeType: "text/markdown",
                    sha256: nil
                ).reader()
            }
            for path in ["docs/inside.md", "again/inside.md", "inside.md", "absolute-inside.md"] {
                _ = try await reader(path)
            }
            for path in [
                "out.md", "absolute.md", "up/handbook.md", "../handbook.md", "docs/../../handbook.md", path,
                "docs/inside.md\0.txt", "itself", "docs", "",
            ] {
                let error = await #expect(throws: APIError.self) { try await reader(path) }
                #expect(error?.code == .fileUnreadable, "\(path)")
            }
        }
    }

    @Test("an upload is read again for its repetition")
    func repeatsFromTheStart() async throws {
        let bytes = Array("hello".utf8)
        let steps: [ScriptedServer.Step] = [
            .answer(ScriptedServer.response(429, "{}")), .answer(ScriptedServer.response(200, fileJSON)),
        ]
        let progress = Mutex<[Int64]>([])
        try await withFile(bytes) { path in
            try await ScriptedServer.with(steps) { server in
                var source = source(path, size: 5, sha256: hash(bytes))
                source.reportProgress = { count in progress.withLock { $0.append(count) } }
                let upload = source
                _ = try await withClient(port: server.port) { try await $0.upload(upload) }
                #expect(progress.withLock { $0 } == [5, -5, 5])
                #expect(server.requests.count == 2)
                #expect(server.requests.first?.body == server.requests.last?.body)
            }
        }
    }

    @Test("an upload without an answer may have made a file")
    func lostAnswer() async throws {
        try await withFile([1, 2, 3]) { path in
            try await ScriptedServer.with([.close]) { server in
                let error = await #expect(throws: APIError.self) {
                    try await withClient(port: server.port) { client in
                        try await client.upload(source(path, size: 3, sha256: nil))
                    }
                }
                #expect(error?.mayHaveBeenCarriedOut == true)
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test("an upload on which nothing happens is given up when waits are to end, after a few seconds")
    func hangingUpload() async throws {
        let bytes = Array("handbook".utf8)
        try await withFile(bytes) { path in
            try await ScriptedServer.with([.hang]) { server in
                let clock = Mutex(Duration.zero)
                let start = ContinuousClock.now
                var environment = Witness().environment
                environment.sleep = { wait in clock.withLock { $0 += wait } }
                environment.instant = { start + clock.withLock { $0 } }
                let end = WaitEnd {
                    var arrivals = server.arrivals.makeAsyncIterator()
                    _ = await arrivals.next()
                }
                let configuration = try ClientConfiguration(
                    baseURL: BaseURL("http://127.0.0.1:\(server.port)/v1"),
                    key: APIKey(testKey),
                    userAgent: "assistantctl/1.2.3"
                )
                let source = source(path, size: bytes.count, sha256: hash(bytes))
                let error = try await HTTPOpenAIClient.withClient(
                    configuration,
                    network: .onThisMachine,
                    environment: environment,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                ) { client in
                    await WaitEnd.$current.withValue(end) {
                        await #expect(throws: APIError.self) { try await client.upload(source) }
                    }
                }
                #expect(error?.code == .cancelled)
                #expect(error?.message == "interrupted while the server did not answer")
                #expect(error?.mayHaveBeenCarriedOut == true)
                #expect(clock.withLock { $0 } == .seconds(5))
            }
        }
    }
}

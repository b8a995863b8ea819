import OpenAIAPI
import OpenAIHTTP
import Testing

@Suite("Answers that are not what was asked for")
struct AnswerTests {
    private func failure(
        _ steps: [ScriptedServer.Step],
        timeouts: ClientConfiguration.Timeouts = .init(),
        _ call: @Sendable @escaping (HTTPOpenAIClient) async throws -> Void = { _ = try await $0.listModels() }
    ) async throws -> (error: APIError, text: String) {
        try await ScriptedServer.with(steps) { server in
            let error = try #require(
                await #expect(throws: APIError.self) {
                    try await withClient(port: server.port, timeouts: timeouts) { try await call($0) }
                }
            )
            return (error, error.description.replacing("127.0.0.1:\(server.port)", with: "HOST"))
        }
    }

    @Test("a proxy's page is told by its title")
    func htmlPage() async throws {
        let page = "<!DOCTYPE html>\n<html><head>\n<TITLE>Sign in to\u{1B}[31m VeloNet</TITLE></head></html>"
        let answer = ScriptedServer.response(200, page, headers: ["Content-Type: text/html; charset=utf-8"])
        let (error, text) = try await failure(Array(repeating: .answer(answer), count: 3))
        #expect(error.code == .notJSON)
        #expect(
            text == """
                GET http://HOST/v1/models: 200: http://HOST answered with an HTML page, not the API: a proxy or a \
                wrong base_url; first line: Sign in to[31m VeloNet. Check base_url (it usually ends in /v1) and any \
                proxy between. (3 attempts)
                """
        )
    }

    @Test("an answer that drips is given up, though it is never silent")
    func dripping() async throws {
        // Every piece comes later than no time at all.
        let steps = Array(
            repeating: ScriptedServer.Step.answer(ScriptedServer.response(200, #"{"data":[]}"#)),
            count: 6
        )
        let (error, text) = try await failure(steps, timeouts: .init(answer: .zero))
        #expect(error.code == .timeout)
        #expect(text.contains("the answer was not complete 0.0 seconds after it began"))
    }

    @Test("a proxy on the way that wants a password is not asked again")
    func proxyAuthentication() async throws {
        let (error, text) = try await failure([.answer(ScriptedServer.response(407, "<html>Who are you?</html>"))])
        #expect(error.code == .proxyRefused)
        #expect(error.attempts == 1)
        #expect(text.contains("407: a proxy on the way asks for a user name and a password"))
    }

    @Test("a proxy's page that comes once is nothing but a second")
    func passingPage() async throws {
        let page = ScriptedServer.response(200, "<html><title>Sign in</title></html>")
        try await ScriptedServer.with([.answer(page), .answer(ScriptedServer.response(200, #"{"data":[]}"#))]) {
            server in
            let models = try await withClient(port: server.port) { try await $0.listModels() }
            #expect(models.isEmpty)
        }
    }

    @Test("a page instead of a refusal is no refusal by the API")
    func htmlForbidden() async throws {
        let (error, _) = try await failure([.answer(ScriptedServer.response(403, "<html>Blocked</html>"))])
        #expect(error.code == .notJSON)
        #expect(error.answer?.status == 403)
    }

    @Test("a page under a failing status is repeated like that status")
    func htmlBadGateway() async throws {
        let page = ScriptedServer.Step.answer(ScriptedServer.response(502, "<html><title>502 Bad Gateway</title>"))
        let (error, text) = try await failure(Array(repeating: page, count: 6))
        #expect(error.attempts == 6)
        #expect(text.contains("502: an HTML page; first line: 502 Bad Gateway. Try again later"))
    }

    @Test("text that is no JSON is shown")
    func plainText() async throws {
        let answer = ScriptedServer.Step.answer(ScriptedServer.response(200, "it works!\nreally"))
        let (error, text) = try await failure([answer, answer, answer])
        #expect(error.code == .notJSON)
        #expect(
            text.contains(
                "the answer is not JSON (unexpected character at line 1, column 1); first line: it works! Check"
            )
        )
    }

    @Test("half an answer is told apart from nonsense, and repeated")
    func halfJSON() async throws {
        let half = ScriptedServer.Step.answer(ScriptedServer.response(200, #"{"data":[{"id":"gpt"}"#))
        let (error, text) = try await failure(Array(repeating: half, count: 6))
        #expect(error.code == .truncatedAnswer)
        #expect(
            text == """
                GET http://HOST/v1/models: 200: the answer ends in the middle, after 21 bytes. Try again; if it stays \
                so, a proxy between cuts answers off. (6 attempts)
                """
        )
    }

    @Test("a connection that breaks inside the body is a broken answer")
    func brokenBody() async throws {
        let promise = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":"
        let (error, _) = try await failure([.answerAndClose(promise)]) {
            _ = try await $0.createVectorStore(VectorStoreParameters())
        }
        #expect(error.code == .truncatedAnswer)
        #expect(error.mayHaveBeenCarriedOut)
        #expect(error.attempts == 1)
    }

    @Test("a body above the limit is not read to its end")
    func tooLarge() async throws {
        let body = #"{"data":""# + String(repeating: "x", count: 2000) + #""}"#
        try await ScriptedServer.with([.answer(ScriptedServer.response(200, body))]) { server in
            let error = await #expect(throws: APIError.self) {
                try await withClient(port: server.port, maximumAnswerBytes: 1000) { try await $0.listModels() }
            }
            #expect(error?.message == "the answer is larger than 1000 bytes")
        }
    }

    @Test("a key that the server repeats is not shown")
    func scrubsTheKey() async throws {
        let body = #"{"error":{"message":"Incorrect API key: \#(testKey)","type":"x","code":"\#(testKey)"}}"#
        let (_, text) = try await failure([.answer(ScriptedServer.response(401, body))])
        #expect(!text.contains(testKey))
        #expect(
            text.hasPrefix("GET http://HOST/v1/models: 401 <redacted>: Incorrect API key: <redacted>. Check OPENAI")
        )
    }

    @Test(
        "errors of other servers are understood",
        arguments: [
            (#"{"error":"model not loaded"}"#, "model not loaded"), (#"{"detail":"Not Found"}"#, "Not Found"),
            ("404 page not found", "404 page not found"), ("", "no reason given"),
        ]
    )
    func foreignErrors(body: String, message: String) async throws {
        let (error, _) = try await failure([.answer(ScriptedServer.response(404, body))]) {
            _ = try await $0.retrieveFile("file-1")
        }
        #expect(error.code == .notFound)
        #expect(error.message == message)
    }

    @Test(
        "a 400 about an object that is not there is a 404, for reads and deletions by id",
        arguments: [
            ("File file-1 not found in vector store vs_1", true), ("No file found with id 'file-1'.", true),
            ("file-1 does not exist", true), ("Invalid value for 'order'.", false),
        ]
    )
    func badRequestForMissing(message: String, isMissing: Bool) async throws {
        let answer = ScriptedServer.Step.answer(ScriptedServer.response(400, #"{"error":{"message":"\#(message)"}}"#))
        let read = try await failure([answer]) { _ = try await $0.retrieveVectorStoreFile("file-1", in: "vs_1") }
        #expect(read.error.code == (isMissing ? .notFound : .invalidRequest))
        let write = try await failure([answer]) {
            _ = try await $0.createVectorStoreFile(VectorStoreAttachment(fileID: "file-1"), in: "vs_1")
        }
        #expect(write.error.code == .invalidRequest)
        try await ScriptedServer.with([answer]) { server in
            let call = { (client: HTTPOpenAIClient) in try await client.deleteVectorStoreFile("file-1", in: "vs_1") }
            guard isMissing else {
                await #expect(throws: APIError.self) { try await withClient(port: server.port) { try await call($0) } }
                return
            }
            let result = try await withClient(port: server.port) { try await call($0) }
            #expect(result == .alreadyGone)
        }
    }

    @Test("an error under the status of a success is an error, in the server's words, and is not repeated")
    func errorInSuccess() async throws {
        let said = #"{"error": "Unexpected endpoint or method. (DELETE /v1/files/file-1)"}"#
        let answer = ScriptedServer.Step.answer(ScriptedServer.response(200, said))
        let deletion = try await failure([answer]) { _ = try await $0.deleteFile("file-1") }
        #expect(deletion.error.code == .errorInSuccess)
        #expect(deletion.text.contains("200: Unexpected endpoint or method. (DELETE /v1/files/file-1)"))
        let list = try await failure([answer]) { _ = try await $0.listSkills() }
        #expect(list.error.code == .notServed)
        #expect(list.text.contains("this host does not serve /v1/skills: Unexpected endpoint or method."))
        let creation = try await failure([answer]) { _ = try await $0.createVectorStore(VectorStoreParameters()) }
        #expect(creation.error.code == .errorInSuccess && creation.error.mayHaveBeenCarriedOut)
    }

    @Test("an object that has an error is no error")
    func objectWithError() async throws {
        let object = #"{"id":"vs_1","created_at":1,"error":{"message":"x"}}"#
        let answers: [ScriptedServer.Step] = [
            .answer(ScriptedServer.response(200, object)), .answer(ScriptedServer.response(200, storeJSON)),
        ]
        try await ScriptedServer.with(answers) { server in
            let store = try await withClient(port: server.port) { try await $0.retrieveVectorStore("vs_1") }
            #expect(store.id == "vs_1")
        }
    }

    @Test("a host without a collection is told from an account without an object")
    func missingCollection() async throws {
        let (error, text) = try await failure([.answer(ScriptedServer.response(404, #"{"detail":"Not Found"}"#))]) {
            _ = try await $0.listVectorStores()
        }
        #expect(error.code == .notServed)
        #expect(
            text == """
                GET http://HOST/v1/vector_stores?limit=100&order=asc: 404: this host does not serve /v1/vector_stores. \
                Check base_url (it usually ends in /v1) and any proxy between.
                """
        )
    }

    @Test("a parameter that was refused is named")
    func namesParameter() async throws {
        let body =
            #"{"error":{"message":"Invalid extension.","type":"invalid_request_error","param":"file","code":null}}"#
        let (_, text) = try await failure([.answer(ScriptedServer.response(400, body, headers: ["x-request-id: r7"]))])
        #expect(
            text
                == "GET http://HOST/v1/models: 400 invalid_request_error: Invalid extension. (param file, request id r7)"
        )
    }

    @Test("a host without the Assistants API is told from a missing assistant, and from one that names a missing store")
    func removedAPI() async throws {
        let missing = ScriptedServer.Step.answer(ScriptedServer.response(404, "<html>nginx</html>"))
        let list = try await failure([missing]) { _ = try await $0.listAssistants() }
        #expect(list.error.code == .apiRemoved)
        #expect(
            list.text == """
                GET http://HOST/v1/assistants?limit=100&order=asc: 404: this host no longer serves the Assistants \
                API; use `api: responses`
                """
        )
        let json = ScriptedServer.Step.answer(ScriptedServer.response(404, "{}"))
        let create = try await failure([json]) { _ = try await $0.createAssistant(AssistantParameters()) }
        #expect(create.error.code == .notFound)
        let read = try await failure([json]) { _ = try await $0.retrieveAssistant("asst_1") }
        #expect(read.error.code == .notFound)
    }

    @Test("no answer in time")
    func hang() async throws {
        let (error, text) = try await failure(
            [.hang],
            timeouts: .init(idle: .milliseconds(50))
        ) { _ = try await $0.createVectorStore(VectorStoreParameters()) }
        #expect(error.code == .timeout)
        #expect(
            text == """
                POST http://HOST/v1/vector_stores: nothing came for 0.05 seconds. Check the network and the \
                provider's status page. The server may have carried it out: look before repeating it.
                """
        )
    }
}

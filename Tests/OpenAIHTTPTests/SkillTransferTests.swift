import OpenAIAPI
import OpenAIHTTP
import Testing

@Suite("Skills on the wire")
struct SkillTransferTests {
    private let zip: [UInt8] = Array("PK".utf8) + [3, 4, 0, 0xFF, 0xFE, 13, 10]
    private let version = #"{"id":"skillver_2","skill_id":"skill_1","version":"2","created_at":1,"name":"n"}"#

    private func download(
        _ steps: ScriptedServer.Step...,
        maximumAnswerBytes: Int = 1 << 20
    ) async throws -> (bytes: [UInt8], accept: String?) {
        try await ScriptedServer.with(steps) { server in
            let bytes = try await withClient(port: server.port, maximumAnswerBytes: maximumAnswerBytes) { client in
                try await client.skillVersionContent("2", of: "skill_1")
            }
            #expect(server.requests.first?.lines.first == "GET /v1/skills/skill_1/versions/2/content HTTP/1.1")
            return (bytes, server.requests.first?.header("accept"))
        }
    }

    private func answer(_ body: [UInt8]) -> ScriptedServer.Step {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: \(body.count)\r\n\r\n"
        return .answerBytes(Array(head.utf8) + body)
    }

    @Test("a bundle arrives as the bytes that were sent")
    func downloads() async throws {
        let (bytes, accept) = try await download(answer(zip))
        #expect(bytes == zip)
        #expect(accept == "application/zip")
    }

    @Test("a bundle above the limit, a page, nothing or another kind of file is refused")
    func refusals() async throws {
        let page = ScriptedServer.response(200, "<html><title>Sign in</title></html>")
        let cases: [(ScriptedServer.Step, APIError.Code)] = [
            (answer(zip + Array(repeating: 0, count: 1000)), .decoding), (.answer(page), .notJSON),
            (.answer(ScriptedServer.response(200, #""text""#)), .decoding),
            (.answer(ScriptedServer.response(404, #"{"error":{"message":"No skill version found."}}"#)), .notFound),
        ]
        for (step, code) in cases {
            let error = await #expect(throws: APIError.self) {
                try await download(step, step, step, maximumAnswerBytes: 500)
            }
            #expect(error?.code == code)
        }
    }

    @Test("a version is published with its files under their paths, and never twice")
    func publishes() async throws {
        let steps: [ScriptedServer.Step] = [.answer(ScriptedServer.response(200, version)), .close]
        try await ScriptedServer.with(steps) { server in
            try await withClient(port: server.port) { client in
                let files = [
                    SkillFile(path: "velo/SKILL.md", bytes: Array("# Velo".utf8), contentType: "text/markdown"),
                    SkillFile(path: "velo/release.json", bytes: [0xFF], contentType: "application/json"),
                ]
                let published = try await client.createSkillVersion(files, of: "skill_1")
                #expect(published.number == 2)
                let error = await #expect(throws: APIError.self) {
                    try await client.createSkillVersion(files, of: "skill_1")
                }
                #expect(error?.mayHaveBeenCarriedOut == true)
            }
            let request = try #require(server.requests.first)
            #expect(server.requests.count == 2)
            #expect(request.lines.first == "POST /v1/skills/skill_1/versions HTTP/1.1")
            let type = try #require(request.header("content-type"))
            let boundary = String(type.dropFirst("multipart/form-data; boundary=".count))
            #expect(
                request.body
                    == Array(
                        ("--\(boundary)\r\nContent-Disposition: form-data; name=\"default\"\r\n\r\nfalse\r\n"
                            + "--\(boundary)\r\nContent-Disposition: form-data; name=\"files[]\"; "
                            + "filename=\"velo/SKILL.md\"\r\nContent-Type: text/markdown\r\n\r\n# Velo\r\n"
                            + "--\(boundary)\r\nContent-Disposition: form-data; name=\"files[]\"; "
                            + "filename=\"velo/release.json\"\r\nContent-Type: application/json\r\n\r\n").utf8
                    ) + [0xFF] + Array("\r\n--\(boundary)--\r\n".utf8)
            )
        }
    }
}

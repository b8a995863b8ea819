import OpenAIAPI
import OrderedJSON
import Testing

@Suite("Skills")
struct SkillTests {
    private let skill = #"""
        {"id":"skill_1","object":"skill","name":"assistants-velo","description":"d","created_at":5,
        "default_version":"1","latest_version":"3"}
        """#
    private let version = #"""
        {"object":"skill.version","id":"skillver_3","skill_id":"skill_1","version":"3","created_at":7,
        "name":"assistants-velo","description":"d"}
        """#
    private let files = [
        SkillFile(path: "assistants-velo/SKILL.md", bytes: [1, 2], contentType: "text/markdown"),
        SkillFile(path: "assistants-velo/release.json", bytes: [3]),
    ]

    @Test("every call has its path and body, and says whether it may be repeated")
    func requests() async throws {
        let client = try ScriptedClient(skill, version, skill, skill, version)
        #expect(try await client.createSkill(files).latestVersion == "3")
        let published = try await client.createSkillVersion(files, of: "skill_1")
        #expect(published.number == 3)
        #expect(published.createdAt == 7)
        _ = try await client.updateSkill("skill_1", defaultVersion: "3")
        #expect(try await client.retrieveSkill("skill_1").defaultVersion == "1")
        #expect(try await client.retrieveSkillVersion("3", of: "skill_1") == published)
        let bundle = "files[] assistants-velo/SKILL.md 2 files[] assistants-velo/release.json 1"
        #expect(
            client.lines == [
                "POST /skills \(bundle)", "POST /skills/skill_1/versions default=false \(bundle)",
                #"POST /skills/skill_1 {"default_version":"3"}"#, "GET /skills/skill_1",
                "GET /skills/skill_1/versions/3",
            ]
        )
        #expect(
            client.requests.map(\.repeatability)
                == [.onlyIfNotCarriedOut, .onlyIfNotCarriedOut, .always, .always, .always]
        )
        #expect(client.requests.allSatisfy { $0.beta == nil })
    }

    @Test("lists are read by the id of the last item")
    func lists() async throws {
        let page = #"{"object":"list","data":[\#(version)],"has_more":true}"#
        let client = try ScriptedClient(page, #"{"data":[],"has_more":false}"#, #"{"data":[]}"#)
        #expect(try await client.listSkillVersions(of: "skill_1").map(\.version) == ["3"])
        #expect(try await client.listSkills().isEmpty)
        #expect(
            client.lines == [
                "GET /skills/skill_1/versions?limit=100&order=asc",
                "GET /skills/skill_1/versions?limit=100&order=asc&after=skillver_3", "GET /skills?limit=100&order=asc",
            ]
        )
        #expect(client.requests.last?.meaningOfNotFound == .missingCollection)
    }

    @Test("deletions name the version")
    func deletions() async throws {
        let client = try ScriptedClient(#"{"deleted":true}"#, #"{"deleted":true}"#)
        #expect(try await client.deleteSkillVersion("3", of: "skill_1") == .deleted)
        #expect(try await client.deleteSkill("skill_1") == .deleted)
        #expect(client.lines == ["DELETE /skills/skill_1/versions/3", "DELETE /skills/skill_1"])
    }

    @Test("a path that leaves the bundle is refused", arguments: ["", "/a", "../a", "a/./b", "a//b", "a\\b", "a\nb"])
    func paths(path: String) async throws {
        let client = try ScriptedClient()
        let error = await #expect(throws: APIError.self) {
            try await client.createSkill([SkillFile(path: path, bytes: [1])])
        }
        #expect(error?.message == "\(path.debugDescription) is no relative path in a skill")
        #expect(client.requests.isEmpty)
    }

    @Test("a bundle has 1 to 500 files")
    func counts() async throws {
        let client = try ScriptedClient()
        for count in [0, 501] {
            let files = (0..<count).map { SkillFile(path: "\($0).md", bytes: [1]) }
            let error = await #expect(throws: APIError.self) { try await client.createSkillVersion(files, of: "s") }
            #expect(error?.code == .invalidRequest)
        }
    }

    @Test("the form's bytes are exact")
    func form() {
        let form = BufferedForm(
            fields: [BufferedForm.Field(name: "default", value: "false")],
            files: [
                BufferedForm.File(
                    name: "files[]",
                    fileName: "a/\"ä\".md",
                    contentType: "text/markdown",
                    bytes: [65, 66]
                ),
                BufferedForm.File(name: "files[]", fileName: "a/b", contentType: "application/json", bytes: []),
            ]
        )
        #expect(
            String(decoding: form.bytes(boundary: "XX"), as: UTF8.self)
                == "--XX\r\nContent-Disposition: form-data; name=\"default\"\r\n\r\nfalse\r\n"
                + "--XX\r\nContent-Disposition: form-data; name=\"files[]\"; filename=\"a/%22ä%22.md\"\r\n"
                + "Content-Type: text/markdown\r\n\r\nAB\r\n"
                + "--XX\r\nContent-Disposition: form-data; name=\"files[]\"; filename=\"a/b\"\r\n"
                + "Content-Type: application/json\r\n\r\n\r\n--XX--\r\n"
        )
    }
}

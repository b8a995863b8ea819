import Archives
import HTTPTypes
import HummingbirdTesting
import NIOCore
import OrderedJSON
import Testing

@testable import Sandbox

@Suite("Skills")
struct SkillTests {
    @Test("a folder becomes a skill whose content is a zip of the same files")
    func create() async throws {
        try await withSandbox { account in
            let created = try await account.skill([
                ("releases/SKILL.md", Self.manifest), ("releases/release.json", "{\"number\":1}"),
            ])
            #expect(
                created.json == [
                    "id": .string(created.id), "object": "skill", "name": "velo-releases",
                    "description": "Releases: kept by a tool.", "created_at": 1_800_000_000, "default_version": "1",
                    "latest_version": "1",
                ]
            )
            #expect(try await account.get("/skills/\(created.id)").json == created.json)
            #expect(try await account.get("/skills").ids == [created.id])
            let content = try await account.download("/skills/\(created.id)/content")
            let archive = try ZipArchive(content, limits: Self.limits)
            #expect(archive.entries.map(\.name) == ["releases/SKILL.md", "releases/release.json"])
            let release = try archive.content(of: archive.entries[1])
            #expect(release == Array("{\"number\":1}".utf8))
            var other = account
            other.key = "sk-other"
            #expect(try await other.get("/skills/\(created.id)").status == 404)
        }
    }

    @Test("a zip is kept as it was sent")
    func zip() async throws {
        try await withSandbox { account in
            let zip = ZipWriter.archive([("SKILL.md", Array(Self.manifest.utf8)), ("a/b.txt", [1, 2, 3])])
            let created = try await account.post(
                "/skills",
                form: [],
                file: FormFile(field: "files", name: "skill.zip", content: zip)
            )
            #expect(created.status == 200)
            #expect(try await account.download("/skills/\(created.id)/content") == zip)
        }
    }

    @Test("versions are numbered by the server, a number is never given twice, and the default stays until moved")
    func versions() async throws {
        try await withSandbox { account in
            let skill = try await account.skill([("SKILL.md", Self.manifest)]).id
            let path = "/skills/\(skill)"
            let second = try await account.skill([("SKILL.md", Self.manifest)], at: "\(path)/versions")
            #expect(second.json["version"] == "2")
            #expect(second.json["skill_id"] == .string(skill))
            #expect(try await account.delete("\(path)/versions/2").json["object"] == "skill.version.deleted")
            let third = try await account.skill(
                [("SKILL.md", Self.manifest.replacing("velo-releases", with: "velo-next"))],
                at: "\(path)/versions",
                fields: [("default", "true")]
            )
            #expect(third.json["version"] == "3")
            let moved = try await account.get(path)
            #expect(moved.json["default_version"] == "3")
            #expect(moved.json["name"] == "velo-next")
            let back = try await account.post(path, ["default_version": "1"])
            #expect(back.json["default_version"] == "1")
            #expect(back.json["latest_version"] == "3")
            #expect(try await account.get("\(path)/versions").ids.count == 2)
            let page = try await account.get("\(path)/versions?limit=1&order=asc")
            #expect(page.json["has_more"] == true)
            #expect(try await account.get("\(path)/versions?order=asc&after=\(page.ids[0])").ids == [third.id])
            let refused = try await account.delete("\(path)/versions/1")
            #expect(refused.status == 400)
            #expect(refused.text.contains("default version"))
            #expect(try await account.post(path, ["default_version": "9"]).errorParameter == "default_version")
            #expect(try await account.post(path, ["name": "x"]).errorCode == "unknown_parameter")
            #expect(try await account.get("\(path)/versions/2").status == 404)
            #expect(try await account.delete(path).json["object"] == "skill.deleted")
            #expect(try await account.get("\(path)/versions/1/content").status == 404)
        }
    }

    @Test("a new version answers 404 until its delay is over")
    func visibility() async throws {
        try await withSandbox {
            $0.versionVisibilityDelay = .seconds(31)
        } _: { account in
            let path = "/skills/\(try await account.skill([("SKILL.md", Self.manifest)]).id)"
            #expect(try await account.get("\(path)/versions/1").status == 404)
            #expect(try await account.get("\(path)/content").status == 404)
            #expect(try await account.get("\(path)/versions").ids.isEmpty)
            #expect(try await account.get(path).json["latest_version"] == "1")
            account.time.advance(by: 31)
            #expect(try await account.get("\(path)/versions/1").json["version"] == "1")
            #expect(try await account.get("\(path)/versions/1/content").status == 200)
        }
    }

    @Test(
        "bundles without a valid SKILL.md at their root are refused",
        arguments: [
            [("README.md", "text")], [("SKILL.md", "no front matter")], [("SKILL.md", "---\nname: a\n")],
            [("SKILL.md", "---\nname: a\n---\n")], [("SKILL.md", "---\nname: Not Valid\ndescription: d\n---\n")],
            [("a/SKILL.md", manifest), ("b/x.txt", "x")], [("SKILL.md", manifest), ("../x", "x")],
            [("SKILL.md", manifest), ("SKILL.md", manifest)],
        ]
    )
    func refusals(_ files: [(String, String)]) async throws {
        try await withSandbox { account in
            let answer = try await account.skill(files)
            #expect(answer.status == 400)
            #expect(answer.errorCode == "invalid_skill")
            #expect(try await account.get("/skills").ids.isEmpty)
        }
    }

    @Test("too many files, files that are too large and bodies of another kind are refused")
    func limits() async throws {
        try await withSandbox { account in
            let many = (0..<500).map { ("f\($0)", "") } + [("SKILL.md", Self.manifest)]
            let crowded = try await account.skill(many)
            #expect(crowded.text.contains("more than 500 files"))
            let file = FormFile(field: "files", name: "a.zip", content: Array("no zip".utf8))
            #expect(try await account.post("/skills", form: [], file: file).errorCode == "invalid_skill")
            #expect(try await account.post("/skills", ["files": []]).errorCode == "unsupported_content_type")
            #expect(try await account.post("/skills", form: [], file: nil).errorCode == "missing_required_parameter")
            let wrong = FormFile(field: "file", name: "a.zip", content: [])
            #expect(try await account.post("/skills", form: [], file: wrong).errorParameter == "file")
        }
    }

    @Test("front matter may quote and fold")
    func frontMatter() throws {
        let matter = try FrontMatter(
            "---\r\n# a note\r\nname: 'it''s'\r\ndescription: >-\r\n  two\r\n  lines\r\nmetadata:\r\n  a: b\r\n"
                + "license: \"a \\\"b\\\"\"\r\n---\r\ntext"
        )
        #expect(matter["name"] == "it's")
        #expect(matter["description"] == "two lines")
        #expect(matter["license"] == "a \"b\"")
    }

    static let limits = ZipArchive.Limits(
        archiveBytes: 1_000_000,
        entries: 10,
        entryBytes: 1_000_000,
        unpackedBytes: 1_000_000
    )

    static let manifest = "---\nname: velo-releases\ndescription: \"Releases: kept by a tool.\"\n---\n\n# Releases\n"
}

extension Account {
    /// Uploads a bundle as files with relative paths.
    func skill(
        _ files: [(String, String)],
        at path: String = "/skills",
        fields: [(String, String)] = []
    ) async throws -> Answer {
        var body = FormFile.body(fields, nil)
        let end = "--\(FormFile.boundary)--\r\n"
        body.moveWriterIndex(to: body.writerIndex - end.utf8.count)
        for (name, text) in files {
            body.writeString("--\(FormFile.boundary)\r\nContent-Disposition: form-data; name=\"files[]\"; ")
            body.writeString("filename=\"\(name)\"\r\n\r\n\(text)\r\n")
        }
        body.writeString(end)
        return try await send(.post, path, type: "multipart/form-data; boundary=\(FormFile.boundary)", body: body)
    }

    func download(_ path: String) async throws -> [UInt8] {
        try await client.execute(
            uri: "/v1\(path)",
            method: .get,
            headers: [.authorization: "Bearer \(key ?? "")"]
        ) { response in
            #expect(response.headers[.contentType] == "application/zip")
            return Array(response.body.readableBytesView)
        }
    }
}

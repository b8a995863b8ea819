import Archives
import OrderedJSON
import Testing

@testable import Sandbox

@Suite("another run publishes to the registry between two requests")
struct FaultReleaseTests {
    private static let manifest = "---\nname: assistants-velo-production\ndescription: Releases\n---\n"
    private static let document = """
        {"schema":1,"managed_by":"assistantctl","status":"complete","project":"velo","environment":"production",\
        "release":3,"base":1,"run":"run-1","time":1799999000,"author":"deployer","host":"build-7",\
        "git":{"commit":"c0ffee","dirty":false},"tool_version":"1.0.0","assistants":{},"knowledge_bases":{},\
        "changes":["+ assistant.support-bot"],"history":[]}
        """

    private func publish(
        _ fault: String,
        _ check: @escaping @Sendable (Account, _ skill: String) async throws -> Void
    ) async throws {
        let faults = [try Fault(fault)]
        try await withSandbox({ $0.faults = faults }) { account in
            let skill = try await account.skill([("SKILL.md", Self.manifest), ("release.json", Self.document)]).id
            _ = try await account.skill([("SKILL.md", "---\nname: notes\ndescription: No registry\n---\n")])
            try await check(account, skill)
        }
    }

    private static func document(_ account: Account, _ path: String) async throws -> JSONValue {
        let archive = try ZipArchive(try await account.download(path), limits: SkillTests.limits)
        let entry = try #require(archive.entries.first { $0.name == "release.json" })
        return try JSONValue(parsing: archive.content(of: entry))
    }

    @Test("a release of another run becomes live before the request is worked on")
    func release() async throws {
        try await publish("POST /v1/vector_stores competing-release times=1") { account, skill in
            _ = try await account.store()
            _ = try await account.store()
            let live = try await account.get("/skills/\(skill)").json
            #expect(live["default_version"] == "2")
            #expect(live["latest_version"] == "2")
            let document = try await Self.document(account, "/skills/\(skill)/content")
            #expect(document["status"] == "complete")
            #expect(document["release"] == 4)
            #expect(document["base"] == 1)
            #expect(document["author"] == "another run")
            #expect(document["run"] != "run-1")
            #expect(document["git"] == nil)
            #expect(
                document["history"] == [
                    [
                        "release": 3, "version": 1, "time": 1_799_999_000, "author": "deployer",
                        "changes": ["+ assistant.support-bot"],
                    ]
                ]
            )
            #expect(try await account.get("/skills").json["data"]?.arrayValue?.first?["latest_version"] == "1")
        }
    }

    @Test("a journal of another run locks and leaves the live release alone")
    func journal() async throws {
        try await publish("POST /v1/skills/*/versions competing-release as=journal lease=90") { account, skill in
            _ = try await account.skill([("SKILL.md", Self.manifest)], at: "/skills/\(skill)/versions")
            #expect(try await account.get("/skills/\(skill)").json["default_version"] == "1")
            #expect(try await account.get("/skills/\(skill)").json["latest_version"] == "3")
            let document = try await Self.document(account, "/skills/\(skill)/versions/2/content")
            #expect(document["status"] == "applying")
            #expect(document["release"] == 4)
            #expect(document["journal"]?["lease_end"] == 1_800_000_090)
            #expect(document["assistants"] == nil)
        }
    }
}

import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON
import Planning
import Testing

@Suite("reading the account")
struct SnapshotTests {
    private static func metadata(_ key: String, project: String = "velo") -> [String: String] {
        Ownership(project: project, environment: "test").marks(key: key)
    }

    @Test("answers are read leniently: unknown tools are kept, missing resources are empty, marks are left out")
    func assistants() async throws {
        let account = FakeAccount()
        account.change { state in
            state.assistants["asst_1"] = [
                "id": "asst_1", "created_at": 5, "model": "m", "name": nil, "temperature": nil, "tool_resources": nil,
                "response_format": ["type": "text"],
                "metadata": JSONValue(
                    metadata: Self.metadata("bot").merging(["team": "a", "protect": "true"]) { first, _ in first }
                ),
                "tools": [
                    ["type": "telepathy", "range": 3],
                    [
                        "type": "file_search",
                        "file_search": ["ranking_options": ["ranker": "x", "score_threshold": 0.5]],
                    ],
                    ["type": "function", "function": ["name": "f", "parameters": nil, "strict": nil]],
                    ["type": "function"],
                ],
            ]
        }
        let live = try await TestProject.standard.reader(account).readOverview()
        let assistant = try #require(live.assistants.first)
        #expect(assistant.key == "bot" && assistant.createdAt == 5 && assistant.isProtected)
        #expect(assistant.definition.metadata == ["team": "a"])
        #expect(assistant.definition.responseFormat == .text && assistant.definition.name == nil)
        #expect(!assistant.showsReasoningEffort && assistant.vectorStoreIDs == [])
        #expect(
            assistant.definition.tools == [
                .other(type: "telepathy", fields: ["type": "telepathy", "range": 3]),
                .fileSearch(FileSearchTool(rankingOptions: .init(ranker: "x", scoreThreshold: 0.5))),
                .function(FunctionTool(name: "f")),
                .other(type: "function", fields: ["type": "function"]),
            ]
        )
    }

    @Test("marks match as whole values")
    func ownership() async throws {
        let account = FakeAccount()
        account.change { state in
            for (id, metadata) in [
                ("vs_1", Self.metadata("a")), ("vs_2", Self.metadata("b", project: "velo-2")),
                ("vs_3", Self.metadata("c", project: "vel")), ("vs_4", ["project": "velo", "key": "d"]),
            ] {
                state.stores[id] = FakeAccount.Store(metadata: metadata, createdAt: 1, expiresAfter: .null)
            }
        }
        let live = try await TestProject.standard.reader(account).readEverything()
        #expect(live.vectorStores.map(\.id) == ["vs_1"])
        #expect(live.vectorStores.first?.members == [])
    }

    @Test("members show path and hash apart from the user's attributes, and why indexing failed")
    func members() async throws {
        let account = FakeAccount()
        account.change { state in
            state.stores["vs_1"] = FakeAccount.Store(
                metadata: Self.metadata("a"),
                createdAt: 1,
                expiresAfter: ["anchor": "last_active_at", "days": 7],
                members: [
                    "file_1": FakeAccount.Member(
                        attributes: ["path": "a.md", "sha256": "ff", "year": 2026, "open": true],
                        chunking: ["type": "auto"],
                        polls: 0,
                        hiddenReads: 0,
                        status: "failed"
                    ),
                    "file_2": FakeAccount.Member(
                        attributes: ["path": "", "lang": "en"],
                        chunking: ["type": "other"],
                        polls: 0,
                        hiddenReads: 0,
                        status: "completed"
                    ),
                ]
            )
        }
        let live = try await TestProject.standard.reader(account).readEverything()
        #expect(live.vectorStores.first?.expiresAfterDays == 7)
        #expect(
            live.vectorStores.first?.members == [
                LiveMember(
                    fileID: "file_1",
                    status: .failed("The file could not be parsed. (invalid_file)"),
                    path: "a.md",
                    sha256: "ff",
                    attributes: ["year": 2026, "open": true]
                ),
                LiveMember(
                    fileID: "file_2",
                    chunking: nil,
                    path: nil,
                    sha256: nil,
                    attributes: ["path": "", "lang": "en"]
                ),
            ]
        )
    }

    @Test("the upload name keeps everything but the case of its extension")
    func uploadNames() {
        #expect(ProjectFile.uploadName(ofPath: "docs/Report.Final.PDF") == "Report.Final.pdf")
        #expect(ProjectFile.uploadName(ofPath: "LICENSE") == "LICENSE")
        #expect(ProjectFile.uploadName(ofPath: "docs/.HIDDEN") == ".HIDDEN")
    }
}

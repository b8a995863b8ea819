import AssistantModel
import OrderedJSON
import ReleaseProtocol
import Testing

@testable import Deployment

@Suite("release.json")
struct ReleaseDocumentTests {
    @Test("is read as it was written", arguments: [ReleaseFixtures.release, ReleaseFixtures.journal])
    func roundTrip(document: ReleaseDocument) throws {
        let text = try document.text()
        let read = try ReleaseDocument(bytes: Array(text.utf8))
        #expect(read == document)
        #expect(try read.text() == text, "the same bytes, the order of a schema's keys included")
    }

    @Test("a journal reads as what the protocol asked for")
    func record() throws {
        #expect(
            ReleaseFixtures.journal.record
                == .journal(
                    JournalTerms(
                        run: ReleaseFixtures.origin.run,
                        leaseEnd: 1_795_392_600,
                        takesOver: ["dead"],
                        base: 6
                    )
                )
        )
        #expect(ReleaseFixtures.release.record == .complete(run: "run-1", base: 6))
    }

    @Test("the live release as the protocol's base: its run is finished, its history is protected")
    func base() {
        let base = RegistryBase(ReleaseFixtures.release, version: 9, createdAt: 5)
        #expect(base == RegistryBase(version: 9, createdAt: 5, run: "run-1", history: [1, 6], pastRuns: ["run-0"]))
    }

    @Test("an application finds its request under its assistant's name")
    func request() throws {
        let value = try JSONReader().value(from: try ReleaseFixtures.release.text())
        #expect(value["assistants"]?["support-bot"]?["request"] == ["model": "gpt-6-sol", "tools": []])
        #expect(value["time_text"] == "2026-11-23T00:00:00Z")
    }

    @Test("the empty release that a registry begins with has number 0 and no base")
    func empty() throws {
        let document = ReleaseDocument.empty(
            project: "p",
            environment: "e",
            origin: .init(run: RegistryRun(id: "r", author: "a", host: "h"), toolVersion: "1", time: 0)
        )
        #expect(try ReleaseDocument(bytes: Array(try document.text().utf8)) == document)
        #expect(document.record == .complete(run: "", base: nil), "the run that made the registry is not finished")
    }

    @Test("names every file object it needs")
    func files() {
        guard case .complete(let content) = ReleaseFixtures.release.content else { return }
        #expect(content.fileIDs == ["file-1", "file-2"])
    }

    @Test("keys that a later version added are passed over")
    func unknownKeys() throws {
        var json = try #require(ReleaseFixtures.journal.json.objectValue)
        json["weather"] = ["sunny": true]
        #expect(try ReleaseDocument(json: .object(json)) == ReleaseFixtures.journal)
    }

    @Test("knowledge that is managed elsewhere makes a release one that earlier versions refuse")
    func knowledgeElsewhere() throws {
        #expect(ReleaseFixtures.release.json["schema"] == 1)
        var document = ReleaseFixtures.release
        document.content = .complete(
            ReleaseContent(
                assistants: [
                    ReleaseAssistant(
                        key: "reader",
                        definition: ReleaseFixtures.definition,
                        knowledge: .elsewhere,
                        vectorStoreID: "vs_pipeline",
                        request: [:]
                    )
                ]
            )
        )
        #expect(document.json["schema"] == 2)
        #expect(try ReleaseDocument(bytes: Array(document.text().utf8)) == document)
        #expect(document.complete?.assistants.first?.externalStoreID == "vs_pipeline")
        #expect(document.complete?.allKnowledge == [])
    }

    @Test("the checks of an assistant are read as they were written, and a release without them has none")
    func checks() throws {
        let check = RecordedCheck(
            question: "When are you open?",
            expectations: [["contains": "nine"], ["calls": ["find": ["day": "Monday"]]]],
            required: try #require(RequiredShare(tenThousandths: 9_250)),
            maximumRuns: 150,
            functions: ["find": ["open": true]],
            model: "gpt-6-sol"
        )
        var document = ReleaseFixtures.release
        var content = try #require(document.complete)
        let recorded = content.assistants.flatMap(\.checks)
        #expect(recorded == [])
        content.assistants[0].checks = [
            check,
            RecordedCheck(
                question: "Hello?",
                expectations: [["not_matches": "Bye"]],
                required: .all,
                maximumRuns: 1,
                functions: [:],
                model: nil
            ),
        ]
        document.content = .complete(content)
        let text = try document.text()
        #expect(try ReleaseDocument(bytes: Array(text.utf8)) == document)
        let written = try JSONReader().value(from: text)["assistants"]?[content.assistants[0].key]?["checks"]?
            .arrayValue
        #expect(written?.last == ["ask": "Hello?", "expect": [["not_matches": "Bye"]]])
        #expect(written?.first?["at_least"] == 0.925)
        // Programs that do not know the key still read the release.
        #expect(document.schema == ReleaseFixtures.release.schema)
    }

    @Test("a later schema is refused, and the message says what to do")
    func laterSchema() throws {
        var json = try #require(ReleaseFixtures.release.json.objectValue)
        json["schema"] = 3
        json["tool_version"] = "4.0.0"
        #expect {
            try ReleaseDocument(json: .object(json))
        } throws: {
            ($0 as? ReleaseDocumentError)?.description
                == "release.json: schema: written by assistantctl 4.0.0 with schema 3, and this version knows 2: "
                + "update assistantctl"
        }
    }

    @Test(
        "what is missing or of the wrong type is named by its place",
        arguments: [
            ("release", nil, "release.json: \"release\" is missing"),
            ("release", "two", "release.json: release: a whole number from 0 to 2^53 is expected here"),
            ("release", 1.5, "release.json: release: a whole number from 0 to 2^53 is expected here"),
            ("release", 9_007_199_254_740_993, "release.json: release: a whole number from 0 to 2^53 is expected here"),
            ("base", -1, "release.json: base: a whole number from 0 to 2^53 is expected here"),
            (
                "time", 253_402_300_800,
                "release.json: time: a time in Unix seconds, up to the year 9999, is expected here"
            ),
            ("status", "done", "release.json: \"done\" is no status"),
            ("assistants", ["bot": [:]], "release.json: assistants.bot: \"definition\" is missing"),
            (
                "assistants", ["bot": ["definition": ["model": "m", "tools": [1]]]],
                "release.json: assistants.bot.definition.tools[0]: an object is expected here"
            ),
        ] as [(String, JSONValue?, String)]
    )
    func malformed(key: String, value: JSONValue?, message: String) throws {
        let members = try #require(ReleaseFixtures.release.json.objectValue)
        let changed = JSONObject(
            members.compactMap { member in
                member.key == key ? value.map { (member.key, $0) } : (member.key, member.value)
            }
        )
        #expect {
            try ReleaseDocument(json: .object(changed))
        } throws: {
            "\($0)" == message
        }
    }

    @Test(
        "a path that leads out of the project is no path of a release",
        arguments: ["../secrets.env", "/etc/passwd", "docs/../../x.md", "docs//a.md", "./a.md", "docs/.", "", "a\0.md"]
    )
    func pathsOutside(path: String) throws {
        let fine = String(decoding: JSONWriter().bytes(from: ReleaseFixtures.release.json), as: UTF8.self)
        let known = "\"path\":\"docs/handbook.pdf\""
        #expect(fine.contains(known))
        let written = String(decoding: JSONWriter().bytes(from: .string(path)), as: UTF8.self)
        let changed = fine.replacing(known, with: "\"path\":\(written)")
        let error = #expect(throws: ReleaseDocumentError.self) { try ReleaseDocument(bytes: Array(changed.utf8)) }
        #expect(error?.code == .malformed)
        #expect(error?.path.hasSuffix(".path") == true)
    }

    @Test("text that is not JSON is refused with its place")
    func notJSON() {
        #expect {
            try ReleaseDocument(bytes: Array("{".utf8))
        } throws: {
            ($0 as? ReleaseDocumentError)?.code == .notJSON
        }
    }

    @Test("a document over the size of a skill's file is refused before it is sent")
    func tooLarge() {
        var document = ReleaseFixtures.release
        let file = ReleaseFile(
            path: String(repeating: "p", count: 1_000_000),
            sha256: "",
            bytes: 0,
            id: ""
        )
        document.content = .complete(
            ReleaseContent(
                knowledgeBases: [
                    ReleaseKnowledge(key: "k", vectorStoreID: "vs", files: Array(repeating: file, count: 25))
                ])
        )
        #expect {
            try document.text()
        } throws: {
            ($0 as? ReleaseDocumentError)?.code == .tooLarge
        }
    }
}

@Suite("definitions as JSON")
struct AssistantDefinitionJSONTests {
    @Test(
        "are read as they were written, what is unset and what is empty told apart",
        arguments: [
            ReleaseFixtures.definition, AssistantDefinition(model: "m"),
            AssistantDefinition(name: "", model: "m", temperature: 1, responseFormat: .jsonObject),
            AssistantDefinition(model: "m", responseFormat: .other(["type": "grammar", "syntax": "lark"])),
            AssistantDefinition(
                model: "m",
                responseFormat: .jsonSchema(JSONSchemaFormat(name: "n", description: "d")),
                tools: [
                    .fileSearch(FileSearchTool()), .fileSearch(FileSearchTool(rankingOptions: .init())),
                    .function(FunctionTool(name: "f", parameters: .null)),
                    .other(type: "mcp", fields: ["server_label": "x", "type": "mcp", "allowed_tools": ["a", .null]]),
                ]
            ),
        ]
    )
    func roundTrip(definition: AssistantDefinition) throws {
        let text = JSONWriter().string(from: definition.json)
        let read = try AssistantDefinition(json: try JSONReader().value(from: text))
        #expect(read == definition)
        #expect(JSONWriter().string(from: read.json) == text)
    }

    @Test("a schema's keys keep their order, in which a model reads them")
    func order() {
        let text = JSONWriter().string(from: ReleaseFixtures.definition.json)
        #expect(text.contains(#""properties":{"z":{},"a":{}}"#))
        #expect(text.contains(#""metadata":{"a":"b","team":"support"}"#))
    }
}

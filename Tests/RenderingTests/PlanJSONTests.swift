import AssistantModel
import OrderedJSON
import Planning
import TestSupport
import Testing

@testable import Rendering

@Suite("Plans for programs")
struct PlanJSONTests {
    private func change(_ address: String, in plan: Plan = richPlan) throws -> JSONValue {
        let changes = try #require(PlanJSON.value(of: plan)["resource_changes"]?.arrayValue)
        return try #require(changes.first { $0["address"]?.stringValue == address })
    }

    @Test("a plan with everything in it")
    func snapshot() throws {
        try expectSnapshot(PlanJSON.text(richPlan), named: "plan-json")
    }

    @Test("the output is what the schema says, and has no key that it does not describe")
    func schema() throws {
        let check = SchemaCheck(root: PlanJSON.schema)
        let printed = try JSONReader().value(from: PlanJSON.text(richPlan))
        #expect(check.problems(of: printed) == [])
        #expect(check.problems(of: PlanJSON.value(of: .of())) == [])
        var broken = try #require(printed.objectValue)
        broken["resource_changes"] = [["address": 1]]
        broken["surprise"] = true
        #expect(check.problems(of: .object(broken)).contains("$.surprise: is not in the schema"))
        #expect(check.problems(of: .object(broken)).contains("$.resource_changes[0]: lacks change"))
    }

    @Test("every kind of reason has its word in the schema")
    func reasons() {
        let kinds: [ChangeReason.Kind] = [
            .new, .notDeclared, .notMatched(field: "files"), .fieldsChanged(["model"]), .changedOnAccount([]),
            .contentChanged,
            .attributesChanged, .moved(from: "a"), .renamed(from: "b"), .chunkingChanged(from: nil, to: .standard),
            .expired, .missingOnAccount,
            .attachedByHand, .indexingFailed("x"), .unfinished, .referenceReplaced("vector_store.a"),
            .duplicate(of: "vs_1"), .replaceRequested, .destroy,
            .forget(with: "assistant.b"),
        ]
        let values = kinds.map { PlanJSONReason.value(ChangeReason($0), of: .assistant("a")) }
        #expect(values.compactMap { $0["kind"]?.stringValue } == PlanJSONReason.kinds)
        #expect(Set(values.compactMap { $0["text"]?.stringValue }).count == kinds.count)
    }

    @Test(
        "actions are Terraform's: a replacement is made before the old object goes, a rename updates",
        arguments: [
            ("assistant.sales-bot", ["create"]), ("assistant.support-bot", ["update"]),
            ("assistant.old-bot", ["delete"]),
            ("vector_store.handbook", ["create", "delete"]), ("file.support-bot/docs/shop/hours.md", ["update"]),
        ] as [(String, JSONValue)]
    )
    func actions(address: String, expected: JSONValue) throws {
        #expect(try change(address)["change"]?["actions"] == expected)
    }

    @Test("created objects have no before, deleted ones no after, and ids are unknown until apply")
    func beforeAndAfter() throws {
        let created = try #require(try change("assistant.sales-bot")["change"])
        #expect(created["before"] == .null)
        #expect(created["after"]?["tools"]?["code_interpreter"] == ["type": "code_interpreter"])
        #expect(
            created["after_unknown"] == ["id": true, "tool_resources": ["file_search": ["vector_store_ids": true]]]
        )
        let deleted = try #require(try change("assistant.old-bot")["change"])
        #expect(deleted["before"] == ["id": "asst_old", "model": "gpt-6-luna"])
        #expect(deleted["after"] == .null)
        let renamed = try change("file.support-bot/docs/shop/hours.md")
        #expect(renamed["previous_address"] == "file.support-bot/docs/hours.md")
        #expect(renamed["change"]?["before"]?["path"] == "docs/hours.md")
        #expect(renamed["change"]?["after"]?["path"] == "docs/shop/hours.md")
        #expect(renamed["change"]?["after"]?["id"] == "file-hours")
    }

    @Test("keys of users may hold dots")
    func dots() throws {
        let plan = Plan.of(
            .update(
                "bot",
                FieldChange(path: "metadata.a.b", before: nil, after: "1"),
                FieldChange(path: "expires_after.days", before: 1, after: 2)
            )
        )
        let after = try change("assistant.bot", in: plan)["change"]?["after"]
        #expect(after == ["id": "asst_1", "metadata": ["a.b": "1"], "expires_after": ["days": 2]])
    }

    @Test("a refused or an empty plan is not applyable")
    func applyable() {
        #expect(PlanJSON.value(of: .of())["applyable"] == false)
        #expect(PlanJSON.value(of: richPlan)["applyable"] == false)
        var plan = richPlan
        plan.refusals = []
        #expect(PlanJSON.value(of: plan)["applyable"] == true)
    }

    @Test("what a terminal would obey is escaped, and reads back as it was")
    func escapes() throws {
        let evil = "\u{9B}2J \u{202E} \u{1B}[1m 👍"
        let text = PlanJSON.text(.of(.update("bot", FieldChange(path: "name", before: nil, after: .string(evil)))))
        #expect(!text.unicodeScalars.contains { (0x7F...0x9F).contains($0.value) || $0.value == 0x202E })
        let value = try JSONReader().value(from: text)
        let fields = value["resource_changes"]?.arrayValue?.first?["assistantctl"]?["fields"]?.arrayValue
        #expect(fields?.first?["after"]?.stringValue == evil)
    }
}

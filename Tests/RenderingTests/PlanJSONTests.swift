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
        try expectSnapshot(JSONText.output(PlanJSON.value(of: richPlan)), named: "plan-json")
    }

    @Test("the output is one line, as readers of Terraform's plans take it")
    func oneLine() throws {
        let text = PlanJSON.text(richPlan)
        #expect(text.filter(\.isNewline) == "\n" && text.hasSuffix("\n"))
        #expect(try JSONReader().value(from: text) == PlanJSON.value(of: richPlan))
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
            .new, .notDeclared, .notMatched(field: "files"), .notInRelease(3), .fieldsChanged(["model"]),
            .changedOnAccount([]),
            .contentChanged,
            .attributesChanged, .moved(from: "a"), .renamed(from: "b"), .chunkingChanged(from: nil, to: .standard),
            .expired, .missingOnAccount,
            .attachedByHand, .indexingFailed("x"), .unfinished, .referenceReplaced("vector_store.a"),
            .duplicate(of: "vs_1"), .replaceRequested, .destroy,
            .forget(with: "assistant.b"), .adopted(.compared), .notComparable, .usedElsewhere,
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

    private static let kept = KeptFields(
        declared: [DefinitionField(path: "model", value: "gpt-6-luna")],
        live: [DefinitionField(path: "metadata.cost.centre", value: "12")]
    )

    @Test("an object stands whole on both sides, and what nobody set is not there")
    func wholeObjects() throws {
        var plan = Plan.of(.update("bot", FieldChange(path: "name", before: "Bot", after: nil)))
        plan.changes[0].kept = Self.kept
        let change = try #require(try change("assistant.bot", in: plan)["change"])
        let rest: JSONObject = ["id": "asst_1", "model": "gpt-6-luna", "metadata": ["cost.centre": "12"]]
        #expect(change["before"] == .object(rest + ["name": "Bot"]))
        #expect(change["after"] == .object(rest))
    }

    @Test("the values that are planned and the state before hold what the changes say")
    func states() throws {
        let plan = PlanJSON.value(of: richPlan)
        func values(_ state: JSONValue?) -> [String: JSONValue] {
            let resources = state?["root_module"]?["resources"]?.arrayValue ?? []
            return Dictionary(
                uniqueKeysWithValues: resources.map { ($0["address"]?.stringValue ?? "", $0["values"] ?? nil) }
            )
        }
        let (planned, prior) = (values(plan["planned_values"]), values(plan["prior_state"]?["values"]))
        let changes = try #require(plan["resource_changes"]?.arrayValue)
        for resource in changes {
            let address = try #require(resource["address"]?.stringValue)
            #expect(planned[address] ?? .null == resource["change"]?["after"])
            let previous = resource["previous_address"]?.stringValue ?? address
            #expect(prior[previous] ?? .null == resource["change"]?["before"])
        }
        #expect(planned.count == changes.count { $0["change"]?["after"] != .null })
        #expect(prior.count == changes.count { $0["change"]?["before"] != .null })
    }

    @Test("an object that stays is no operation, and a saved plan of an earlier version has none of these")
    func unchanged() throws {
        var plan = Plan.of(.update("bot", FieldChange(path: "model", before: "a", after: "b")))
        plan.unchanged = [UnchangedObject(address: .assistant("aide"), liveID: "asst_2", fields: Self.kept)]
        let change = try #require(try change("assistant.aide", in: plan)["change"])
        #expect(change["actions"] == ["no-op"])
        #expect(change["before"] == change["after"] && change["after_unknown"] == [:])
        #expect(change["after"]?["id"] == "asst_2")
        plan.unchanged = nil
        let value = PlanJSON.value(of: plan)
        #expect(value["resource_changes"]?.arrayValue?.count == 1)
        #expect(["planned_values", "prior_state", "configuration"].allSatisfy { value[$0] == nil })
        #expect(SchemaCheck(root: PlanJSON.schema).problems(of: value) == [])
    }

    @Test("the configuration has what manifests say: nothing of others, no ids, and references in their place")
    func configuration() throws {
        var plan = Plan.of(.update("bot", FieldChange(path: "temperature", before: 1, after: 0.2)))
        plan.changes[0].kept = Self.kept
        plan.changes[0].kept?.others.append(
            DefinitionField(path: "tool_resources.file_search.vector_store_ids", value: ["vs_1"])
        )
        plan.changes[0].kept?.declared.append(DefinitionField(path: "instructions", value: "Be brief."))
        plan.unchanged = [
            UnchangedObject(
                address: .vectorStore("bot"),
                liveID: "vs_1",
                fields: KeptFields(declared: [DefinitionField(path: "name", value: "bot")])
            )
        ]
        func resources() throws -> [JSONValue] {
            let value = PlanJSON.value(of: plan)["configuration"]?["root_module"]?["resources"]
            return try #require(value?.arrayValue)
        }
        #expect(try resources().map { $0["address"] } == ["assistant.bot", "vector_store.bot"])
        #expect(
            try resources()[0]["expressions"] == [
                "model": ["constant_value": "gpt-6-luna"], "instructions": [:],
                "temperature": ["constant_value": 0.2],
                "tool_resources": ["file_search": ["vector_store_ids": ["references": ["vector_store.bot"]]]],
            ]
        )
        plan.purpose = .refresh
        #expect(try resources() == [])
    }

    @Test("what is hidden is marked as sensitive where it stands, on both sides")
    func sensitive() throws {
        let tool: JSONValue = [
            "type": "mcp", "server_label": "shop", "headers": ["X-Key": "12345"], "authorization": "Bearer 1",
        ]
        var plan = Plan.of(
            .update("bot", FieldChange(path: "metadata.a", before: "sk-proj-a1B2c3D4e5F6g7H8i9J0", after: "b"))
        )
        plan.changes[0].kept = KeptFields(live: [DefinitionField(path: "tools.mcp.shop", value: tool)])
        let change = try #require(try change("assistant.bot", in: plan)["change"])
        let tools: JSONValue = ["mcp.shop": ["headers": ["X-Key": true], "authorization": true]]
        #expect(change["before_sensitive"] == ["metadata": ["a": true], "tools": tools])
        #expect(change["after_sensitive"] == ["tools": tools])
        #expect(change["after"]?["tools"]?["mcp.shop"]?["authorization"] == "<hidden>")
        let planned = PlanJSON.value(of: plan)["planned_values"]?["root_module"]?["resources"]?.arrayValue?.first
        #expect(planned?["sensitive_values"] == ["tools": tools])
        #expect(!PlanJSON.text(plan).contains("12345"))
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

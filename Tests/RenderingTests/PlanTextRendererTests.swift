import AssistantModel
import OrderedJSON
import Planning
import TestSupport
import Testing

@testable import Rendering

@Suite("Plans on a terminal")
struct PlanTextRendererTests {
    private func text(_ plan: Plan, context: DiffContext = .lines(3)) -> String {
        PlanTextRenderer(style: .plain, context: context).text(plan)
    }

    @Test("a plan with everything in it", arguments: [DiffContext.lines(3), .lines(0), .full])
    func richPlanWithoutColor(context: DiffContext) throws {
        let name =
            switch context {
            case .lines(let count): "plan-context-\(count)"
            case .full: "plan-context-full"
            }
        try expectSnapshot(text(richPlan, context: context), named: name)
    }

    @Test("a plan with everything in it, in colour")
    func richPlanInColor() throws {
        let style = TerminalStyle(usesColor: true, width: 100)
        let colored = PlanTextRenderer(style: style).text(richPlan)
        let plain = PlanTextRenderer(style: TerminalStyle(width: style.width)).text(richPlan)
        try expectSnapshot(colored.replacing("\u{1B}", with: "ESC"), named: "plan-color")
        #expect(colored.replacing(try Regex("\u{1B}\\[[0-9;]*m"), with: "") == plain)
    }

    @Test("the look of the design, to the letter")
    func designExample() {
        let plan = Plan.of(
            ResourceChange(
                address: .assistant("support-bot"),
                action: .update,
                reasons: [ChangeReason(.fieldsChanged(["instructions"]), cause: place("prompts/support.md", 12))],
                fields: [
                    FieldChange(
                        path: "instructions",
                        before: .string(String(repeating: "\n", count: 11) + "Refunds take five days.\n"),
                        after: .string(String(repeating: "\n", count: 11) + "Refunds take three days.\n")
                    ),
                    FieldChange(path: "model", before: "gpt-6-luna", after: "gpt-6-sol"),
                ]
            ),
            .newFile("support-bot", "docs/new.pdf", bytes: 1_200_000),
            ResourceChange(
                address: .knowledgeFile("support-bot", "docs/old.pdf"),
                action: .delete,
                reasons: [ChangeReason(.notMatched(field: "knowledge.files"))]
            )
        )
        #expect(
            text(plan, context: .lines(0)) == """
                  ~ assistant.support-bot            instructions changed (prompts/support.md)
                      instructions:
                        @@ line 12 @@
                        - Refunds take [-five-] days.
                        + Refunds take {+three+} days.
                      model: gpt-6-luna → gpt-6-sol
                  + file.support-bot/docs/new.pdf    1.2 MB, new
                  - file.support-bot/docs/old.pdf    no longer matched by knowledge.files
                Plan: 1 to create, 1 to update, 1 to delete.

                """
        )
    }

    @Test("an empty plan says that nothing changes, and what that means")
    func emptyPlan() {
        var plan = Plan.of()
        #expect(
            text(plan) == "No changes. assistants/ declares nothing, and velo-lindqvist owns nothing in production.\n"
        )
        plan.unchangedCount = 1
        #expect(text(plan) == "No changes. 1 object on the account matches assistants/.\n")
        plan.unchangedCount = 1200
        #expect(
            PlanTextRenderer(style: .plain, folder: "deploy/bots").text(plan)
                == "No changes. 1,200 objects on the account match deploy/bots/.\n"
        )
        plan.purpose = .destroy
        #expect(text(plan) == "No changes. velo-lindqvist owns nothing in production.\n")
    }

    @Test("drift that nothing will change back is shown before 'No changes'")
    func driftOnly() {
        var plan = Plan.of()
        plan.unchangedCount = 2
        plan.drift = [
            ResourceDrift(
                address: .assistant("support-bot"),
                liveID: "asst_1",
                reason: ChangeReason(.changedOnAccount([])),
                fields: [FieldChange(path: "temperature", before: nil, after: 0.7, isBeforeKnown: false)]
            )
        ]
        #expect(
            text(plan) == """
                Changed on the account since the last apply:
                  ~ assistant.support-bot    changed; which fields cannot be told
                      temperature: (unknown) → 0.7

                No changes. 2 objects on the account match assistants/.

                """
        )
    }

    @Test("many new files are counted behind the fiftieth, and deletions never")
    func folding() {
        let created = (0..<990).map { ResourceChange.newFile("archive", "new/\(1000 + $0).md", bytes: 1000) }
        let deleted = (0..<60).map { index in
            ResourceChange(
                address: .knowledgeFile("archive", "old/\(1000 + index).md"),
                action: .delete,
                reasons: [ChangeReason(.notMatched(field: "knowledge.files"))]
            )
        }
        let plan = Plan(
            project: "p",
            environment: "e",
            api: .assistants,
            changes: created + deleted + [.newFile("other", "x.md", bytes: 1)]
        )
        let lines = text(plan).split(separator: "\n")
        #expect(lines.count { $0.contains("new/") } == 50)
        #expect(lines.count { $0.contains("old/") } == 60)
        #expect(
            lines.contains(
                "    … and 940 more files to create in vector_store.archive, 940 kB; --context full lists them"
            )
        )
        #expect(lines.firstIndex { $0.contains("940 more") }! < lines.firstIndex { $0.contains("x.md") }!)
        #expect(lines.last == "Plan: 991 to create, 60 to delete.")
        // A long plan says its totals first, too.
        #expect(lines.first == lines.last)
        #expect(text(plan, context: .full).split(separator: "\n").count == 1053)
    }

    @Test("attributes of a file stand in its line, and say when they were changed by hand")
    func attributes() {
        let change = ResourceChange(
            address: .knowledgeFile("bot", "a.md"),
            action: .update,
            reasons: [ChangeReason(.changedOnAccount(["attributes.lang"]))],
            fields: [
                FieldChange(path: "attributes.lang", before: "en", after: "de", isDrift: true),
                FieldChange(path: "attributes.year", before: "2026", after: 2026),
            ]
        )
        #expect(
            text(.of(change)) == """
                  ~ file.bot/a.md    attributes.lang: en → de  (changed on the account), attributes.year: "2026" → 2026
                Plan: 1 to update.

                """
        )
    }

    @Test("what a server or a file name says cannot write to the terminal")
    func noInjection() {
        let evil = "\u{1B}[2J\u{9B}1m\nPlan: 0 to delete."
        let plan = Plan(
            project: "p",
            environment: "e",
            api: .assistants,
            changes: [
                ResourceChange(
                    address: .knowledgeFile("bot", evil),
                    action: .replace,
                    reasons: [ChangeReason(.indexingFailed(evil))],
                    fields: [
                        FieldChange(path: "attributes.\(evil)", before: .string(evil), after: [.string(evil)]),
                        FieldChange(path: "x", before: .string(evil + evil), after: .string(evil)),
                        FieldChange(path: "y", before: nil, after: ["k": .string(evil + evil + evil)]),
                    ]
                )
            ],
            drift: [
                ResourceDrift(address: .assistant(evil), liveID: nil, reason: ChangeReason(.changedOnAccount([evil])))
            ],
            warnings: [PlanWarning(code: "c", message: evil, address: evil)],
            refusals: [PlanRefusal(kind: .massDelete, address: evil, message: evil)]
        )
        let text = text(plan, context: .full)
        #expect(!text.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) })
        #expect(text.split(separator: "\n").count { $0.hasPrefix("Plan:") } == 1)
    }

    @Test("the order in which changes come does not matter")
    func order() {
        var shuffled = richPlan.changes
        shuffled.reverse()
        let plan = Plan(
            project: richPlan.project,
            environment: richPlan.environment,
            api: richPlan.api,
            changes: shuffled,
            drift: richPlan.drift.reversed(),
            warnings: richPlan.warnings,
            refusals: richPlan.refusals,
            unchangedCount: richPlan.unchangedCount
        )
        #expect(text(plan) == text(richPlan))
        #expect(PlanJSON.text(plan) == PlanJSON.text(richPlan))
    }

    @Test(
        "--context takes a number or the word full",
        arguments: [
            ("0", DiffContext.lines(0)), ("12", .lines(12)), ("full", .full), ("-1", nil), ("all", nil), ("", nil),
        ]
    )
    func contextArgument(argument: String, expected: DiffContext?) {
        #expect(DiffContext(argument: argument) == expected)
    }

    @Test("files of code interpreter are named, not numbered; chunking shows its numbers")
    func codeFiles() {
        func file(_ path: String, _ action: ResourceChange.Action) -> ResourceChange {
            ResourceChange(
                address: .codeInterpreterFile("bot", path),
                action: action,
                reasons: [ChangeReason(.contentChanged)]
            )
        }
        let ids = FieldChange(
            path: "tool_resources.code_interpreter.file_ids",
            before: ["file-a1b2c3d4e5f6g7h8i9j0k1l2", "file-b1b2c3d4e5f6g7h8i9j0k1l2"],
            after: nil,
            isAfterKnown: false
        )
        let cut = ResourceChange(
            address: .knowledgeFile("bot", "a.md"),
            action: .replace,
            reasons: [
                ChangeReason(
                    .chunkingChanged(from: .standard, to: Chunking(maxChunkSizeTokens: 900, chunkOverlapTokens: 100))
                )
            ]
        )
        let plan = Plan.of(
            .update("bot", ids),
            cut,
            file("data/prices.csv", .replace),
            file("data/old.csv", .delete),
            file("data/new.csv", .create)
        )
        let text = PlanTextRenderer(style: .plain).text(plan)
        #expect(
            text.contains(
                """
                      tool_resources.code_interpreter.file_ids:
                        + data/new.csv
                        - data/old.csv
                        -/+ data/prices.csv

                """
            ) || text.contains("file_ids: + data/new.csv, - data/old.csv, -/+ data/prices.csv\n")
        )
        #expect(!text.contains("file-a1b2"))
        #expect(text.contains("chunking changed: 800/400 → 900/100 tokens\n"))
    }
}

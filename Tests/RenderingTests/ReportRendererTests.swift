import AssistantModel
import OrderedJSON
import Planning
import Testing

@testable import Rendering

@Suite("Reports of a run")
struct ReportRendererTests {
    private let renderer = ReportRenderer(style: .plain)
    private let create = ResourceChange.newFile("bot", "new.md", bytes: 10)
    private let update = ResourceChange.update("bot", FieldChange(path: "model", before: "a", after: "b"))
    private let delete = ResourceChange(
        address: .knowledgeFile("bot", "old.md"),
        action: .delete,
        reasons: [ChangeReason(.notMatched(field: "knowledge.files"))],
        liveID: "file-2"
    )

    @Test("a complete run names every object and its id")
    func complete() {
        let report = ApplyReport(
            entries: [
                .init(change: update, outcome: .done, id: "asst_1"),
                .init(change: create, outcome: .done, id: "file-1"),
                .init(change: delete, outcome: .done, id: "file-2"),
            ],
            notes: ["the upload of x.md may have left a file"]
        )
        #expect(
            renderer.text(report, purpose: .apply) == """
                  ~ assistant.bot      updated, asst_1
                  + file.bot/new.md    created, file-1
                  - file.bot/old.md    deleted, file-2

                note: the upload of x.md may have left a file

                Apply complete: 1 created, 1 updated, 1 deleted.

                """
        )
        #expect(
            renderer.text(report, purpose: .destroy).hasSuffix("Destroy complete: 1 created, 1 updated, 1 deleted.\n")
        )
        #expect(renderer.text(ApplyReport(entries: []), purpose: .apply) == "No changes.\n")
    }

    @Test("below the plan in one log what was done is named again where something failed only")
    func belowPlan() {
        let complete = ApplyReport(entries: [.init(change: update, outcome: .done, id: "asst_1")])
        #expect(
            renderer.text(complete, purpose: .apply, isBelowPlan: true) == "Apply complete: 1 updated.\n"
        )
        let report = ApplyReport(
            entries: [
                .init(change: update, outcome: .done, id: "asst_1"),
                .init(change: create, outcome: .failed(message: "no")),
            ]
        )
        #expect(
            renderer.text(report, purpose: .apply, isBelowPlan: true) == """
                  ~ assistant.bot      updated, asst_1
                  ! file.bot/new.md    failed
                      no

                Apply incomplete: 1 updated; 1 failed.

                """
        )
    }

    @Test("a file that stays on the account is detached, not deleted")
    func detached() {
        var detach = delete
        detach.file = FileChange(path: "old.md", content: nil, isUploaded: false, holderID: "vs_1", keepsObject: true)
        detach.reasons = [ChangeReason(.attachedByHand)]
        let report = ApplyReport(entries: [.init(change: detach, outcome: .done, id: "file-2")])
        #expect(
            renderer.text(report, purpose: .apply) == """
                  - file.bot/old.md    detached, file-2

                Apply complete: 1 detached.

                """
        )
        let plan = Plan.of(detach, ResourceChange.newFile("bot", "new.md", bytes: 10))
        #expect(PlanTextRenderer(style: .plain).text(plan).hasSuffix("Plan: 1 to create, 1 to detach.\n"))
    }

    @Test("a run that stopped part-way says what was done, failed, was skipped because of what, and was not begun")
    func incomplete() {
        let report = ApplyReport(
            entries: [
                .init(change: update, outcome: .skipped(because: create.address), id: "asst_1"),
                .init(change: create, outcome: .failed(message: "the server said: \u{1B}[1mno\ntry again")),
                .init(change: delete, outcome: .notStarted, id: "file-2"),
            ]
        )
        #expect(
            renderer.text(report, purpose: .apply) == """
                  · assistant.bot      skipped, because file.bot/new.md failed (asst_1)
                  ! file.bot/new.md    failed
                      the server said: ␛[1mno
                      try again
                  · file.bot/old.md    not started (file-2)

                Apply incomplete: nothing done; 1 failed, 1 skipped, 1 not started.

                """
        )
    }

    @Test("an interrupted run and one that failed as a whole are never called complete")
    func interrupted() {
        let entries = [ApplyReport.Entry(change: create, outcome: .done, id: "file-1")]
        let interrupted = ApplyReport(entries: entries, wasInterrupted: true)
        #expect(renderer.text(interrupted, purpose: .apply).hasSuffix("Apply interrupted: 1 created.\n"))
        let begun = ApplyReport(
            entries: [.init(change: delete, outcome: .unfinished, id: "file-2")],
            wasInterrupted: true
        )
        #expect(
            renderer.text(begun, purpose: .destroy) == """
                  · file.bot/old.md    begun, the next destroy goes on (file-2)

                Destroy interrupted: nothing done; 1 begun.

                """
        )
        let failed = ApplyReport(entries: entries, failure: "the answer came from another organisation")
        #expect(
            renderer.text(failed, purpose: .destroy).hasSuffix(
                "error: the answer came from another organisation\n\nDestroy incomplete: 1 created.\n"
            )
        )
        #expect(renderer.text(ApplyReport(entries: [], failure: "x"), purpose: .apply).hasSuffix(": nothing done.\n"))
    }

    @Test("JSON has every outcome")
    func json() throws {
        let report = ApplyReport(
            entries: [
                .init(change: update, outcome: .skipped(because: create.address), id: "asst_1"),
                .init(change: create, outcome: .failed(message: "no")),
                .init(change: delete, outcome: .done, id: "file-2"),
            ],
            notes: ["a note"]
        )
        let value = try JSONReader().value(from: ReportJSON.text(.finished(report), of: .of(update, create, delete)))
        #expect(value["complete"] == false && value["interrupted"] == false && value["failure"] == .null)
        #expect(
            value["summary"] == [
                "create": 0, "update": 0, "replace": 0, "rename": 0, "delete": 1, "failed": 1, "skipped": 1,
                "unfinished": 0, "not_started": 0, "unchanged": 0,
            ]
        )
        let results = try #require(value["results"]?.arrayValue)
        #expect(results.map { $0["outcome"] } == ["skipped", "failed", "done"])
        #expect(results[0]["because"] == "file.bot/new.md" && results[0]["error"] == .null)
        #expect(results[1]["error"] == "no" && results[1]["id"] == .null)
        #expect(results[2]["id"] == "file-2" && results[2]["type"] == "openai_file")
        #expect(value["notes"] == ["a note"])
        #expect(value["status"] == "incomplete")
        #expect(value["plan"] == PlanJSON.value(of: .of(update, create, delete)))
    }

    @Test(
        "JSON says how a run ended that did nothing",
        arguments: [
            (ReportJSON.End.refused, "refused", JSONValue.string("protected")),
            (.declined, "declined", "not confirmed: nothing was changed"),
            (.failed("the account went away"), "failed", "the account went away"),
            (.finished(ApplyReport(entries: [])), "complete", .null),
        ]
    )
    func jsonOfRunsThatDidNothing(end: ReportJSON.End, status: String, failure: JSONValue) throws {
        var plan = Plan.of(update)
        plan.refusals = [PlanRefusal(kind: .protected, message: "protected")]
        let value = try JSONReader().value(from: ReportJSON.text(end, of: plan))
        #expect(value["format_version"] == "1.1" && value["status"] == .string(status))
        #expect(value["failure"] == failure && value["results"] == [])
        #expect(value["plan"]?["assistantctl"]?["refusals"]?.arrayValue?.count == 1)
    }

    @Test("of many files that went well the first are named, of those that did not all are")
    func manyFiles() {
        var entries = (10..<30).map { number in
            ApplyReport.Entry(
                change: .newFile("bot", "\(number).md", bytes: 1),
                outcome: .done,
                id: "file-\(number)"
            )
        }
        entries[15].outcome = .failed(message: "no")
        let text = renderer.text(ApplyReport(entries: entries), purpose: .apply)
        #expect(text.contains("14.md    created, file-14\n") && !text.contains("file-16"))
        #expect(text.contains("25.md    failed (file-25)\n"))
        #expect(text.contains("    … and 14 more files created of bot\n"))
        #expect(text.hasSuffix("Apply incomplete: 19 created; 1 failed.\n"))
    }
}

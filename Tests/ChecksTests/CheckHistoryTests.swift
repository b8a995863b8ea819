import AssistantModel
import Checks
import OrderedJSON
import SourceDiagnostics
import Testing

private let place = SourceLocation(file: "assistants/support-bot.yaml")

private func check(
    _ question: String = "How many days do I have?",
    _ rules: [CheckExpectation.Rule] = [.text(.contains("30"), isNegated: false)],
    functions: [Check.FunctionOutput] = [],
    required: RequiredShare = .all,
    runs: Int? = nil,
    at location: SourceDiagnostics.SourceLocation = place
) -> Check {
    Check(
        question: question,
        functions: functions,
        expectations: rules.map { CheckExpectation($0, location: location) },
        required: required,
        maximumRuns: runs,
        location: location
    )
}

private let luna = CheckedDefinition(model: "gpt-6-luna", fingerprint: "aaaaaaaaaaaa")
private let sol = CheckedDefinition(model: "gpt-6-sol", fingerprint: "bbbbbbbbbbbb")

private func record(
    _ verdict: SequentialTest.Verdict,
    _ tally: AnswerTally = AnswerTally(right: 1),
    of definition: CheckedDefinition = luna,
    assistant: String = "support-bot",
    check: Check = check(),
    at time: Int = 0
) -> CheckRecord {
    CheckRecord(
        assistant: assistant,
        check: check.fingerprint,
        definition: definition,
        time: time,
        verdict: verdict,
        tally: tally
    )
}

private func project(_ assistants: [(key: String, checks: [Check])]) -> DesiredState {
    DesiredState(
        project: "velo",
        environment: EnvironmentSettings(name: "production", location: place),
        assistants: assistants.map { key, checks in
            Assistant(key: key, definition: AssistantDefinition(model: "gpt-6-luna"), checks: checks, location: place)
        },
        knowledgeBases: []
    )
}

private func history(_ desired: DesiredState, _ records: [CheckRecord]) -> CheckHistory {
    CheckHistory(of: desired.assistants, in: desired, records: records)
}

@Suite("The history of checks")
struct CheckHistoryTests {
    @Test("a check is its content: wherever it stands, however often it is asked, in whatever order")
    func sameContent() throws {
        let rules: [CheckExpectation.Rule] = [
            .text(.containsAny(["a", "b"]), isNegated: false), .judged(criterion: "is polite"),
            .cites(pattern: "knowledge/*.md", paths: ["knowledge/a.md"]),
        ]
        let moved = check(
            "How many days do I have?",
            [
                .cites(pattern: "knowledge/*.md", paths: ["knowledge/a.md", "knowledge/new.md"]),
                .judged(criterion: "is polite"), .text(.containsAny(["b", "a"]), isNegated: false),
            ],
            required: try #require(RequiredShare(tenThousandths: 9000)),
            runs: 50,
            at: SourceLocation(file: "assistants/other.yaml")
        )
        #expect(check("How many days do I have?", rules).fingerprint == moved.fingerprint)
        #expect(moved.fingerprint.count == 32)
    }

    @Test("another question, answer of a function or expectation makes another check")
    func otherContent() {
        let output = Check.FunctionOutput(name: "stock", output: ["count": 3])
        let other = Check.FunctionOutput(name: "stock", output: ["count": 4])
        let calls = CheckExpectation.ExpectedCall(function: "stock", arguments: ["sku": "A"])
        let otherCalls = CheckExpectation.ExpectedCall(function: "stock", arguments: ["sku": "B"])
        let checks = [
            check(), check("How many days?"), check(functions: [output]), check(functions: [other]),
            one(.text(.contains("31"), isNegated: false)),
            one(.text(.contains("30"), isNegated: true)),
            one(.text(.equals("30"), isNegated: false)),
            one(.text(.matches("30"), isNegated: false)),
            one(.text(.containsAny(["30"]), isNegated: false)),
            one(.text(.isJSON(schema: nil), isNegated: false)),
            one(.text(.isJSON(schema: ["type": "object"]), isNegated: false)),
            one(.judged(criterion: "30")), one(.cites(pattern: "30", paths: [])),
            one(.calls([calls])), one(.calls([otherCalls])),
        ]
        #expect(Set(checks.map(\.fingerprint)).count == checks.count)
    }

    @Test("a definition is what answers depend on: not its name, but its knowledge and who judges")
    func definitions() {
        func fingerprint(
            _ definition: AssistantDefinition,
            knowledge: String? = "k1",
            codeFiles: [String] = ["a", "b"],
            judge: String? = "gpt-6-luna"
        ) -> String {
            CheckedDefinition(definition, knowledge: knowledge, codeFiles: codeFiles, judge: judge).fingerprint
        }
        let definition = AssistantDefinition(model: "gpt-6-luna", instructions: "Help.")
        var renamed = definition
        renamed.name = "Support"
        renamed.description = "Helps"
        renamed.metadata = ["team": "care"]
        #expect(fingerprint(definition) == fingerprint(renamed, codeFiles: ["b", "a"]))
        var prompted = definition
        prompted.instructions = "Help well."
        var warmer = definition
        warmer.temperature = 0.3
        let others = [
            fingerprint(definition), fingerprint(prompted), fingerprint(warmer),
            fingerprint(definition, knowledge: "k2"), fingerprint(definition, knowledge: nil),
            fingerprint(definition, codeFiles: []), fingerprint(definition, judge: nil),
        ]
        #expect(Set(others).count == others.count)
        #expect(others[0].count == 12)
    }

    @Test("only what got an answer of a known definition is kept, as numbers")
    func records() {
        let outcomes = [
            CheckOutcome(
                assistant: "bot",
                check: check(),
                maximumRuns: 5,
                tally: AnswerTally(right: 3, wrong: 1),
                verdict: .failed,
                wrongAnswers: [.init(run: 4, text: "secret", failures: [])]
            ),
            CheckOutcome(
                assistant: "bot",
                check: check("And?"),
                maximumRuns: 1,
                tally: AnswerTally(),
                verdict: .undecided,
                obstacle: "interrupted"
            ),
            CheckOutcome(
                assistant: "unknown",
                check: check(),
                maximumRuns: 1,
                tally: AnswerTally(right: 1),
                verdict: .passed
            ),
        ]
        let report = CheckReport(project: "velo", environment: "production", outcomes: outcomes)
        #expect(
            report.records(of: ["bot": luna], at: 1_000)
                == [record(.failed, AnswerTally(right: 3, wrong: 1), assistant: "bot", at: 1_000)]
        )
    }

    @Test("runs of one definition stand together, the newest first")
    func stretches() throws {
        let records = [
            record(.passed, at: 1), record(.passed, of: sol, at: 2),
            record(.failed, AnswerTally(wrong: 2), of: sol, at: 3),
            record(.passed, at: 4),
        ]
        let track = try #require(history(project([("support-bot", [check()])]), records).tracks.first)
        #expect(track.stretches.map(\.definition) == [luna, sol, luna])
        #expect(track.stretches.map { $0.records.map(\.time) } == [[4], [2, 3], [1]])
        #expect(track.stretches[1].tally == AnswerTally(right: 1, wrong: 2))
    }

    @Test(
        "runs that come out otherwise though nothing changed flicker; undecided ones say nothing",
        arguments: [
            ([.passed], 0, 0), ([.passed, .passed, .passed], 0, 2), ([.passed, .failed, .passed, .passed], 2, 3),
            ([.failed, .undecided, .failed], 0, 1), ([.undecided], 0, 0),
        ] as [([SequentialTest.Verdict], Int, Int)]
    )
    func flicker(verdicts: [SequentialTest.Verdict], changes: Int, repeats: Int) throws {
        let records = verdicts.map { record($0) }
        let track = try #require(history(project([("support-bot", [check()])]), records).tracks.first)
        let flicker = try #require(track.stretches.first).flicker
        #expect(flicker.changes == changes && flicker.repeats == repeats)
    }

    @Test("a change of the definition between two runs is no flicker")
    func changedDefinition() throws {
        let records = [record(.passed), record(.failed, of: sol)]
        let track = try #require(history(project([("support-bot", [check()])]), records).tracks.first)
        #expect(track.stretches.map(\.flicker.repeats) == [0, 0])
    }

    @Test("a renamed assistant keeps the history of its checks, and a changed check begins a new one")
    func renamed() {
        let records = [record(.passed, at: 1), record(.failed, check: check("And a bike?"), at: 2)]
        let renamed = history(project([("helpdesk", [check(), check("And a car?")])]), records)
        #expect(renamed.tracks.map { $0.stretches.flatMap(\.records).map(\.time) } == [[1], []])
    }

    @Test("equal checks of two assistants have histories of their own")
    func twins() {
        let records = [record(.passed, at: 1), record(.failed, assistant: "sales", at: 2)]
        let both = history(project([("support-bot", [check()]), ("sales", [check()])]), records)
        #expect(both.tracks.map(\.assistant) == ["sales", "support-bot"])
        #expect(both.tracks.map { $0.stretches.flatMap(\.records).map(\.time) } == [[2], [1]])
    }
}

private func one(_ rule: CheckExpectation.Rule) -> Check { check("How many days do I have?", [rule]) }

import AssistantModel
import ManifestLoading
import OrderedJSON
import SourceDiagnostics
import TestSupport
import Testing

@Suite("Checks in manifests")
struct CheckTests {
    private static let head = """
        assistant: bot
        model: gpt-6-luna
        checks_model: gpt-6-luna
        tools:
          - file_search
          - type: function
            name: lookup_order
            description: Find an order
            parameters:
              type: object
              properties: { number: { type: string }, count: { type: integer } }
              required: [number]
              additionalProperties: false
        knowledge:
          files: [docs/*.md]

        """

    private static func project(_ checks: String) -> [String: MemoryProject.File] {
        [
            "assistants/bot.yaml": .text(head + checks), "assistants/docs/returns.md": "x",
            "assistants/docs/prices.md": "x",
        ]
    }

    private static func loaded(_ checks: String) throws -> [Check] {
        let result = MarkedProject(project(checks)).result
        return try #require(result.desired?.assistants.first).checks
    }

    @Test("every expectation of a check is read")
    func everything() throws {
        let checks = try Self.loaded(
            """
            checks:
              - ask: Where is order 12?
                functions: { lookup_order: { state: shipped } }
                at_least: 0.9725
                runs: 300
                expect:
                  - contains: shipped
                  - not_contains_any: [sorry, lost]
                  - matches: '\\bshipped\\b'
                  - not_equals: "no"
                  - is_json: {}
                  - not_is_json: { schema: { type: object } }
                  - cites: docs/*s.md
                  - judged: names the state
                  - calls: { lookup_order: { number: "12" } }
            """
        )
        let check = try #require(checks.first)
        #expect(check.question == "Where is order 12?")
        #expect(check.functions == [Check.FunctionOutput(name: "lookup_order", output: ["state": "shipped"])])
        #expect(check.required.tenThousandths == 9_725 && check.maximumRuns == 300)
        #expect(
            check.expectations.map(\.rule) == [
                .text(.contains("shipped"), isNegated: false), .text(.containsAny(["sorry", "lost"]), isNegated: true),
                .text(.matches(#"\bshipped\b"#), isNegated: false), .text(.equals("no"), isNegated: true),
                .text(.isJSON(schema: nil), isNegated: false),
                .text(.isJSON(schema: ["type": "object"]), isNegated: true),
                .cites(pattern: "docs/*s.md", paths: ["docs/prices.md", "docs/returns.md"]),
                .judged(criterion: "names the state"),
                .calls([CheckExpectation.ExpectedCall(function: "lookup_order", arguments: ["number": "12"])]),
            ]
        )
    }

    @Test("without more words one answer has to be right, and with a share 200 may be asked for")
    func standards() throws {
        let checks = try Self.loaded(
            """
            checks:
              - { ask: One?, expect: [ { contains: "1" } ] }
              - { ask: Two?, expect: [ { contains: "2" } ], at_least: 0.8 }
            """
        )
        #expect(checks.map(\.required) == [.all, RequiredShare(tenThousandths: 8_000)])
        #expect(checks.map(\.maximumRuns) == [1, 200])
    }

    @Test("what can never hold is said at its place")
    func mistakes() {
        expectDiagnostics(
            """
            2️⃣ error: the assistant has no function "lookup_oder" [unknown-function]
              hint: did you mean "lookup_order"?
            3️⃣ error: "returns.md" is no file of the assistant's knowledge [unknown-citation]
              hint: did you mean "docs/returns.md"?
            4️⃣ error: `lookup_order` has no argument "nubmer" [unknown-argument]
              hint: did you mean "number"?
            5️⃣ error: `number` of `lookup_order` is never `4711`: expected string [unknown-argument]
            6️⃣ error: answers cannot be held against this schema: this keyword is not supported [invalid-schema]
            7️⃣ error: an expectation is one thing, and here are 2 [conflicting-keys]
              hint: begin an entry of its own: `- cites: ...`
            8️⃣ error: "One?" is asked twice [duplicate-check]
              note 1️⃣: first asked here
              hint: put the expectations of both under one `expect`
            9️⃣ error: `at_least` is 0.995; allowed are 0.6 to 0.99, and 1 [out-of-range]
              hint: to tell more than 0.99 apart takes thousands of answers; with 1 the first wrong one fails
            """,
            in: Self.project(
                """
                checks:
                  - ask: 1️⃣One?
                    functions: { 2️⃣lookup_oder: x }
                    expect:
                      - 3️⃣cites: returns.md
                      - calls: { lookup_order: { 4️⃣nubmer: "1" } }
                      - calls: { lookup_order: { number: 5️⃣4711 } }
                      - is_json: { schema: { minItem: 6️⃣3 } }
                      - contains: a
                        7️⃣cites: docs/returns.md
                      - contains: b
                  - { ask: 8️⃣One?, expect: [ { contains: "1" } ] }
                  - { ask: Three?, at_least: 9️⃣0.995, expect: [ { contains: "3" } ] }
                """
            )
        )
    }

    @Test("a share that so few runs cannot show")
    func tooFewRuns() {
        expectDiagnostics(
            """
            1️⃣ warning: with at most 20 runs this check can never pass: it takes 26 right answers in a row [too-few-runs]
              hint: write `runs: 26` or more, or a smaller `at_least`
            2️⃣ warning: with at most 200 runs this check can never pass: it takes 296 right answers in a row [too-few-runs]
              hint: write `runs: 296` or more, or a smaller `at_least`
            """,
            in: Self.project(
                """
                checks:
                  - { ask: One?, at_least: 0.9, runs: 1️⃣20, expect: [ { contains: "1" } ] }
                  - { ask: Two?, at_least: 2️⃣0.99, expect: [ { contains: "2" } ] }
                """
            )
        )
    }

    @Test("a pattern that does not compile, and a judge that nobody named")
    func patternsAndJudges() {
        let project = MarkedProject([
            "assistants/bot.yaml": """
            assistant: bot
            model: gpt-6-luna
            checks:
              - ask: One?
                expect: [ { matches: '(a' }, { judged: is polite } ]
            """
        ])
        #expect(project.result.diagnostics.map(\.code) == ["invalid-pattern", "missing-key"])
        #expect(project.result.diagnostics.map { $0.location?.range?.start.column } == [26, 44])
    }

    @Test("an environment may check something else, and `defaults` something everywhere")
    func layers() throws {
        let files: [String: MemoryProject.File] = [
            "assistants/project.yaml": .text(
                MarkedProject.plainProject + "\ndefaults: { checks: [ { ask: One?, expect: [ { contains: '1' } ] } ] }"
            ),
            "assistants/bot.yaml": """
            assistant: bot
            model: gpt-6-luna
            environments:
              gateway: { checks: null }
            """,
        ]
        let sandbox = MarkedProject(files, environment: "sandbox").result.desired
        #expect(sandbox?.assistants.first?.checks.count == 1)
        #expect(MarkedProject(files, environment: "gateway").result.desired?.assistants.first?.checks.isEmpty == true)
    }
}

import AssistantModel
import OrderedJSON
import ProgramExport
import SourceDiagnostics
import Testing

private let place = SourceLocation(file: "assistants/bot.yaml")

private func check(
    _ question: String,
    _ rules: CheckExpectation.Rule...,
    functions: [Check.FunctionOutput] = [],
    required: RequiredShare = .all,
    runs: Int? = nil
) -> Check {
    Check(
        question: question,
        functions: functions,
        expectations: rules.map { CheckExpectation($0, location: place) },
        required: required,
        maximumRuns: runs,
        location: place
    )
}

private func configuration(
    _ checks: [Check],
    source: ExportedProgram.AnswerSource = .responses(
        request: ["model": "gpt-6-luna", "instructions": "Help.\nBe short.\n", "temperature": 0.2],
        include: []
    ),
    judge: String? = nil,
    account: ExportedAccount = ExportedAccount(baseURL: "https://api.openai.com/v1", isBaseURLFixed: false)
) -> String {
    PromptfooConfiguration(
        key: "bot",
        name: "The Bot",
        account: account,
        source: source,
        checks: checks,
        judge: judge,
        hidesSecrets: false
    ).text
}

/// The lines of the document from `tests:` on.
private func tests(_ checks: Check..., source: ExportedProgram.AnswerSource? = nil) -> String {
    let text = source.map { configuration(checks, source: $0) } ?? configuration(checks)
    guard let start = text.firstRange(of: "\ntests:") else { return text }
    return String(text[start.lowerBound...].dropFirst())
}

@Suite("Checks for promptfoo")
struct PromptfooTests {
    @Test("the document asks the account what the program would ask it")
    func document() {
        let account = ExportedAccount(
            baseURL: "https://gateway.example/v1",
            isBaseURLFixed: true,
            keyVariable: "SHOP_KEY",
            organization: "org-1",
            project: "proj_1"
        )
        let text = configuration(
            [
                check(
                    "How many days?",
                    .text(.contains("30"), isNegated: false),
                    .judged(criterion: "is short"),
                    runs: 5
                )
            ],
            judge: "gpt-6-sol",
            account: account
        )
        #expect(
            text == """
                # The checks of the assistant "The Bot" (bot) for promptfoo (https://promptfoo.dev).
                #
                # Run them with: npx promptfoo@latest eval -c promptfooconfig.yaml
                # The key of the account is read from the variable SHOP_KEY.
                #
                # What promptfoo cannot say stands as a comment where it would be.
                # Where a model judges, it gets promptfoo's own instructions for that.
                description: Checks of bot
                prompts: ["{{question}}"]
                providers:
                  - id: "openai:responses:gpt-6-luna"
                    label: bot
                    config:
                      apiKeyEnvar: SHOP_KEY
                      apiBaseUrl: https://gateway.example/v1
                      organization: org-1
                      headers: { OpenAI-Project: proj_1 }
                      passthrough:
                        instructions: |
                          Help.
                          Be short.
                        temperature: 0.2
                        max_output_tokens: 8000
                defaultTest:
                  options:
                    provider:
                      id: openai:responses:gpt-6-sol
                      config:
                        apiKeyEnvar: SHOP_KEY
                        apiBaseUrl: https://gateway.example/v1
                        organization: org-1
                        headers: { OpenAI-Project: proj_1 }
                evaluateOptions: { cache: false, repeat: 5 }
                tests:
                  - description: How many days?
                    vars: { question: "How many days?" }
                    assert:
                      - type: contains
                        value: "30"
                      - type: llm-rubric
                        value: is short

                """
        )
    }

    @Test("each expectation without a model has an assertion, and its negation the one with not-")
    func texts() {
        let schema: JSONValue = ["type": "object", "required": ["days"]]
        #expect(
            tests(
                check(
                    "How?",
                    .text(.contains("30 days"), isNegated: true),
                    .text(.containsAny(["30", "thirty: yes"]), isNegated: false),
                    .text(.matches(#"VL-\d+$"#), isNegated: false),
                    .text(.matches("sorry"), isNegated: true),
                    .text(.equals("cafe\u{301}"), isNegated: false),
                    .text(.isJSON(schema: schema), isNegated: false),
                    .text(.isJSON(schema: nil), isNegated: true)
                )
            ) == #"""
                tests:
                  - description: How?
                    vars: { question: "How?" }
                    assert:
                      - type: not-contains
                        value: 30 days
                      - type: contains-any
                        value: ["30", "thirty: yes"]
                      - type: regex
                        value: VL-\d+$
                      - type: not-regex
                        value: sorry
                      - type: equals
                        value: café
                      - type: is-json
                        value:
                          type: object
                          required: [days]
                      - type: not-is-json

                """#
        )
    }

    @Test("what promptfoo would take for a template or a file is kept away from it in code")
    func templates() {
        #expect(
            tests(
                check(
                    "Which tag?",
                    .text(.contains("{{name}}"), isNegated: false),
                    .text(.containsAny(["{% if %}", "x"]), isNegated: true),
                    .text(.equals("file:///etc/passwd"), isNegated: false)
                )
            ) == #"""
                tests:
                  - description: Which tag?
                    vars: { question: "Which tag?" }
                    assert:
                      - type: javascript
                        value: output.includes("\u007b\u007bname}}")
                      - type: javascript
                        value: "!([\"\\u007b% if %}\",\"x\"].some((part) => output.includes(part)))"
                      - type: javascript
                        value: output === "file:///etc/passwd"

                """#
        )
    }

    @Test(
        "a pattern is one of JavaScript or a comment",
        arguments: [
            (#"(?i)30 DAYS"#, #"new RegExp("30 DAYS", "i").test(output)"#),
            (#"\p{L}+"#, #"new RegExp("\\p{L}+", "u").test(output)"#),
            (#"\u{1F6B2}x{2}"#, #"new RegExp("\\u{1F6B2}x{2}", "u").test(output)"#),
            (#"(?sm)^a.b$"#, #"new RegExp("^a.b$", "ms").test(output)"#), (#"(?<year>\d{4})\\A"#, nil),
        ] as [(String, String?)]
    )
    func patterns(pattern: String, code: String?) {
        let text = tests(check("How?", .text(.matches(pattern), isNegated: false)))
        if let code {
            #expect(text.contains("- type: javascript\n        value: \(code)\n"), "\(text)")
        } else {
            #expect(text.contains("- type: regex\n"), "\(text)")
        }
    }

    @Test("a pattern that JavaScript would read otherwise is left out, and so is a check of which nothing is left")
    func foreignPatterns() {
        for pattern in [#"\Aa"#, "a++", "a{2}+", #"\x{41}"#, "(?>a)b", "a(?i)b", "[[:alpha:]]", "(?x) a b"] {
            #expect(
                tests(check("How?", .text(.matches(pattern), isNegated: false))) == """
                    tests: []
                      # Not here: How?
                      # matches: \(pattern): regular expressions of JavaScript are written differently there.

                    """
            )
        }
    }

    @Test("questions that promptfoo would change are left out, with the reason")
    func questions() {
        let rule = CheckExpectation.Rule.text(.contains("x"), isNegated: false)
        #expect(
            tests(
                check("What is {{name}}?\n- a: b", rule),
                check("file://secret", rule),
                check("[1, 2]", rule),
                check("[1, 2] is what?", rule)
            ) == """
                tests:
                  # Not here: What is {{name}}?
                  # - a: b
                  # ask: promptfoo takes a part of the question for a template.
                  # Not here: file://secret
                  # ask: promptfoo takes the question for the name of a file.
                  # Not here: [1, 2]
                  # ask: promptfoo takes the question for a list of messages.
                  - description: "[1, 2] is what?"
                    vars: { question: "[1, 2] is what?" }
                    assert:
                      - type: contains
                        value: x

                """
        )
    }

    @Test("behind a call promptfoo has no text, so that only the call is held against the check")
    func functions() {
        let text = tests(
            check(
                "Where is it?",
                .calls([.init(function: "lookup", arguments: ["number": "VL-1"])]),
                .text(.contains("shipped"), isNegated: false),
                functions: [.init(name: "lookup", output: "shipped")]
            )
        )
        #expect(text.contains("# contains: shipped: promptfoo does not give the model what functions answer"))
        #expect(text.contains("- type: javascript") && !text.contains("- type: contains"))
        #expect(text.contains(#"const wanted = {"number":"VL-1"};"#))
    }

    @Test("shares and numbers of runs stand as comments where promptfoo has none for a test")
    func shares() throws {
        let rule = CheckExpectation.Rule.text(.contains("x"), isNegated: false)
        let text = configuration([
            check("One?", rule, required: try #require(RequiredShare(tenThousandths: 9000))),
            check("Two?", rule, runs: 3),
        ])
        #expect(text.contains("evaluateOptions: { cache: false }\n"))
        #expect(text.contains("  # at_least, runs: promptfoo wants every answer to be right. With --repeat 200 and\n"))
        #expect(text.contains("  # PROMPTFOO_PASS_RATE_THRESHOLD=90 it counts over all tests together.\n"))
        #expect(text.contains("  # runs: promptfoo asks all tests equally often. --repeat 3 is for all of them.\n"))
    }

    @Test("of an assistant's object promptfoo shows the text alone")
    func assistants() {
        let text = tests(
            check(
                "How?",
                .cites(pattern: "a.md", paths: ["a.md"]),
                .calls([.init(function: "lookup", arguments: [:])]),
                .text(.contains("x"), isNegated: false)
            ),
            source: .assistant(id: "asst_1")
        )
        #expect(text.contains("# cites: a.md: promptfoo shows no citations of the Assistants API."))
        #expect(text.contains("# calls: lookup: promptfoo shows no calls of the Assistants API."))
        #expect(text.contains("- type: contains\n"))
    }

    @Test(
        "code of assertions says of an answer what check says",
        .enabled(if: Interpreter.isThere("node")),
        arguments: [
            (#"{"number":"VL-1","lines":[{"sku":"A"}]}"#, true),
            (#"{"number":"VL-1","lines":[{"sku":"A","n":2}],"x":1}"#, true),
            (#"{"number":"VL-2","lines":[{"sku":"A"}]}"#, false), (#"{"number":"VL-1","lines":[]}"#, false),
            (#"{"number":"VL-1","lines":{"0":{"sku":"A"}}}"#, false), (#"{"number":"VL-1"}"#, false),
        ]
    )
    func scripts(made: String, holds: Bool) async throws {
        let wanted: JSONValue = ["number": "VL-1", "lines": [["sku": "A"]]]
        let text = tests(check("How?", .calls([.init(function: "lookup", arguments: wanted)])))
        let lines = text.split(separator: "\n").drop { !$0.hasSuffix("value: |-") }.dropFirst()
        let body = lines.map { $0.drop { $0 == " " } }.joined(separator: "\n")
        let item: JSONValue = ["type": "function_call", "name": "lookup", "arguments": .string(made)]
        let context = JSONWriter().string(from: ["providerResponse": ["raw": ["output": [["type": "message"], item]]]])
        let printed = try await Interpreter.run(
            "node",
            ["-"],
            "const context = \(context);\nconsole.log((() => {\n\(body)\n})());"
        )
        #expect(printed == "\(holds)\n")
    }
}

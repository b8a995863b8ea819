import TestSupport
import Testing

@Suite("YAML that says something else than it looks like")
struct MisreadTests {
    @Test("numbers that are shown in other digits than they are written in ask for quotes")
    func numbers() {
        expectDiagnostics(
            """
            5️⃣ error: `2.50` without quotes is the number 2.5 [unquoted-string]
              hint: write 2.5, or quote it: "2.50"
            1️⃣ error: `1.10` without quotes is the number 1.1 [unquoted-string]
              hint: write 1.1, or quote it: "1.10"
            2️⃣ error: `9007199254740993` without quotes is a number that many programs do not keep exactly \
            [unquoted-string]
              hint: quote it: "9007199254740993"
            3️⃣ error: `1.0` without quotes is the number 1 [unquoted-string]
              hint: write 1, or quote it: "1.0"
            4️⃣ error: `-0` without quotes is the number 0 [unquoted-string]
              hint: write 0, or quote it: "-0"
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                top_p: 1.0
                tools:
                  - file_search
                  - type: function
                    name: f
                    description: x
                    parameters:
                      type: object
                      properties: { v: { enum: [5️⃣2.50, 2.5, "2.50"] }, w: { type: number, minimum: 0.10 } }
                knowledge:
                  files:
                    - path: a.md
                      attributes:
                        version: 1️⃣1.10
                        build: 2️⃣9007199254740993
                        edition: 3️⃣1.0
                        zero: 4️⃣-0
                        largest: 9007199254740992
                        half: 0.5
                        quoted: "1.10"
                """,
            files: ["assistants/a.md": "a"]
        )
    }

    @Test("a `#` behind a text cuts it, unless it is a comment as people write them")
    func cutTexts() {
        let hint = "hint: quote the text if this belongs to it, or write `# ` before a comment"
        let message = "warning: the text ends here: behind a blank, `#` begins a comment [cut-text]"
        expectDiagnostics(
            """
            1️⃣ \(message)
              \(hint)
            2️⃣ \(message)
              \(hint)
            3️⃣ error: there is no file assistants/docs/guide [missing-file]
            4️⃣ \(message)
              \(hint)
            """,
            inAssistant: """
                assistant: bot
                name: Support 1️⃣#1
                description: Answers about ticket 2️⃣#4711
                model: gpt-6-luna # a comment
                temperature: 1 #a number is none
                instructions: "See #2"   #quoted
                metadata: { colour: "#fff", tag: a#b }
                tools: [file_search]
                knowledge:
                  files:
                    - 3️⃣docs/guide 4️⃣#2.md
                    - a.md #!
                """,
            files: ["assistants/a.md": "a"]
        )
    }

    @Test("lists, headings and tables in lines that YAML joins")
    func foldedLists() {
        let message =
            "warning: YAML joins these lines into one, and with them a list, a heading or a table [folded-list]"
        func expect(_ expected: String, _ text: String) {
            expectDiagnostics(expected, inAssistant: "assistant: bot\nmodel: gpt-6-luna\ninstructions: \(text)")
        }
        for lines in [
            "  # Tone\n  Be polite.", "  Always:\n  - greet\n  - thank", "  1. Greet\n  2. Thank",
            "  | a | b |\n  | - | - |",
            "  Text\n  * one",
        ] {
            expect("1️⃣ \(message)\n  hint: write `|` instead of `>`", "1️⃣>\n\(lines)\n")
            expect("", "|\n\(lines)\n")
        }
        expect("1️⃣ \(message)\n  hint: write `|` and the text below it", "1️⃣Always\n  - greet\n  - thank\n")
        expect("", ">\n  A long\n  paragraph.\n\n  - one item\n\n  Another - paragraph\n  of two lines.\n")
        expect("", ">\n  Text:\n\n    - kept\n    - lines\n")
    }

    @Test("line breaks that editors do not show are named", arguments: ["85", "2028", "2029"])
    func oddBreaks(_ code: String) throws {
        let scalar = try #require(UInt32(code, radix: 16).flatMap(Unicode.Scalar.init))
        let names = ["85": "0085 (NEXT LINE)", "2028": "2028 (LINE SEPARATOR)", "2029": "2029 (PARAGRAPH SEPARATOR)"]
        let name = try #require(names[code])
        let problem =
            "1️⃣ error: the character U+\(name) is a line break to some YAML parsers and none to others [odd-line-break]\n"
            + "  hint: replace it by a line end or a blank, or write it as \"\\u\(name.prefix(4))\" in double quotes"
        for text in [
            "assistant: bot\nmodel: gpt-6-luna\ninstructions: |\n  Be 1️⃣\(scalar)kind.\n",
            "assistant: bot\n# note1️⃣\(scalar)model: other\nmodel: gpt-6-luna\n",
        ] {
            expectDiagnostics(problem, inAssistant: text)
        }
        expectDiagnostics(
            "",
            inAssistant: "assistant: bot\nmodel: gpt-6-luna\ninstructions: \"Be \\u\(name.prefix(4))kind.\"\n"
        )
    }

    @Test("instructions that are the path of a prompt")
    func paths() {
        expectDiagnostics(
            """
            1️⃣ error: "prompts/support.md" would be all that the assistant is told: it is a path, not the file \
            [path-as-text]
              hint: write `file: prompts/support.md`, as in `instructions: { file: prompts/support.md }`
            2️⃣ error: "tone.txt" would be all that the assistant is told: it is a path, not the file [path-as-text]
              hint: write `file: tone.txt`, as in `instructions: { file: tone.txt }`
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                instructions: 1️⃣prompts/support.md
                ---
                assistant: two
                model: gpt-6-luna
                instructions: [Read support.md first., 2️⃣tone.txt]
                """
        )
    }

    @Test("a manifest that was emptied is refused: its assistant would be deleted; one of comments is meant")
    func emptied() {
        expectDiagnostics(
            """
            assistants/gone.yaml error: assistants/gone.yaml is empty [empty-manifest]
              hint: delete the file if what it declared is to go; a comment in it says that it is meant
            """,
            in: [
                "assistants/bot.yaml": "assistant: bot\nmodel: gpt-6-luna", "assistants/gone.yaml": " \n",
                "assistants/later.yaml": "# nothing yet\n",
            ]
        )
    }

    @Test("a project of digits asks for quotes, and is taken with them")
    func projectOfDigits() {
        func expect(_ expected: String, _ name: String) {
            expectDiagnostics(
                expected,
                in: [
                    "assistants/project.yaml": .text(
                        "project: 1️⃣\(name)\nenvironments: { sandbox: { base_url: embedded } }"
                    ),
                    "assistants/bot.yaml": "assistant: bot\nmodel: gpt-6-luna",
                ]
            )
        }
        expect(
            """
            1️⃣ error: `project` must be a string, but `123` without quotes is a number [unquoted-string]
              hint: quote it: "123"
            """,
            "123"
        )
        expect("", "\"123\"")
    }
}

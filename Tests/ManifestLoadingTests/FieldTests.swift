import ManifestLoading
import TestSupport
import Testing

@Suite("Fields of an assistant")
struct FieldTests {
    @Test("unknown keys get the likely one or the list")
    func unknownKeys() {
        expectDiagnostics(
            """
            1️⃣ error: unknown key "modle" in an assistant [unknown-key]
              hint: did you mean "model"?
            2️⃣ error: unknown key "colour" in an assistant [unknown-key]
              hint: known keys: assistant, name, description, model, instructions, reasoning_effort, \
            temperature, top_p, response_format, metadata, tools, knowledge, lifecycle, checks, checks_model, environments
            """,
            inAssistant: """
                assistant: bot
                1️⃣modle: gpt-6-luna
                2️⃣colour: blue
                model: gpt-6-luna
                """
        )
    }

    @Test("a key that is written twice")
    func duplicateKeys() {
        expectDiagnostics(
            """
            1️⃣ error: the key "model" is written twice in this mapping [duplicate-key]
              note 2️⃣: first written here
            """,
            inAssistant: """
                assistant: bot
                2️⃣model: gpt-6-luna
                1️⃣model: gpt-6-sol
                """
        )
    }

    @Test("an assistant without a model")
    func missingModel() {
        expectDiagnostics(
            """
            1️⃣ error: an assistant needs `model` [missing-key]
              hint: such as `model: gpt-6-luna`
            """,
            inAssistant: """
                assistant: 1️⃣bot
                """
        )
    }

    @Test(
        "what YAML parsers disagree about is an error in a string",
        arguments: [
            ("no", "a boolean"), ("On", "a boolean"), ("yes", "a boolean"), ("off", "a boolean"), ("true", "a boolean"),
            ("1e3", "a number"), ("0x1F", "a number"), ("1_000", "a number"), ("42", "a number"), ("3.10", "a number"),
            ("-7", "a number"), ("007", "a number"), (".5", "a number"), (".inf", "a number"),
            ("12:30", "a number in base 60"), ("2026-01-31", "a date"), ("2026-01-31T10:00:00Z", "a date"),
        ]
    )
    func unquotedStrings(text: String, noun: String) {
        expectDiagnostics(
            """
            1️⃣ error: `name` must be a string, but `\(text)` without quotes is \(noun) [unquoted-string]
              hint: quote it: "\(text)"
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                name: 1️⃣\(text)
                """
        )
    }

    @Test(
        "text that only looks a little like something else is a string",
        arguments: [
            "gpt-4.1", "1.2.3", "Norway", "yes please", "e3", "1e", "0x", "12:345", "2026-1", "+", ".", "1 000", "v1",
            "\"no\"", "'42'", "~/x", "nullable",
        ]
    )
    func strings(text: String) {
        expectDiagnostics(
            "",
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                name: \(text)
                """
        )
    }

    @Test("empty values", arguments: ["~", "null", "\"\"", "''"])
    func emptyValues(text: String) {
        expectDiagnostics(
            """
            1️⃣ error: `description` has no value [empty-value]
              hint: give it a value, or remove the line
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                description: 1️⃣\(text)
                """
        )
    }

    @Test("values of another type")
    func wrongTypes() {
        expectDiagnostics(
            """
            1️⃣ error: `model` must be a string, not a list [wrong-type]
            2️⃣ error: `temperature` must be a number, not the string "warm" [wrong-type]
            3️⃣ error: `top_p` must be a number, not the string "0.5" [wrong-type]
              hint: remove the quotes
            4️⃣ error: `metadata` must be a mapping, not the string "none" [wrong-type]
            5️⃣ error: `tools` must be a list, not the string "file_search" [wrong-type]
            6️⃣ error: `protect` must be true or false, not the boolean `yes` [wrong-type]
              hint: write true
            7️⃣ error: `ignore` must be a list, not the string "model" [wrong-type]
            8️⃣ error: `knowledge` needs the tool `file_search` [knowledge-without-tool]
              hint: add `- file_search` under `tools`
            8️⃣ error: `knowledge` needs `files` [missing-key]
              hint: list paths and globs
            """,
            inAssistant: """
                assistant: bot
                model: 1️⃣[gpt-6-luna]
                temperature: 2️⃣warm
                top_p: 3️⃣"0.5"
                metadata: 4️⃣none
                tools: 5️⃣file_search
                lifecycle:
                  protect: 6️⃣yes
                  ignore: 7️⃣model
                knowledge: 8️⃣{}
                """
        )
    }

    @Test("numbers out of range or in another notation")
    func numbers() {
        expectDiagnostics(
            """
            1️⃣ error: `temperature` is 2.1; allowed are 0 to 2 [out-of-range]
            2️⃣ error: `top_p` must be a number in decimal digits, not the number `1e-1` [wrong-type]
              hint: write 0.1
            3️⃣ error: `max_num_results` is 51; allowed are 1 to 50 [out-of-range]
            4️⃣ error: "default_2023" is not a value of `ranker` [unknown-value]
              hint: values: auto, default-2024-11-15
            5️⃣ error: `score_threshold` is -0.1; allowed are 0 to 1 [out-of-range]
            6️⃣ error: `expires_after_days` is 0; allowed are 1 to 365 [out-of-range]
            7️⃣ error: `chunk_overlap_tokens` is 401; allowed are 0 to 400 [out-of-range]
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                temperature: 1️⃣2.1
                top_p: 2️⃣1e-1
                tools:
                  - type: file_search
                    max_num_results: 3️⃣51
                    ranking_options: { ranker: 4️⃣default_2023, score_threshold: 5️⃣-0.1 }
                knowledge:
                  files: [a.md]
                  expires_after_days: 6️⃣0
                  chunking: { max_chunk_size_tokens: 800, chunk_overlap_tokens: 7️⃣401 }
                """,
            files: ["assistants/a.md": "a"]
        )
    }

    @Test("texts that are too long are counted in Unicode scalars")
    func lengths() {
        let flag = "🇸🇪"
        expectDiagnostics(
            """
            1️⃣ error: `name` has 258 characters; at most 256 are allowed [too-long]
            2️⃣ error: `description` has 513 characters; at most 512 are allowed [too-long]
            3️⃣ error: `instructions` has 256,001 characters; at most 256,000 are allowed [too-long]
              hint: move reference material into knowledge files
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                name: 1️⃣\(String(repeating: flag, count: 129))
                description: 2️⃣\(String(repeating: "d", count: 513))
                instructions: 3️⃣\(String(repeating: "i", count: 256_001))
                """
        )
        expectDiagnostics(
            "",
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                name: \(String(repeating: flag, count: 128))
                description: \(String(repeating: "d", count: 512))
                instructions: \(String(repeating: "i", count: 256_000))
                """
        )
    }

    @Test("words with a fixed set of values")
    func choices() {
        expectDiagnostics(
            """
            1️⃣ error: "meduim" is not a value of `reasoning_effort` [unknown-value]
              hint: did you mean "medium"?
            2️⃣ error: "json" is not a value of `response_format` [unknown-value]
              hint: values: text, json_object
            3️⃣ error: "temprature" is not a value of `ignore` [unknown-value]
              hint: did you mean "temperature"?
            4️⃣ error: "knowledge" is not a value of `ignore` [unknown-value]
              hint: values: name, description, model, instructions, reasoning_effort, temperature, top_p, \
            response_format, metadata, tools
            5️⃣ warning: `ignore` lists "model" twice [duplicate-value]
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                reasoning_effort: 1️⃣meduim
                response_format: 2️⃣json
                lifecycle: { ignore: [3️⃣temprature, 4️⃣knowledge, model, 5️⃣model] }
                """
        )
    }

    @Test("keys that are not allowed", arguments: ["Bot", "-bot", "my_bot", "bot.1", "ö"])
    func keys(key: String) {
        expectDiagnostics(
            """
            1️⃣ error: "\(key)" is not a key [invalid-name]
              hint: allowed: lower-case letters, digits and hyphens, a letter or digit first, at most 63
            """,
            inAssistant: """
                assistant: 1️⃣\(key)
                model: gpt-6-luna
                """
        )
    }

    @Test("metadata: reserved keys, long keys and values, values that are no strings, too many")
    func metadata() {
        expectDiagnostics(
            """
            1️⃣ error: the tool itself writes "managed_by" into `metadata` [reserved-key]
              hint: choose another key; reserved are managed_by, project, environment, key, protect, \
            assistantctl
            2️⃣ error: a key of `metadata` has 65 characters; allowed are 1 to 64 [too-long]
            3️⃣ error: `value` has 513 characters; at most 512 are allowed [too-long]
            4️⃣ error: `count` must be a string, but `3` without quotes is a number [unquoted-string]
              hint: quote it: "3"
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                metadata:
                  1️⃣managed_by: me
                  2️⃣\(String(repeating: "k", count: 65)): long
                  value: 3️⃣\(String(repeating: "v", count: 513))
                  count: 4️⃣3
                """
        )
        expectDiagnostics(
            """
            1️⃣ error: `metadata` has 11 pairs; at most 10 are allowed [too-many]
              hint: of the server's 16, six are the tool's
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                metadata: 1️⃣{ a: x, b: x, c: x, d: x, e: x, f: x, g: x, h: x, i: x, j: x, k: x }
                """
        )
    }

    @Test("lifecycle: a rename from itself, from what is still there, and from one key twice")
    func renames() {
        expectDiagnostics(
            """
            1️⃣ error: `renamed_from` is the assistant's own key [invalid-rename]
              hint: name the key it had before, or remove the line
            4️⃣ error: `renamed_from` names "two", which is still declared [invalid-rename]
              note 2️⃣: declared here
              hint: remove one of them
            5️⃣ error: another assistant is renamed from "old" too [invalid-rename]
              note 3️⃣: first claimed here
              hint: keep one
            """,
            in: [
                "assistants/a.yaml": """
                assistant: one
                model: gpt-6-luna
                lifecycle: { renamed_from: 1️⃣one }
                """,
                "assistants/b.yaml": """
                assistant: 2️⃣two
                model: gpt-6-luna
                lifecycle: { renamed_from: 3️⃣old }
                """,
                "assistants/c.yaml": """
                assistant: three
                model: gpt-6-luna
                lifecycle: { renamed_from: 4️⃣two }
                ---
                assistant: four
                model: gpt-6-luna
                lifecycle: { renamed_from: 5️⃣old }
                """,
            ]
        )
    }

    @Test("overrides of environments that do not exist, and of keys that cannot be overridden")
    func overrides() {
        expectDiagnostics(
            """
            1️⃣ error: project.yaml declares no environment "gatewey" [unknown-environment]
              hint: did you mean "gateway"?
            2️⃣ error: unknown key "assistant" in the overrides of an environment [unknown-key]
              hint: known keys: name, description, model, instructions, reasoning_effort, temperature, top_p, \
            response_format, metadata, tools, knowledge, lifecycle, checks, checks_model
            3️⃣ error: unknown key "modle" in the overrides of an environment [unknown-key]
              hint: did you mean "model"?
            4️⃣ error: `temperature` must be a number, not the string "hot" [wrong-type]
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                environments:
                  1️⃣gatewey: { model: gpt-6-sol }
                  gateway: { 2️⃣assistant: other, 3️⃣modle: x }
                  sandbox: { temperature: 4️⃣hot }
                """
        )
    }

    @Test("null takes away nothing where nothing is")
    func superfluousNull() {
        expectDiagnostics(
            """
            1️⃣ error: `temperature` has no value [empty-value]
              hint: give it a value, or remove the line
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                environments: { sandbox: { temperature: 1️⃣null } }
                """
        )
    }
}

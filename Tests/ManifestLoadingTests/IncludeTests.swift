import AssistantModel
import ManifestLoading
import SourceDiagnostics
import TestSupport
import Testing

@Suite("Instructions, schemas and secrets")
struct IncludeTests {
    @Test("instructions: files that cannot be used, and values that are no text")
    func instructions() {
        expectDiagnostics(
            """
            1️⃣ error: there is no file assistants/prompts/suport.md [missing-file]
              hint: did you mean "support.md"?
            2️⃣ error: assistants/prompts is not a file [not-a-file]
              hint: name a file
            3️⃣ error: /outside.md lies outside assistants, which no path may leave [outside-project]
              hint: move the file, or set `files_root` in project.yaml to a folder above both
            4️⃣ error: assistants/prompts/utf16.md is in UTF-16 [not-utf8]
              hint: save it as UTF-8
            5️⃣ error: assistants/prompts/empty.md is empty [empty-file]
            6️⃣ error: unknown key "files" in `instructions` [unknown-key]
              hint: did you mean "file"?
            6️⃣ error: `instructions` needs `file` [missing-key]
            7️⃣ error: an entry of `instructions` must be a string, but `42` without quotes is a number \
            [unquoted-string]
              hint: quote it: "42"
            8️⃣ error: an entry of `instructions` must be a text, `file: <path>`, or a list of these, not a list \
            [wrong-type]
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                instructions:
                  - file: 1️⃣prompts/suport.md
                  - file: 2️⃣prompts
                  - file: 3️⃣../../outside.md
                  - file: 4️⃣prompts/utf16.md
                  - file: 5️⃣prompts/empty.md
                  - 6️⃣files: [a]
                  - 7️⃣42
                  - 8️⃣[x]
                """,
            files: [
                "assistants/prompts/support.md": "x", "assistants/prompts/utf16.md": .bytes([0xFE, 0xFF, 0, 0x61]),
                "assistants/prompts/empty.md": "",
            ]
        )
        expectDiagnostics(
            """
            1️⃣ error: `instructions` lists nothing [empty-value]
              hint: add a text or `file: <path>`
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                instructions: 1️⃣[]
                """
        )
    }

    @Test("a single file stays as it is but for line ends and the byte order mark")
    func verbatim() throws {
        let result = MarkedProject([
            "assistants/bot.yaml": """
            assistant: bot
            model: gpt-6-luna
            instructions: { file: prompt.md }
            """,
            "assistants/prompt.md": .bytes([0xEF, 0xBB, 0xBF] + Array("  a \r\nb\rc\n\n".utf8)),
        ]).result
        #expect(try #require(result.desired).assistants[0].definition.instructions == "  a \nb\nc\n\n")
    }

    @Test("prompts lie in the project's folder even where files_root is elsewhere")
    func separateFilesRoot() throws {
        let project = MarkedProject([
            "assistants/project.yaml": """
            project: velo
            files_root: ../docs
            environments: { sandbox: { base_url: embedded } }
            """,
            "assistants/bot.yaml": """
            assistant: bot
            model: gpt-6-luna
            instructions: { file: prompt.md }
            tools: [file_search]
            knowledge: { files: ["../docs/*.md", 1️⃣local.md] }
            """,
            "assistants/prompt.md": "x", "assistants/local.md": "x", "docs/a.md": "x",
        ])
        #expect(
            project.report == """
                1️⃣ error: assistants/local.md lies outside docs, which no path may leave [outside-project]
                  hint: move the file, or set `files_root` in project.yaml to a folder above both
                """
        )
    }

    @Test("schemas: JSON errors and schema errors are shown in the schema's file")
    func schemaFiles() {
        expectDiagnostics(
            """
            3️⃣ error: not JSON: expected a key in quotes [invalid-json]
            2️⃣ error: `type` is one of JSON Schema's type names, not the string "sting" [invalid-schema]
              hint: did you mean "string"?
            1️⃣ error: assistants/c.txt is neither JSON nor YAML by its name [unsupported-file-type]
              hint: name it `.json`, `.yaml` or `.yml`
            assistants/d.json error: `type` is one of JSON Schema's type names, not the string "text" \
            [invalid-schema]
              hint: types: array, boolean, integer, null, number, object, string
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                tools:
                  - { type: function, name: a, description: x, parameters: { file: a.json } }
                  - { type: function, name: b, description: x, parameters: { file: b.json } }
                  - { type: function, name: c, description: x, parameters: { file: 1️⃣c.txt } }
                  - { type: function, name: d, description: x, parameters: { file: d.json } }
                """,
            files: [
                "assistants/a.json": "{\"type\": \"object\",3️⃣}",
                "assistants/b.json": """
                {
                \t"type": "object",
                \t"properties": {"when": {"type": 2️⃣"sting", "minimum": 1e3}}
                }
                """,
                "assistants/c.txt": "{}",
                "assistants/d.json": """
                {"type": "object", "properties": {"s": {"type": "text", "title": "\\ud83d\\ude00"}}}
                """,
            ]
        )
    }

    @Test("what looks like an API key is refused and never shown")
    func secrets() {
        let key = "sk-proj-abcdEFGH1234567890ijkl"
        let project = MarkedProject([
            "assistants/project.yaml": .text(
                """
                project: velo
                environments: { sandbox: { base_url: embedded, api_key_env: 1️⃣\(key) } }
                """
            ),
            "assistants/bot.yaml": .text(
                """
                assistant: bot
                model: 2️⃣\(key)
                description: risk-assessment-for-1234567890123, task-sk-learn-style-guide-2027
                reasoning_effort: 3️⃣\(key)
                """
            ),
        ])
        #expect(
            project.report == """
                2️⃣ error: this looks like an API key [secret-in-manifest]
                  hint: take it out and revoke it, for git keeps what was committed; the key is read from the \
                environment variable that `api_key_env` names
                2️⃣ warning: the catalogue of 2026-11-20 does not know the model "<redacted>" [model-unknown]
                  hint: check its name; `plan` asks the account, too
                3️⃣ error: this looks like an API key [secret-in-manifest]
                  hint: take it out and revoke it, for git keeps what was committed; the key is read from the \
                environment variable that `api_key_env` names
                3️⃣ error: "<redacted>" is not a value of `reasoning_effort` [unknown-value]
                  hint: values: none, minimal, low, medium, high, xhigh, max
                1️⃣ error: "<redacted>" is not the name of an environment variable [invalid-name]
                  hint: allowed: letters, digits and `_`, no digit first
                1️⃣ error: this looks like an API key [secret-in-manifest]
                  hint: take it out and revoke it, for git keeps what was committed; the key is read from the \
                environment variable that `api_key_env` names
                """
        )
        for diagnostic in project.result.diagnostics {
            #expect(!diagnostic.message.contains("abcdEFGH") && !(diagnostic.hint ?? "").contains("abcdEFGH"))
        }
        #expect(project.result.sources.values.allSatisfy { !$0.contains("abcdEFGH") })
        #expect(
            project.result.sources["assistants/bot.yaml"]?.contains(
                "model: \(String(repeating: "*", count: key.count))\n"
            ) == true
        )
    }
}

import TestSupport
import Testing

@Suite("What people paste and write who know the API")
struct PastedKeysTests {
    private let searched =
        "files to search are named by their paths, in `knowledge: { files: [...] }` of the assistant; apply uploads them"
    private let coded =
        "files of code interpreter are named by their paths, in `files` of the tool; apply uploads them"
    private let store =
        "apply fills in the store: write the files into `knowledge: { files: [...] }` of the assistant; one that another "
        + "pipeline fills is `knowledge: { vector_store_id: ... }`"

    @Test("keys of an assistant's JSON are answered with where they go")
    func assistants() {
        expectDiagnostics(
            """
            1️⃣ error: unknown key "id" in an assistant [unknown-key]
              hint: the account gives it: leave it out
            2️⃣ error: unknown key "system_prompt" in an assistant [unknown-key]
              hint: it is called `instructions` here
            3️⃣ error: unknown key "tool_resources" in an assistant [unknown-key]
              hint: \(searched); \(coded)
            4️⃣ error: unknown key "file_ids" in an assistant [unknown-key]
              hint: \(searched)
            5️⃣ error: unknown key "max_tokens" in an assistant [unknown-key]
              hint: the application says it with each request: leave it out
            6️⃣ error: unknown key "renamed_from" in an assistant [unknown-key]
              hint: write it into `lifecycle`
            7️⃣ error: unknown key "instrutions" in an assistant [unknown-key]
              hint: did you mean "instructions"?
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                1️⃣id: asst_1
                2️⃣system_prompt: Answer.
                3️⃣tool_resources: { file_search: { vector_store_ids: [vs_1] } }
                4️⃣file_ids: [file-1]
                5️⃣max_tokens: 500
                6️⃣renamed_from: old
                7️⃣instrutions: Answer.
                """
        )
    }

    @Test("tools as the API has them, or had them")
    func tools() {
        expectDiagnostics(
            """
            1️⃣ error: unknown tool "retrieval" [unknown-tool]
              hint: it is called `file_search` today
            2️⃣ error: unknown tool "web_search_preview" [unknown-tool]
              hint: it is called `web_search`, without a date or `preview`
            3️⃣ error: unknown key "function" in a function [unknown-key]
              hint: write what stands in it beside `type`: `- { type: function, name: ..., parameters: ... }`
            4️⃣ error: a tool needs `type` [missing-key]
              hint: write `type: function`, and what stands in `function` beside it
            5️⃣ error: unknown key "vector_store_ids" in `file_search` [unknown-key]
              hint: \(store)
            6️⃣ error: unknown key "file_ids" in `code_interpreter` [unknown-key]
              hint: \(coded)
            7️⃣ error: unknown key "expires_after" in `knowledge` [unknown-key]
              hint: it is called `expires_after_days` here: a number of days
            8️⃣ error: unknown key "chunking_strategy" in `knowledge` [unknown-key]
              hint: write `chunking: { max_chunk_size_tokens: ..., chunk_overlap_tokens: ... }`
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                tools:
                  - 1️⃣retrieval
                  - type: 2️⃣web_search_preview
                  - type: function
                    3️⃣function: { name: f, description: Finds, parameters: { type: object, properties: {} } }
                  - 4️⃣function: { name: g }
                  - type: file_search
                    5️⃣vector_store_ids: [vs_1]
                  - type: code_interpreter
                    6️⃣file_ids: [file-2]
                knowledge:
                  7️⃣expires_after: { anchor: last_active_at, days: 7 }
                  8️⃣chunking_strategy: { type: auto }
                  files: [a.md]
                """,
            files: ["assistants/a.md": "a"]
        )
    }

    @Test("keys of a project that belong elsewhere, and a key that belongs nowhere")
    func project() {
        expectDiagnostics(
            """
            1️⃣ error: unknown key "name" in a project [unknown-key]
              hint: it is called `project` here
            2️⃣ error: unknown key "api_key" in an environment [unknown-key]
              hint: a key never stands in a manifest: `api_key_env` names the environment variable that holds it
            3️⃣ error: unknown key "url" in an environment [unknown-key]
              hint: it is called `base_url` here
            """,
            in: [
                "assistants/project.yaml": """
                project: velo
                1️⃣name: Velo
                environments:
                  sandbox: { base_url: embedded, 2️⃣api_key: x, 3️⃣url: x }
                """,
                "assistants/bot.yaml": "assistant: bot\nmodel: gpt-6-luna\n",
            ]
        )
    }

    @Test("a mapping where a text is meant, by a colon and a space in it")
    func mappings() {
        expectDiagnostics(
            """
            2️⃣ error: `description` must be a string, not a mapping [wrong-type]
              hint: if this is a text, quote it: "Note: answers briefly"
            1️⃣ error: a colon and a space make this a mapping, where a text is meant [mapping-as-text]
              hint: if this is a text, quote it: "Answer: shortly"
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                description:
                  2️⃣Note: answers briefly
                instructions:
                  - You help.
                  - 1️⃣Answer: shortly
                """
        )
    }

    @Test("numbers as people write them")
    func numbers() {
        expectDiagnostics(
            """
            1️⃣ error: `top_p` must be a number, not the string "1,5" [wrong-type]
              hint: write 1.5, with a point
            2️⃣ error: `temperature` must be a number, not the string "50%" [wrong-type]
              hint: write the share of 1, such as 0.5 for 50 %
            3️⃣ error: `expires_after_days` must be a whole number, not the string "1,000" [wrong-type]
              hint: write 1000, without a comma
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                top_p: 1️⃣1,5
                temperature: 2️⃣50%
                tools: [file_search]
                knowledge:
                  files: [a.md]
                  expires_after_days: 3️⃣1,000
                """,
            files: ["assistants/a.md": "a"]
        )
    }

    @Test("paths for a shell, for another system, and into folders that are called otherwise")
    func paths() {
        let shell = "is a path for a shell: nothing is put in for `~` and variables here [absolute-path]"
        let keep = "hint: keep the file in the project, and write its path relative to assistants"
        expectDiagnostics(
            """
            1️⃣ error: "~/p.md" \(shell)
              \(keep)
            2️⃣ error: "prompts\\p.md" has `\\` between its folders [backslash-path]
              hint: write "prompts/p.md"
            3️⃣ error: there is no file assistants/prompt/p.md [missing-file]
              hint: did you mean the folder "prompts"?
            4️⃣ error: "doc/**" matches no file [empty-glob]
              hint: did you mean "docs/**"?
            5️⃣ error: "docs/guides/**/*.md" matches no file [empty-glob]
              hint: did you mean "docs/guide/**/*.md"?
            6️⃣ error: "$HOME/x.md" \(shell)
              \(keep)
            7️⃣ error: "docs/*.txt" matches no file [empty-glob]
              hint: paths are relative to assistants
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                instructions:
                  - file: 1️⃣~/p.md
                  - file: 2️⃣prompts\\p.md
                  - file: 3️⃣prompt/p.md
                tools: [file_search]
                knowledge:
                  files:
                    - 4️⃣doc/**
                    - 5️⃣docs/guides/**/*.md
                    - 6️⃣$HOME/x.md
                    - 7️⃣docs/*.txt
                    - docs/guide/a.md
                """,
            files: ["assistants/docs/guide/a.md": "a", "assistants/prompts/p.md": "p"]
        )
    }
}

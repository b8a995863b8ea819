import TestSupport
import Testing

@Suite("JSON beside manifests")
struct StrayManifestTests {
    @Test("JSON that says what a manifest says is an error: nothing of it is loaded")
    func strays() {
        expectDiagnostics(
            """
            assistants/old/two.JSON error: assistants/old/two.JSON looks like a manifest, and is not loaded: manifests \
            are YAML [unloaded-manifest]
              hint: rename it to assistants/old/two.yaml, as JSON is YAML too, or keep it outside assistants
            assistants/shared.json error: assistants/shared.json looks like a manifest, and is not loaded: manifests \
            are YAML [unloaded-manifest]
              hint: rename it to assistants/shared.yaml, as JSON is YAML too, or keep it outside assistants
            """,
            in: [
                "assistants/bot.yaml": "assistant: bot\nmodel: gpt-6-luna",
                "assistants/old/two.JSON": #"{"assistant": "two", "model": "gpt-6-luna"}"#,
                "assistants/shared.json": #"{"knowledge_base": "shared", "files": ["a.md"]}"#,
            ]
        )
    }

    @Test("other JSON, and JSON that a manifest uses, is none of it")
    func others() {
        expectDiagnostics(
            "",
            in: [
                "assistants/bot.yaml": """
                assistant: bot
                model: gpt-6-luna
                tools: [file_search, { type: code_interpreter, files: [data/case.json] }]
                knowledge: { files: [docs/*.json] }
                """,
                "assistants/data/case.json": #"{"assistant": "two"}"#,
                "assistants/docs/one.json": #"{"assistant": "two"}"#,
                "assistants/transcript.json": #"{"user": "hi", "assistant": "hello"}"#,
                "assistants/said.json": #"{"assistant": "Hello, how can I help?"}"#,
                "assistants/list.json": #"[{"assistant": "two"}]"#,
                "assistants/broken.json": #"{"assistant": "two""#,
            ]
        )
    }
}

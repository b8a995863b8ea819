import AssistantModel
import ManifestLoading
import TestSupport
import Testing

@Suite("References between manifests")
struct ReferenceTests {
    @Test("one key twice, also between assistants and knowledge bases")
    func duplicateKeys() {
        expectDiagnostics(
            """
            2️⃣ error: the key "bot" is taken [key-taken]
              note 1️⃣: first declared here
              hint: choose another key
            3️⃣ error: the key "bot" is taken [key-taken]
              note 1️⃣: first declared here
              hint: assistants and knowledge bases share their keys; choose another
            """,
            in: [
                "assistants/a.yaml": """
                assistant: 1️⃣bot
                model: gpt-6-luna
                """,
                "assistants/deep/b.yml": """
                assistant: 2️⃣bot
                model: gpt-6-luna
                ---
                knowledge_base: 3️⃣bot
                files: [x.md]
                """,
                "assistants/deep/x.md": "x",
            ]
        )
    }

    @Test("knowledge bases that are not there, are assistants, or are not used")
    func knowledgeBases() {
        expectDiagnostics(
            """
            1️⃣ error: there is no knowledge base "handbok" [unknown-knowledge-base]
              hint: did you mean "handbook"?
            2️⃣ error: there is no knowledge base "one" [unknown-knowledge-base]
              hint: "one" is an assistant; only a `knowledge_base` document can be shared
            3️⃣ warning: no assistant uses the knowledge base "handbook" [unused-knowledge-base]
              hint: it is deployed all the same; refer to it with `knowledge: handbook`
            """,
            in: [
                "assistants/a.yaml": """
                assistant: one
                model: gpt-6-luna
                tools: [file_search]
                knowledge: 1️⃣handbok
                ---
                assistant: two
                model: gpt-6-luna
                tools: [file_search]
                knowledge: 2️⃣one
                ---
                knowledge_base: 3️⃣handbook
                files: [x.md]
                """,
                "assistants/x.md": "x",
            ]
        )
    }

    @Test("a knowledge base that nobody uses is deployed, with a warning")
    func unusedKnowledgeBase() {
        let project = MarkedProject([
            "assistants/a.yaml": """
            knowledge_base: 1️⃣handbook
            files: [x.md]
            """,
            "assistants/x.md": "x",
        ])
        #expect(
            project.report == """
                1️⃣ warning: no assistant uses the knowledge base "handbook" [unused-knowledge-base]
                  hint: it is deployed all the same; refer to it with `knowledge: handbook`
                """
        )
        #expect(project.result.desired?.knowledgeBases.map(\.key) == ["handbook"])
    }

    @Test("documents that declare nothing")
    func undeclared() {
        expectDiagnostics(
            """
            1️⃣ error: this document declares nothing [not-a-manifest]
              hint: did you mean "assistant"?
            2️⃣ error: this document declares nothing [not-a-manifest]
              hint: a manifest has `assistant: <key>` or `knowledge_base: <key>`; keep other YAML files \
            outside assistants
            3️⃣ error: this document declares nothing [not-a-manifest]
              hint: a manifest has `assistant: <key>` or `knowledge_base: <key>`; keep other YAML files \
            outside assistants
            4️⃣ error: this document declares nothing [not-a-manifest]
              hint: a project has one project.yaml, in assistants
            """,
            in: [
                "assistants/a.yaml": """
                1️⃣asistant: bot
                model: gpt-6-luna
                """,
                "assistants/b.yaml": "2️⃣colour: blue",
                "assistants/c.yaml": "3️⃣just text",
                "assistants/deep/project.yaml": "4️⃣project: velo",
                "assistants/empty.yaml": "# nothing",
            ]
        )
    }

    @Test("YAML files that a manifest takes as a schema are no manifests, in any environment")
    func includedYAML() {
        expectDiagnostics(
            "",
            in: [
                "assistants/a.yaml": """
                assistant: bot
                model: gpt-6-luna
                tools: [{ type: function, name: f, description: x, parameters: { file: schemas/one.yaml } }]
                environments:
                  gateway: { tools: [{ type: function, name: f, description: x, parameters: { file: schemas/two.yaml } }] }
                """,
                "assistants/schemas/one.yaml": "{ type: object, properties: {} }",
                "assistants/schemas/two.yaml": "{ type: object, properties: {} }",
            ]
        )
    }

    @Test("a broken text is not asked for what it may have held")
    func brokenText() {
        let report = MarkedProject(["assistants/a.yaml": "assistant: bot\n  model: gpt\n: ["]).report
        #expect(report.split(separator: "[").count == 2 && report.contains("[yaml-syntax]"))
    }

    @Test("both kinds in one document")
    func bothKinds() {
        expectDiagnostics(
            """
            1️⃣ error: a document declares an assistant or a knowledge base, not both [conflicting-keys]
              hint: put a line with `---` between them
            """,
            inAssistant: """
                assistant: bot
                1️⃣knowledge_base: handbook
                model: gpt-6-luna
                """
        )
    }

    @Test("a project without manifests, and a folder that is not there")
    func nothing() {
        expectDiagnostics(
            """
            - warning: the project declares no assistant and no knowledge base [no-manifests]
              hint: add a file with `assistant: <key>` beside project.yaml
            """,
            in: [:]
        )
        expectDiagnostics(
            """
            - warning: the project declares no assistant and no knowledge base [no-manifests]
              hint: add a file with `assistant: <key>` beside project.yaml
            assistants/project.yaml error: assistants/project.yaml lies outside assistants, which no path may \
            leave [outside-project]
              hint: move the file, or set `files_root` in project.yaml to a folder above both
            """,
            in: ["assistants/project.yaml": .escaping]
        )
    }

    @Test("manifests in UTF-16, of 10 MB, and unreadable")
    func unreadable() {
        expectDiagnostics(
            """
            assistants/a.yaml:1:1 error: the text is UTF-16 (little-endian), and YAML is read as UTF-8 only \
            [encoding]
              hint: save the file as UTF-8
            assistants/b.yaml error: assistants/b.yaml has 10,485,760 bytes; at most 4,194,304 are allowed \
            [file-too-large]
            assistants/c.yaml error: cannot read assistants/c.yaml: Permission denied [unreadable-file]
              hint: check its permissions
            assistants/d.yaml error: assistants/d.yaml lies outside assistants, which no path may leave \
            [outside-project]
              hint: move the file, or set `files_root` in project.yaml to a folder above both
            """,
            in: [
                "assistants/a.yaml": .bytes([0xFF, 0xFE, 0x61, 0x00]),
                "assistants/b.yaml": .size(10_485_760),
                "assistants/c.yaml": .unreadable,
                "assistants/d.yaml": .escaping,
            ]
        )
    }
}

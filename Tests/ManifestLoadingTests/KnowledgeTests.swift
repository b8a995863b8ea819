import AssistantModel
import ManifestLoading
import OrderedJSON
import SourceDiagnostics
import TestSupport
import Testing

@Suite("Files of knowledge and code interpreter")
struct KnowledgeTests {
    private func manifest(_ files: String) -> String {
        """
        assistant: bot
        model: gpt-6-luna
        tools: [file_search]
        knowledge:
          files:
        \(files)
        """
    }

    @Test("files that are missing, folders, unreadable, empty, too large, of a wrong type, outside")
    func files() {
        expectDiagnostics(
            """
            1️⃣ error: there is no file assistants/docs/handbok.pdf [missing-file]
              hint: did you mean "handbook.pdf"?
            2️⃣ error: assistants/docs is a folder [not-a-file]
              hint: for the files in it, write "docs/**/*.md"
            3️⃣ error: cannot read assistants/docs/secret.md: permission denied [unreadable-file]
              hint: check its permissions
            4️⃣ error: assistants/docs/empty.md is empty [empty-file]
              hint: an empty file cannot be indexed
            5️⃣ error: assistants/docs/huge.pdf is larger than 536,870,912 bytes [file-too-large]
              hint: split the content: no api indexes files of more than 512 MB
            6️⃣ error: file_search cannot read assistants/docs/table.csv [unsupported-file-type]
              hint: give it to code_interpreter, or save it as Markdown
            7️⃣ error: /etc/passwd lies outside assistants, which no path may leave [outside-project]
              hint: move the file, or set `files_root` in project.yaml to a folder above both
            8️⃣ error: "/etc/passwd" is an absolute path [absolute-path]
              hint: write it relative to assistants
            9️⃣ error: assistants/docs/link.md lies outside assistants, which no path may leave \
            [outside-project]
              hint: move the file, or set `files_root` in project.yaml to a folder above both
            """,
            inAssistant: manifest(
                """
                    - 1️⃣docs/handbok.pdf
                    - 2️⃣docs
                    - 3️⃣docs/secret.md
                    - 4️⃣docs/empty.md
                    - 5️⃣docs/huge.pdf
                    - 6️⃣docs/table.csv
                    - 7️⃣../../etc/passwd
                    - 8️⃣/etc/passwd
                    - 9️⃣docs/link.md
                """
            ),
            files: [
                "assistants/docs/handbook.pdf": "x", "assistants/docs/secret.md": .unreadable,
                "assistants/docs/empty.md": "", "assistants/docs/huge.pdf": .size(536_870_913),
                "assistants/docs/table.csv": "x", "assistants/docs/link.md": .escaping,
            ]
        )
    }

    @Test("a file of 512 MB and one with an extension in capitals are fine")
    func edges() {
        expectDiagnostics(
            "",
            inAssistant: manifest("    - docs/*"),
            files: [
                "assistants/docs/huge.pdf": .size(536_870_912), "assistants/docs/REPORT.PDF": "x",
            ]
        )
    }

    @Test("globs that match nothing, match what cannot be read, or are no globs")
    func globs() {
        expectDiagnostics(
            """
            1️⃣ error: "docs/*.pdf" matches no file [empty-glob]
              hint: paths are relative to assistants
            2️⃣ error: assistants/docs/g.md is empty [empty-file]
              hint: an empty file cannot be indexed
            2️⃣ error: assistants/docs/h.md lies outside assistants, which no path may leave [outside-project]
              hint: move the file, or set `files_root` in project.yaml to a folder above both
            2️⃣ error: file_search cannot read assistants/docs/b.csv, assistants/docs/c.csv and 2 more \
            [unsupported-file-type]
              hint: exclude with an entry such as "!docs/**/*.csv"; give it to code_interpreter, or save it as \
            Markdown
            2️⃣ error: file_search cannot read assistants/docs/f.xyz [unsupported-file-type]
              hint: exclude with an entry such as "!docs/**/*.xyz"; types it reads: c, cpp, cs, css, doc, docx, \
            go, html, java, js, json, md, pdf, php, pptx, py, rb, sh, tex, ts, txt
            3️⃣ error: "docs/[a" has `[` without `]` [invalid-glob]
            4️⃣ error: "docs/{a,b" has `{` without `}` [invalid-glob]
            5️⃣ error: "docs/*/../x.md" has `..` behind a wildcard [invalid-glob]
            6️⃣ error: /other lies outside assistants, which no path may leave [outside-project]
              hint: move the file, or set `files_root` in project.yaml to a folder above both
            7️⃣ warning: "!docs/none.md" excludes nothing that another entry matches [unused-exclusion]
            8️⃣ error: "later/*.md" matches no file but what the exclusions take out [empty-glob]
              hint: paths are relative to assistants
            """,
            inAssistant: manifest(
                """
                    - 1️⃣docs/*.pdf
                    - 2️⃣docs/**
                    - 3️⃣docs/[a
                    - 4️⃣docs/{a,b
                    - 5️⃣docs/*/../x.md
                    - 6️⃣../../other/*.md
                    - 7️⃣"!docs/none.md"
                    - 8️⃣later/*.md
                    - "!later/**"
                """
            ),
            files: [
                "assistants/docs/a.md": "x", "assistants/docs/b.csv": "x", "assistants/docs/c.csv": "x",
                "assistants/docs/d.csv": "x", "assistants/docs/e.csv": "x", "assistants/docs/f.xyz": "x",
                "assistants/docs/g.md": "", "assistants/docs/h.md": .escaping, "assistants/later/x.md": "x",
            ]
        )
    }

    @Test("an exclusion without quotes is a YAML tag")
    func unquotedExclusion() {
        expectDiagnostics(
            """
            1️⃣ error: YAML tags such as "!docs/drafts/*.md" are not supported [tag-refused]
              hint: quote text that begins with an exclamation mark: "!docs/drafts/*.md"
            """,
            inAssistant: manifest(
                """
                    - docs/*.md
                    - 1️⃣!docs/drafts/*.md
                """
            ),
            files: ["assistants/docs/a.md": "x"]
        )
    }

    @Test("of entries for one file the more exact wins; equals must agree")
    func precedence() throws {
        let files: [String: MemoryProject.File] = [
            "assistants/docs/a.md": "x", "assistants/docs/b.md": "x", "assistants/docs/c.md": "x",
        ]
        let project = MarkedProject(
            files.merging([
                "assistants/bot.yaml": .text(
                    manifest(
                        """
                            - path: docs/a.md
                              attributes: { rank: path }
                            - docs/*.md
                            - path: docs/[ab].md
                              attributes: { rank: glob }
                        """
                    )
                )
            ]) { $1 }
        )
        #expect(project.report == "")
        let knowledge = try #require(project.result.desired).knowledgeBases[0]
        #expect(knowledge.files.map(\.path) == ["docs/a.md", "docs/b.md", "docs/c.md"])
        #expect(knowledge.files.map(\.attributes) == [["rank": "path"], ["rank": "glob"], [:]])

        expectDiagnostics(
            """
            2️⃣ error: docs/a.md is listed twice, with different attributes [conflicting-attributes]
              note 1️⃣: first listed here
              hint: list it once
            4️⃣ warning: docs/b.md is listed twice [duplicate-file]
              note 3️⃣: first listed here
              hint: list it once
            6️⃣ error: docs/c.md is listed twice, with different attributes [conflicting-attributes]
              note 5️⃣: first listed here
              hint: list it once
            """,
            inAssistant: manifest(
                """
                    - path: 1️⃣docs/a.md
                      attributes: { lang: en }
                    - path: 2️⃣docs/../docs/a.md
                      attributes: { lang: de }
                    - 3️⃣docs/b.md
                    - 4️⃣./docs/b.md
                    - path: 5️⃣docs/c*
                      attributes: { lang: en }
                    - path: 6️⃣docs/*c.md
                      attributes: { lang: de }
                """
            ),
            files: files
        )
    }

    @Test("a file whose name looks like a glob is that file")
    func literalGlob() throws {
        let project = MarkedProject([
            "assistants/docs/report [1].pdf": "x", "assistants/docs/report 1.pdf": "x",
            "assistants/bot.yaml": .text(manifest("    - docs/report [1].pdf")),
        ])
        #expect(project.report == "")
        #expect(project.result.desired?.knowledgeBases[0].files.map(\.path) == ["docs/report [1].pdf"])
    }

    @Test("attributes: reserved keys, types, sizes")
    func attributes() {
        let many = (1...15).map { "a\($0): x" }.joined(separator: ", ")
        expectDiagnostics(
            """
            1️⃣ error: the tool itself writes "path" into `attributes` [reserved-key]
              hint: choose another key; reserved are path, sha256
            2️⃣ error: the tool itself writes "sha256" into `attributes` [reserved-key]
              hint: choose another key; reserved are path, sha256
            3️⃣ error: `list` must be a string, a number or a boolean, not a list [wrong-type]
            4️⃣ error: `late` must be a string, but `yes` without quotes is a boolean [unquoted-string]
              hint: quote it: "yes"
            5️⃣ error: `long` has 513 characters; at most 512 are allowed [too-long]
            6️⃣ error: `attributes` has 15 pairs; at most 14 are allowed [too-many]
              hint: of the server's 16, `path` and `sha256` are the tool's
            7️⃣ error: an entry of `files` needs `path` [missing-key]
            assistants/bot.yaml:16:13 error: docs/b.md is listed twice, with different attributes \
            [conflicting-attributes]
              note assistants/bot.yaml:13:13: first listed here
              hint: list it once
            8️⃣ error: unknown key "attribute" in an entry of `files` [unknown-key]
              hint: did you mean "attributes"?
            """,
            inAssistant: manifest(
                """
                    - path: docs/a.md
                      attributes:
                        1️⃣path: x
                        2️⃣sha256: x
                        list: 3️⃣[x]
                        late: 4️⃣yes
                        long: 5️⃣\(String(repeating: "v", count: 513))
                    - path: docs/b.md
                      attributes: 6️⃣{ \(many) }
                    - 7️⃣attributes: {}
                    - path: docs/b.md
                      8️⃣attribute: {}
                """
            ),
            files: ["assistants/docs/a.md": "x", "assistants/docs/b.md": "x"]
        )
    }

    @Test("a path that is too long to be stored with the file")
    func longPath() {
        let folder = Array(repeating: "abcdefghi", count: 51).joined(separator: "/").dropLast()
        expectDiagnostics(
            """
            1️⃣ error: the path "abcdefghi/abcdefghi/abcdefghi/abcdefghi/abcdefghi/abcdefg..." has 513 \
            characters; at most 512 are allowed [too-long]
              hint: the path is stored with the file on the account
            """,
            inAssistant: manifest(
                """
                    - 1️⃣\(folder)/x.md
                    - \(folder.dropLast())/x.md
                """
            ),
            files: ["assistants/\(folder)/x.md": "x", "assistants/\(folder.dropLast())/x.md": "x"]
        )
    }

    @Test("code interpreter takes other types, no attributes, and at most 20 files")
    func codeInterpreter() {
        var files: [String: MemoryProject.File] = ["assistants/data/a.csv": "x", "assistants/data/b.exe": "x"]
        for index in 1...21 { files["assistants/many/\(index).csv"] = "x" }
        expectDiagnostics(
            """
            1️⃣ error: code_interpreter cannot read assistants/data/b.exe [unsupported-file-type]
              hint: types it reads: c, cpp, cs, css, csv, doc, docx, gif, go, html, java, jpeg, jpg, js, json, \
            md, pdf, php, pkl, png, pptx, py, rb, sh, tar, tex, ts, txt, webp, xlsx, xml, zip
            2️⃣ error: an entry of `files` must be a string, not a mapping [wrong-type]
            3️⃣ error: `files` names 21 files; code_interpreter takes at most 20 [too-many]
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                tools:
                  - type: code_interpreter
                    files:
                      - data/a.csv
                      - 1️⃣data/b.exe
                      - 2️⃣path: data/a.csv
                ---
                assistant: many
                model: gpt-6-luna
                tools:
                  - { type: code_interpreter, files: 3️⃣[many/*.csv] }
                """,
            files: files
        )
    }

    @Test("a list that names nothing, and knowledge without files")
    func emptyLists() {
        expectDiagnostics(
            """
            1️⃣ error: `files` lists no file [empty-value]
              hint: name a file or a glob
            2️⃣ error: a knowledge base needs `files` [missing-key]
              hint: list paths and globs
            3️⃣ warning: no assistant uses the knowledge base "other" [unused-knowledge-base]
              hint: it is deployed all the same; refer to it with `knowledge: other`
            4️⃣ error: `chunking` needs `chunk_overlap_tokens` [missing-key]
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                tools: [file_search]
                knowledge: { files: 1️⃣[] }
                ---
                2️⃣knowledge_base: 3️⃣other
                chunking: 4️⃣{ max_chunk_size_tokens: 800 }
                """
        )
    }

    @Test("knowledge that is managed elsewhere stands alone, and is an id")
    func managedElsewhere() {
        expectDiagnostics(
            """
            1️⃣ error: `files` cannot stand beside `vector_store_id`: what another pipeline fills is not managed here \
            [managed-elsewhere]
              hint: keep one of the two
            2️⃣ error: "file-123" is not the id of a vector store [invalid-name]
              hint: allowed: letters, digits, `_`, `-`, `.` and `:`, such as `vs_abc123`
            3️⃣ error: a knowledge base needs `files` [missing-key]
              hint: list paths and globs
            4️⃣ error: unknown key "vector_store_id" in a knowledge base [unknown-key]
              hint: known keys: knowledge_base, files, chunking, expires_after_days, environments
            """,
            inAssistant: """
                assistant: bot
                model: gpt-6-luna
                tools: [file_search]
                knowledge: { vector_store_id: vs_1, files: 1️⃣[docs/a.md] }
                ---
                assistant: other
                model: gpt-6-luna
                tools: [file_search]
                knowledge: { vector_store_id: 2️⃣file-123 }
                ---
                3️⃣knowledge_base: base
                4️⃣vector_store_id: vs_1
                ---
                assistant: third
                model: gpt-6-luna
                tools: [file_search]
                knowledge: base
                """
        )
    }

    @Test("one environment may manage what is managed elsewhere in another", arguments: ["sandbox", "production"])
    func perEnvironment(environment: String) throws {
        let project = MemoryProject([
            "assistants/project.yaml": """
            project: velo
            default_environment: sandbox
            environments:
              sandbox: { api: responses, base_url: embedded }
              production: { api: responses }
            """,
            "assistants/docs/a.md": "x",
            "assistants/bot.yaml": """
            assistant: bot
            model: gpt-6-luna
            tools: [file_search]
            knowledge:
              files: [docs/a.md]
              expires_after_days: 30
            environments:
              production: { knowledge: { vector_store_id: vs_1 } }
            ---
            assistant: reader
            model: gpt-6-luna
            tools: [file_search]
            knowledge: { vector_store_id: vs_2 }
            environments:
              production: { knowledge: { files: [docs/a.md] } }
            """,
        ])
        let loaded = ManifestLoader(reader: project).load(environment: environment)
        #expect(loaded.diagnostics.map(\.code) == [])
        let assistants = try #require(loaded.desired).assistants
        let isSandbox = environment == "sandbox"
        #expect(assistants.map(\.externalStoreID) == (isSandbox ? [nil, "vs_2"] : ["vs_1", nil]))
        #expect(assistants.map(\.knowledge) == (isSandbox ? ["bot", nil] : [nil, "reader"]))
        #expect(try #require(loaded.desired).knowledgeBases.map(\.key) == [isSandbox ? "bot" : "reader"])
    }
}

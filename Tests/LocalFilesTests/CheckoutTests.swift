import AssistantModel
import Foundation
import LocalFiles
import ManifestLoading
import SourceDiagnostics
import Testing

@Suite("What a checkout leaves out")
struct CheckoutTests {
    private func report(_ folder: TemporaryFolder) -> [String] {
        ManifestLoader(reader: folder.project).load(environment: nil).diagnostics.map {
            "\($0.severity): \($0.message) [\($0.code)]"
        }
    }

    private func writeProject(_ folder: TemporaryFolder, files: String = "a.md") throws {
        try folder.write(
            "project: velo\nfiles_root: ..\nenvironments: { sandbox: { base_url: embedded } }",
            to: "assistants/project.yaml"
        )
        try folder.write(
            """
            assistant: bot
            model: gpt-6-luna
            tools: [file_search]
            knowledge: { files: ["\(files)"] }
            """,
            to: "assistants/bot.yaml"
        )
        try folder.write("text", to: "assistants/a.md")
    }

    @Test("manifests behind a link are loaded or named, and other folders behind links are nobody's business")
    func links() async throws {
        try await TemporaryFolder.with { folder in
            try writeProject(folder)
            try folder.write("assistant: other\nmodel: gpt-6-luna", to: "assistants/team/other.YML")
            try folder.link("assistants/again", to: "team")
            try folder.write("type: object", to: "schemas/order.yaml")
            try folder.link("assistants/schemas", to: "../schemas")
            try folder.link("assistants/logo.png", to: "nowhere.png")
            #expect(report(folder) == [])
            try folder.write("assistant: third\nmodel: gpt-6-luna", to: "shared/deep/third.yaml")
            try folder.link("assistants/shared", to: "../shared")
            try folder.link("assistants/lost", to: "../gone")
            #expect(
                report(folder) == [
                    "error: assistants/lost is a link to nothing: the manifests behind it are not there [dangling-link]",
                    "error: assistants/shared/deep/third.yaml lies outside assistants, which no path may leave "
                        + "[outside-project]",
                ]
            )
        }
    }

    @Test("files outside of the repository are nobody's to review")
    func filesOutside() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(
                "project: velo\nfiles_root: ../..\nenvironments: { sandbox: { base_url: embedded } }",
                to: "repository/assistants/project.yaml"
            )
            try folder.write("assistant: bot\nmodel: gpt-6-luna", to: "repository/assistants/bot.yaml")
            let project = LocalProject(folder: "\(folder.path)/repository/assistants", workingFolder: folder.path)
            #expect(ManifestLoader(reader: project).load(environment: nil).diagnostics == [])
            try folder.write("ref: refs/heads/main", to: "repository/.git/HEAD")
            let tracked = LocalProject(folder: "\(folder.path)/repository/assistants", workingFolder: folder.path)
            let found = ManifestLoader(reader: tracked).load(environment: nil).diagnostics
            #expect(found.map(\.code) == ["files-outside-repository"])
            #expect(found.first?.severity == .warning)
            #expect(found.first?.location?.range?.start.line == 2)
            try folder.write(
                "project: velo\nfiles_root: ..\nenvironments: { sandbox: { base_url: embedded } }",
                to: "repository/assistants/project.yaml"
            )
            #expect(ManifestLoader(reader: tracked).load(environment: nil).diagnostics == [])
        }
    }

    @Test("manifests in capitals are manifests")
    func capitals() async throws {
        try await TemporaryFolder.with { folder in
            try writeProject(folder)
            try folder.write("assistant: loud\nmodel: gpt-6-luna", to: "assistants/loud.YML")
            try folder.write("assistant: proper\nmodel: gpt-6-luna", to: "assistants/deep/proper.Yaml")
            let desired = ManifestLoader(reader: folder.project).load(environment: nil).desired
            #expect(desired?.assistants.map(\.key) == ["bot", "loud", "proper"])
        }
    }

    @Test("a name in the other Unicode form is named as such: a path, the folder of a glob, a prompt")
    func unicodeForms() async throws {
        try await TemporaryFolder.with { folder in
            try writeProject(folder, files: "\u{D6}lwechsel.md\", \"\u{D6}l/*.md")
            try folder.write(
                "assistant: two\nmodel: gpt-6-luna\ninstructions: { file: prompts/\u{D6}l.md }",
                to: "assistants/two.yaml"
            )
            for file in ["O\u{308}lwechsel.md", "O\u{308}l/a.md", "prompts/O\u{308}l.md"] {
                try folder.write("text", to: "assistants/\(file)")
            }
            let diagnostics = ManifestLoader(reader: folder.project).load(environment: nil).diagnostics
            #expect(diagnostics.map(\.code) == ["missing-file", "empty-glob", "missing-file"])
            let names = ["O\\u{308}lwechsel.md", "O\\u{308}l", "O\\u{308}l.md"]
            for (diagnostic, name) in zip(diagnostics, names) {
                #expect(
                    diagnostic.hint
                        == "it is there in another Unicode form: on disk an accented letter of \(name) is two "
                        + "characters, here one; rename the file, or copy its name from a listing"
                )
            }
        }
    }

    @Test("a submodule that is not checked out below a glob")
    func submodules() async throws {
        try await TemporaryFolder.with { folder in
            try writeProject(folder, files: "../docs/**/*.md")
            try folder.write("text", to: "docs/a.md")
            try folder.write("", to: ".git/config")
            try folder.write(
                """
                [submodule "manuals"]
                \tpath = docs/manuals
                \turl = ../manuals.git
                [submodule "tools"]
                \tpath = tools
                """,
                to: ".gitmodules"
            )
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/docs/manuals",
                withIntermediateDirectories: true
            )
            #expect(
                report(folder) == [
                    "warning: the submodule docs/manuals is not checked out, and \"../docs/**/*.md\" finds nothing in it "
                        + "[incomplete-checkout]"
                ]
            )
            try folder.write("text", to: "docs/manuals/b.md")
            #expect(report(folder) == [])
        }
    }

    @Test("a sparse checkout that may lack files below a glob")
    func sparseCheckouts() async throws {
        try await TemporaryFolder.with { folder in
            try writeProject(folder, files: "../docs/**/*.md")
            try folder.write("text", to: "docs/a.md")
            try folder.write("[core]\n\tsparseCheckout = true\n", to: ".git/config.worktree")
            let warning =
                "warning: this is a sparse checkout, which may leave out files of \"../docs/**/*.md\" [incomplete-checkout]"
            for (patterns, expected) in [
                ("/*\n!/*/\n/assistants/\n", [warning]), ("/*\n!/*/\n/docs/\n!/docs/*/\n/docs/en/\n", [warning]),
                ("/*\n!/*/\n/assistants/\n/docs/\n", []),
            ] {
                try folder.write(patterns, to: ".git/info/sparse-checkout")
                #expect(report(folder) == expected)
            }
            try folder.write("[core]\n\tsparseCheckout = false\n", to: ".git/config.worktree")
            try folder.write("/*\n!/*/\n", to: ".git/info/sparse-checkout")
            #expect(report(folder) == [])
        }
    }
}

import AssistantModel
import Foundation
import LocalFiles
import ManifestLoading
import SourceDiagnostics
import Testing

@Suite("The project on disk")
struct LocalProjectTests {
    private func paths(_ found: [FoundFile], below folder: TemporaryFolder) -> [String] {
        found.map { String($0.path.dropFirst(folder.path.count + 1)) }
    }

    @Test("manifests are found at any depth, hidden folders and links to folders left out")
    func manifestPaths() async throws {
        try await TemporaryFolder.with { folder in
            for file in ["project.yaml", "b.yml", "deep/er/a.yaml", ".git/c.yaml", "deep/.d.yaml", "notes.md"] {
                try folder.write("x", to: "assistants/\(file)")
            }
            try folder.write("x", to: "outside/e.yaml")
            try folder.link("assistants/linked", to: "../outside")
            let paths = try folder.project.manifestPaths().map { folder.project.shownPath(of: $0) }
            #expect(paths == ["assistants/b.yml", "assistants/deep/er/a.yaml", "assistants/project.yaml"])
        }
    }

    @Test("a folder that is not there, and a file in its place")
    func missingFolder() async throws {
        try await TemporaryFolder.with { folder in
            #expect(throws: ProjectFileError.missing) { try folder.project.manifestPaths() }
            try folder.write("x", to: "assistants")
            #expect(throws: ProjectFileError.notAFile) { try folder.project.manifestPaths() }
        }
    }

    @Test("shown paths start at the working folder, also upwards")
    func shownPaths() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("x", to: "repo/assistants/project.yaml")
            try folder.write("x", to: "repo/deep/er/x")
            let project = LocalProject(folder: "../../assistants", workingFolder: "\(folder.path)/repo/deep/er")
            #expect(project.folder == "\(folder.path)/repo/assistants")
            #expect(project.shownPath(of: "\(project.folder)/a.yaml") == "../../assistants/a.yaml")
            #expect(project.shownPath(of: "\(folder.path)/repo/deep/er/x") == "x")
            #expect(project.shownPath(of: "\(folder.path)/repo/deep/er") == ".")
            #expect(project.shownPath(of: "/etc/passwd") == "/etc/passwd")
        }
    }

    @Test("a link out of the root is refused, a link inside it is followed, a link to nothing is missing")
    func confinement() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("secret", to: "outside/secret.md")
            try folder.write("fine", to: "assistants/docs/fine.md")
            try folder.link("assistants/docs/escape.md", to: "../../outside/secret.md")
            try folder.link("assistants/docs/inside.md", to: "fine.md")
            try folder.link("assistants/docs/dangling.md", to: "nothing.md")
            try folder.link("assistants/away", to: "../outside")
            let project = folder.project
            let root = project.folder
            func read(_ path: String, root: String) throws(ProjectFileError) -> String {
                String(decoding: try project.contents(of: path, limit: 100, root: root), as: UTF8.self)
            }
            #expect(throws: ProjectFileError.outside) { try read("\(root)/docs/escape.md", root: root) }
            #expect(throws: ProjectFileError.outside) { try read("\(root)/away/secret.md", root: root) }
            #expect(throws: ProjectFileError.outside) { try project.status(of: "\(root)/away/secret.md", root: root) }
            #expect(throws: ProjectFileError.missing) { try read("\(root)/docs/dangling.md", root: root) }
            #expect(try read("\(root)/docs/inside.md", root: root) == "fine")
            #expect(try read("\(root)/docs/escape.md", root: folder.path) == "secret")

            let found = try project.files(matching: try GlobPattern("**/*.md"), in: root, root: root)
            #expect(
                paths(found, below: folder) == [
                    "assistants/away", "assistants/docs/dangling.md", "assistants/docs/escape.md",
                    "assistants/docs/fine.md", "assistants/docs/inside.md",
                ]
            )
            #expect(
                found.map(\.status) == [
                    .failure(.outside), .failure(.missing), .failure(.outside), .success(FileStatus(bytes: 4)),
                    .success(FileStatus(bytes: 4)),
                ]
            )
        }
    }

    @Test("links to folders inside the root are walked once, and never in circles")
    func circularLinks() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("x", to: "assistants/a/one.md")
            try folder.write("x", to: "assistants/b/two.md")
            try folder.link("assistants/a/up", to: "..")
            try folder.link("assistants/a/b", to: "../b")
            try folder.link("assistants/b/a", to: "../a")
            let found = try folder.project.files(
                matching: try GlobPattern("**/*.md"),
                in: "\(folder.path)/assistants/a",
                root: folder.path
            )
            #expect(paths(found, below: folder).prefix(2) == ["assistants/a/b/two.md", "assistants/a/one.md"])
            #expect(found.count < 10)
        }
    }

    @Test("a glob enters only folders in which something can match, and takes hidden files only when named")
    func globs() async throws {
        try await TemporaryFolder.with { folder in
            for file in ["docs/a.md", "docs/x/b.md", "docs/x/y/c.md", "docs/.h/d.md", "docs/.e.md", "other/f.md"] {
                try folder.write("x", to: file)
            }
            func find(_ pattern: String) throws -> [String] {
                let found = try folder.project.files(
                    matching: try GlobPattern(pattern),
                    in: folder.path,
                    root: folder.path
                )
                return paths(found, below: folder)
            }
            #expect(try find("docs/**/*.md") == ["docs/a.md", "docs/x/b.md", "docs/x/y/c.md"])
            #expect(try find("docs/*/*.md") == ["docs/x/b.md"])
            #expect(try find("docs/.*") == ["docs/.e.md"])
            #expect(try find("docs/.h/**") == ["docs/.h/d.md"])
            #expect(try find("{docs/x,other}/*.md") == ["docs/x/b.md", "other/f.md"])
            #expect(try find("nothing/**") == [])
            #expect(
                try folder.project.files(
                    matching: try GlobPattern("*"),
                    in: "\(folder.path)/gone",
                    root: folder.path
                ) == []
            )
        }
    }

    @Test("the folders in a folder are listed with links inside the root, and without what is below")
    func folderNames() async throws {
        try await TemporaryFolder.with { folder in
            for file in ["project.yaml", "docs/a/b.md", "prompts/c.md", ".git/d"] {
                try folder.write("x", to: "assistants/\(file)")
            }
            try folder.write("x", to: "outside/e.md")
            try folder.link("assistants/inside", to: "docs")
            try folder.link("assistants/out", to: "../outside")
            try folder.link("assistants/nothing", to: "nowhere")
            let root = folder.project.folder
            #expect(try folder.project.folderNames(in: root, root: root) == ["docs", "inside", "prompts"])
            #expect(try folder.project.folderNames(in: root + "/inside", root: root) == ["a"])
            #expect(try folder.project.folderNames(in: root + "/doc", root: root) == [])
            #expect(throws: ProjectFileError.outside) {
                try folder.project.folderNames(in: root + "/out", root: root)
            }
        }
    }

    @Test("files that are too large, folders and pipes are not read")
    func unusableFiles() async throws {
        try await TemporaryFolder.with { folder in
            let file = try folder.write("12345", to: "assistants/a.md")
            let pipe = "\(folder.path)/assistants/pipe.md"
            #expect(mkfifo(pipe, 0o600) == 0)
            let project = folder.project
            #expect(throws: ProjectFileError.tooLarge(bytes: 5)) {
                try project.contents(of: file, limit: 4, root: folder.path)
            }
            #expect(throws: ProjectFileError.notAFile) {
                try project.contents(of: project.folder, limit: 4, root: folder.path)
            }
            #expect(throws: ProjectFileError.notAFile) { try project.contents(of: pipe, limit: 4, root: folder.path) }
            #expect(try !project.status(of: pipe, root: folder.path).isRegular)
            #expect(throws: ProjectFileError.missing) {
                try project.contents(of: "\(file)/below", limit: 4, root: folder.path)
            }
        }
    }

    @Test("an unreadable file is told apart from a missing one", .disabled(if: getuid() == 0, "root reads everything"))
    func unreadableFile() async throws {
        try await TemporaryFolder.with { folder in
            let file = try folder.write("x", to: "assistants/a.md")
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file)
            #expect(throws: ProjectFileError.unreadable("Permission denied")) {
                try folder.project.contents(of: file, limit: 4, root: folder.path)
            }
            #expect(try !folder.project.status(of: file, root: folder.path).isReadable)
        }
    }

    @Test("a project loads from disk as it does from memory")
    func load() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(
                """
                project: velo
                files_root: ..
                environments: { sandbox: { base_url: embedded } }
                """,
                to: "assistants/project.yaml"
            )
            try folder.write(
                """
                assistant: bot
                model: gpt-6-luna
                instructions: { file: prompts/bot.md }
                tools: [file_search]
                knowledge: { files: ["../docs/**/*.md"] }
                """,
                to: "assistants/bot.yaml"
            )
            try folder.write("Be kind.\n", to: "assistants/prompts/bot.md")
            try folder.write("x", to: "docs/deep/a.md")
            let result = ManifestLoader(reader: folder.project).load(environment: nil)
            #expect(result.diagnostics == [])
            #expect(result.desired?.filePaths == ["docs/deep/a.md"])
            #expect(result.desired?.assistants[0].definition.instructions == "Be kind.\n")
            #expect(result.settings?.filesRoot == folder.path)
        }
    }

    private func diagnostics(ofKnowledge entries: String, in folder: TemporaryFolder) throws -> [String] {
        try folder.write(
            "project: velo\nenvironments: { sandbox: { base_url: embedded } }\n",
            to: "assistants/project.yaml"
        )
        try folder.write(
            "assistant: bot\nmodel: gpt-6-luna\ntools: [file_search]\nknowledge: { files: [\(entries)] }\n",
            to: "assistants/bot.yaml"
        )
        return ManifestLoader(reader: folder.project).load(environment: nil).diagnostics.map { diagnostic in
            ([diagnostic.message] + diagnostic.notes.map(\.message)).joined(separator: " | ")
        }
    }

    @Test("two Unicode forms of one name are found across manifests, whether one task reads all of them or several do")
    func unicodeFormsOfManifests() async throws {
        try await TemporaryFolder.with { folder in
            _ = try diagnostics(ofKnowledge: "a.md", in: folder)
            for name in ["a", "k\u{F6}ln", "ko\u{308}ln"] { try folder.write("A city.\n", to: "assistants/\(name).md") }
            for number in 0..<40 {
                let name = number < 20 ? "a" : number == 30 ? "ko\u{308}ln" : "k\u{F6}ln"
                try folder.write(
                    "knowledge_base: base-\(number)\nfiles: [\(name).md]\n",
                    to: "assistants/base-\(number).yaml"
                )
            }
            let loader = ManifestLoader(reader: folder.project)
            let all = await loader.loadConcurrently(environment: nil).diagnostics
            let errors = all.filter { $0.severity == .error }
            #expect(errors.map(\.code) == ["ambiguous-file-name"])
            #expect(errors.first?.location?.file.hasSuffix("assistants/base-30.yaml") == true)
            #expect(all == loader.load(environment: nil).diagnostics)
        }
    }

    @Test("two names that differ in nothing but their Unicode form are refused, in one folder and in two")
    func unicodeForms() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("one", to: "assistants/docs/caf\u{E9}.md")
            try folder.write("two", to: "assistants/docs/cafe\u{301}.md")
            #expect(
                try diagnostics(ofKnowledge: "docs/*.md", in: folder) == [
                    #""docs/caf\u{e9}.md" and "docs/cafe\u{301}.md" are one name in two Unicode forms"#
                ]
            )
        }
        try await TemporaryFolder.with { folder in
            try folder.write("one", to: "assistants/caf\u{E9}/a.md")
            try folder.write("two, longer", to: "assistants/cafe\u{301}/a.md")
            let root = folder.project.folder
            let status = try ["caf\u{E9}", "cafe\u{301}"].map {
                try folder.project.status(of: "\(root)/\($0)/a.md", root: root).bytes
            }
            #expect(status == [3, 11])
            #expect(
                try diagnostics(ofKnowledge: "\"caf\u{E9}/a.md\", \"cafe\u{301}/a.md\"", in: folder) == [
                    #""caf\u{e9}/a.md" and "cafe\u{301}/a.md" are one name in two Unicode forms"#
                        + " | the other one is listed here"
                ]
            )
        }
    }

    @Test("a name that holds a control character is refused, and shown without it")
    func controlCharacters() async throws {
        try await TemporaryFolder.with { folder in
            for name in ["tab\there.md", "line\nbreak.md", "esc\u{1B}[31m.md", "del\u{7F}.md", "c1\u{85}.md"] {
                try folder.write("x", to: "assistants/docs/\(name)")
            }
            #expect(
                try diagnostics(ofKnowledge: "docs/*.md", in: folder) == [
                    #"the file name "docs/c1\u{85}.md" holds a control character"#,
                    #"the file name "docs/del\u{7f}.md" holds a control character"#,
                    #"the file name "docs/esc\u{1b}[31m.md" holds a control character"#,
                    #"the file name "docs/line\nbreak.md" holds a control character"#,
                    #"the file name "docs/tab\there.md" holds a control character"#,
                ]
            )
        }
    }
}

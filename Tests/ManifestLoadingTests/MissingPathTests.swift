import ManifestLoading
import SourceDiagnostics
import Synchronization
import TestSupport
import Testing

@Suite("Paths that lead nowhere")
struct MissingPathTests {
    @Test("what is meant is looked for one folder at a time, and once in each, however many paths are wrong")
    func lookedAtOnce() {
        var files: [String: MemoryProject.File] = [
            "assistants/project.yaml": "project: velo\nenvironments: { sandbox: { base_url: embedded } }\n",
            "assistants/prompts/anna.md": "Be kind.", "assistants/docs/a/b/c/guide.md": "Guide.",
        ]
        for number in 0..<20 {
            files["assistants/bot-\(number).yaml"] = .text(
                """
                assistant: bot-\(number)
                model: gpt-6-luna
                instructions: { file: \(number < 10 ? "prompt/anna.md" : "prompts/ann.md") }
                tools: [file_search]
                knowledge: { files: ["doc/**"] }
                """
            )
        }
        let project = CountingProject(MemoryProject(files))
        let hints = ManifestLoader(reader: project).load(environment: nil).diagnostics.compactMap(\.hint)
        #expect(hints.count { $0 == #"did you mean the folder "prompts"?"# } == 10)
        #expect(hints.count { $0 == #"did you mean "anna.md"?"# } == 10)
        #expect(hints.count { $0 == #"did you mean "docs/**"?"# } == 20)
        #expect(project.folders == ["/repo/assistants"])
        // Twenty globs that manifests name, in a folder that is not there; JSON that looks like a manifest; and the names
        // beside one prompt.
        #expect(
            project.walks.filter { $0 != "/repo/assistants/doc" } == ["/repo/assistants", "/repo/assistants/prompts"]
        )
    }
}

/// Remembers which folders it was asked for.
private final class CountingProject: ProjectFileReader {
    private let project: MemoryProject
    private let asked = Mutex<(folders: [String], walks: [String])>(([], []))

    init(_ project: MemoryProject) { self.project = project }

    var folders: [String] { asked.withLock { $0.folders } }
    var walks: [String] { asked.withLock { $0.walks } }

    var folder: String { project.folder }

    func shownPath(of path: String) -> String { project.shownPath(of: path) }

    func manifestPaths() throws(ProjectFileError) -> [String] { try project.manifestPaths() }

    func contents(of path: String, limit: Int, root: String) throws(ProjectFileError) -> [UInt8] {
        try project.contents(of: path, limit: limit, root: root)
    }

    func status(of path: String, root: String) throws(ProjectFileError) -> FileStatus {
        try project.status(of: path, root: root)
    }

    func files(matching pattern: GlobPattern, in folder: String, root: String) throws(ProjectFileError) -> [FoundFile] {
        asked.withLock { $0.walks.append(folder) }
        return try project.files(matching: pattern, in: folder, root: root)
    }

    func folderNames(in folder: String, root: String) throws(ProjectFileError) -> [String] {
        asked.withLock { $0.folders.append(folder) }
        return try project.folderNames(in: folder, root: root)
    }
}

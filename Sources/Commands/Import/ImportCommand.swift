import ArgumentParser
import AssistantModel
import Deployment
import Foundation
import Importing
import LocalFiles
import ManifestLoading
import ManifestWriting
import OpenAIAPI
import OrderedJSON
import Rendering
import SourceDiagnostics

/// `assistantctl import`: manifests for what nobody manages, and from exports.
package struct ImportCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Write manifests for objects that nobody manages, or from an export.",
        discussion: Examples.below(
            """
            Nothing on the account changes: adopting is a change of the next plan. Without arguments it lists what the \
            account has that nobody manages. No file is written over.
            """,
            ("What the account has that nobody manages.", "assistantctl import"),
            (
                "Manifests for all of it, then the plan that adopts it.",
                "assistantctl import --all"
            ),
            ("From what `GET /v1/assistants` once answered.", "assistantctl import --from assistants.json")
        )
    )

    @OptionGroup package var options: GlobalOptions

    @Argument(help: ArgumentHelp("Ids of assistants and vector stores.", valueName: "id"))
    package var ids: [String] = []

    @Flag(help: "Everything that nobody manages: assistants, and with `api: responses` vector stores.")
    package var all = false

    @Option(
        help: ArgumentHelp("Read this answer of GET /v1/assistants; no account is needed.", valueName: "file"),
        completion: .file()
    )
    package var from: String?

    @Option(help: "How results are printed: text or json.")
    package var format = ResultFormat.text

    package init() {}

    /// Refuses combinations that mean nothing.
    package func validate() throws {
        if from != nil, all || !ids.isEmpty {
            throw ValidationError("--from imports everything in the file: ids and --all do not go with it")
        }
        if all, !ids.isEmpty { throw ValidationError("--all means everything: ids do not go with it") }
    }

    package func run() async throws {
        let console = options.console
        if let from { return try await read(from, console) }
        try await options.withAccount(console, format: format, isBeginning: true) { session in
            let account = AccountImport(session: session)
            let drafts = all || !ids.isEmpty ? try await account.drafts(of: all ? nil : ids) : []
            guard !drafts.isEmpty || all && format == .json else {
                let listing = InventoryText(try await account.inventory(), adopters: account.adopters)
                switch format {
                case .text:
                    if all { console.result("Nothing is left to import.") }
                    console.result(listing.text(style: console.resultStyle))
                    if listing.hasAdoptions { suggestPlan(of: session.project, console) }
                case .json: console.result(session.project.scope.document(listing.members))
                }
                return
            }
            try finish(drafts, in: session.project, notes: [], console)
            await check(console)
        }
    }

    private func read(_ path: String, _ console: Console) async throws {
        do {
            let project = try await options.loadProject(console, isBeginning: true)
            let export = try ExportFile.read(path)
            try finish(try ExportFile.drafts(of: export, in: project), in: project, notes: export.notes, console)
            await check(console)
        } catch {
            let status = FailureReport(error).show(on: console)
            console.finish(in: format)
            throw status.exitCode
        }
    }

    /// Writes, and says what became of every field.
    private func finish(
        _ drafts: [WrittenImport],
        in project: LoadedProject,
        notes: [String],
        _ console: Console
    ) throws {
        let folder = project.settings.folder
        var texts: [String: String] = [:]
        for draft in drafts {
            for (path, text) in draft.files where texts[path] == nil { texts[path] = text }
        }
        let new = texts.filter { !FileManager.default.fileExists(atPath: "\(folder)/\($0.key)") }
        try requireLoadable(new, in: project)
        do throws(ImportFiles.Failure) {
            try ImportFiles(folder: folder, texts: new.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }).write()
        } catch {
            throw ImportFailure(
                "cannot-write",
                "\(error.path) cannot be written: \(error.reason). Nothing was written.",
                hint: error.isThere ? "an import never writes over a file: move it away" : nil
            )
        }
        let shown = project.shownFolder
        let report = ImportReport(
            entries: drafts.map { draft in
                ImportReport.Entry(
                    key: draft.key,
                    id: draft.id,
                    name: draft.name,
                    adopts: draft.adopts,
                    files: draft.files.map(\.path).filter { new[$0] != nil }.map { "\(shown)/\($0)" },
                    rows: draft.rows,
                    missingFiles: draft.missingFiles
                )
            },
            notes: notes
        )
        for note in notes { console.message("note: \(VisibleText.line(note))") }
        switch format {
        case .text: console.result(report.text(style: console.resultStyle))
        case .json: console.result(project.scope.document(report.members))
        }
        if !drafts.isEmpty { suggestPlan(of: project, console) }
    }

    private func suggestPlan(of project: LoadedProject, _ console: Console) {
        let place = RunPlace(environment: project.desired.environment.name, folder: options.folder.named)
        console.message("Next: assistantctl plan\(place.arguments)")
    }

    /// Errors that are for people to answer: what is missing, and what objects say that the environment's api cannot hold.
    private static let answerable: Set<String> = [
        "empty-glob", "invalid-schema", "knowledge-without-tool", "missing-key", "secret-in-manifest",
        "tool-without-knowledge", "unknown-value", "unsupported-api", "unsupported-by-api", "unsupported-file-type",
    ]

    /// Loads what is to be written before anything is.
    ///
    /// - Throws: ``ImportFailure`` for errors that the writing made.
    private func requireLoadable(_ texts: [String: String], in project: LoadedProject) throws(ImportFailure) {
        var draft = ProjectDraft(project.files)
        for (path, text) in texts { draft.replace("\(project.files.folder)/\(path)", with: Array(text.utf8)) }
        let problem = draft.load(environment: project.desired.environment.name).diagnostics.first {
            $0.severity == .error && !Self.answerable.contains($0.code) && !$0.code.hasPrefix("model-")
        }
        guard let problem else { return }
        let place = problem.location.map { "\($0): " } ?? ""
        throw ImportFailure(
            "unloadable-import",
            "what would be written cannot be loaded: \(place)\(problem.message). Nothing was written.",
            hint: problem.hint
        )
    }

    /// Says what keeps the project from loading now.
    private func check(_ console: Console) async {
        let (result, _) = await options.readProject()
        guard result.desired == nil else { return }
        console.message("Before the next plan:")
        console.showAll(result)
    }
}

/// Why nothing was imported.
struct ImportFailure: Error {
    var code: String
    var message: String
    var hint: String?
    var status: ExitStatus

    init(_ code: String, _ message: String, hint: String? = nil, status: ExitStatus = .failed) {
        self.code = code
        self.message = message
        self.hint = hint
        self.status = status
    }
}

/// A manifest with its side files, to be written.
struct WrittenImport {
    var key: String
    var id: String
    var name: String?
    var adopts: Bool
    var rows: [ImportRow]
    var missingFiles: [String]
    /// Relative to the project's folder; the manifest first.
    var files: [(path: String, text: String)]

    init(_ draft: ImportDraft) {
        key = draft.key
        id = draft.id
        name = draft.name
        adopts = draft.adopts
        rows = draft.rows
        missingFiles = draft.missingFiles
        files = [("\(draft.key).yaml", draft.manifest.text)] + draft.manifest.files.map { ($0.path, $0.text) }
    }

    /// A store that no assistant is imported with.
    init(knowledgeBase key: String, of store: StoreContents, _ manifest: CanonicalManifest, rows: [ImportRow]) {
        self.key = key
        id = store.object.id
        name = store.object.name
        adopts = true
        self.rows = rows
        missingFiles = []
        files = [("\(key).yaml", manifest.text)]
    }
}

import AssistantModel
import Foundation
import LocalFiles
import ManifestLoading
import Rendering
import SourceDiagnostics

/// A project whose manifests are free of errors.
struct LoadedProject: Sendable {
    let desired: DesiredState
    let settings: ProjectSettings
    let files: LocalProject
    /// The folder of the manifests as the user named it.
    let shownFolder: String
    /// The texts of all files that were read, by the path as it is shown.
    let shownSources: [String: String]

    /// The texts of all files that were read, by the path below the manifests' folder.
    var sources: [String: String] {
        let folder = settings.folder + "/"
        let texts = shownSources.map { path, text in
            let absolute = absolutePath(path)
            return (absolute.hasPrefix(folder) ? String(absolute.dropFirst(folder.count)) : path, text)
        }
        return Dictionary(texts) { first, _ in first }
    }

    /// The same files with another state to reach.
    func with(_ desired: DesiredState) -> LoadedProject {
        LoadedProject(
            desired: desired,
            settings: settings,
            files: files,
            shownFolder: shownFolder,
            shownSources: shownSources
        )
    }

    /// The account's place, for commands that need no manifest.
    var scope: DeploymentScope {
        DeploymentScope(project: desired.project, environment: desired.environment.name, api: desired.environment.api)
    }
}

extension GlobalOptions {
    /// Reads the manifests, without telling anybody what it found.
    ///
    /// - Parameters:
    ///   - checksAll: whether the problems of the other environments count too.
    ///   - scans: PDFs of which pages hold no text, by absolute path.
    func readProject(
        checksAll: Bool = false,
        scans: [String: ScannedPages] = [:]
    ) async -> (result: LoadResult, files: LocalProject) {
        let workingFolder = FileManager.default.currentDirectoryPath
        let files = LocalProject(folder: absolutePath(directory), workingFolder: workingFolder)
        let loader = await files.loader(scans: scans)
        if checksAll { return (await loader.loadConcurrentlyCheckingAll(environment: environment), files) }
        return (await loader.loadConcurrently(environment: environment), files)
    }

    /// Reads and checks the manifests. Shows every problem; errors end the command.
    ///
    /// Warnings about models that end or are unknown are left out: plans have them, with what the account says of them.
    ///
    /// - Parameter isBeginning: whether it is no wonder that nothing is declared yet.
    /// - Throws: ``ExitStatus/failed`` when there are errors.
    func loadProject(_ console: Console, isBeginning: Bool = false) async throws(ExitStatus) -> LoadedProject {
        var (result, files) = await readProject()
        let untold = LoadResult.modelCodes + (isBeginning ? [WarningCode.noManifests.rawValue] : [])
        result.diagnostics.removeAll { $0.severity == .warning && untold.contains($0.code) }
        console.showAll(result)
        guard let desired = result.desired, let settings = result.settings else { throw .failed }
        return LoadedProject(
            desired: desired,
            settings: settings,
            files: files,
            shownFolder: directory,
            shownSources: result.sources
        )
    }
}

extension LocalProject {
    /// Reads the manifests, for as many loads as are needed.
    ///
    /// - Parameter scans: PDFs of which pages hold no text, by absolute path.
    func loader(scans: [String: ScannedPages] = [:]) async -> ManifestLoader {
        let manifests = await ManifestFiles.readConcurrently(of: self)
        return ManifestLoader(reader: self, files: manifests, today: .current, scans: scans)
    }
}

extension CalendarDay {
    /// By the clock of this machine.
    static var current: CalendarDay { CalendarDay(unixSeconds: Int(Date().timeIntervalSince1970)) }
}

extension Console {
    /// Prints the problems of a load and their count to standard error.
    func showAll(_ result: LoadResult) {
        show(result.diagnostics, sources: result.sources)
        if let summary = DiagnosticRenderer.summary(result.diagnostics) { message(summary) }
    }

    /// Prints an error that has no place in a file: what happened and what to do.
    func error(_ code: String, _ text: String, hint: String? = nil) {
        show([.error(code, text, at: nil, hint: hint)])
    }
}

import AssistantModel
import Deployment
import Foundation
import LocalFiles
import ManifestLoading
import OpenAIAPI
import OpenAIHTTP
import Planning
import Rendering
import Sandbox

/// A project and the account of its environment, for as long as a command works on them.
struct AccountSession: Sendable {
    let project: LoadedProject
    let client: any OpenAIClient
    let adapter: any DefinitionAdapter
    /// The releases of `api: responses`, which the adapter publishes; nil for an api without them.
    let releases: ResponsesAdapter?
    /// Sees what the client is doing.
    let watch: RequestWatch

    /// The organisation that answers have to come from; nil when nothing names one.
    var expectedOrganization: String? {
        AccountSettings.organization(
            of: project.desired.environment,
            variables: ProcessInfo.processInfo.environment
        )
    }

    /// Requests on the wire at a time.
    let concurrency: Int

    /// How the account is read.
    func reader() -> LiveSnapshotReader {
        LiveSnapshotReader(
            client: client,
            adapter: adapter,
            ownership: project.desired.ownership,
            concurrency: concurrency
        )
    }

    /// What the project's files hold; says on the console what the cache had to say.
    func contents(
        _ console: Console,
        onEvent: @escaping @Sendable (ReadingEvent) -> Void = { _ in }
    ) async throws -> FileContents {
        let reading = try await ProjectContents(
            project: project.files,
            filesRoot: project.settings.filesRoot,
            cache: CacheFolder.path(variables: ProcessInfo.processInfo.environment).map { HashCache(folder: $0) },
            onProgress: { onEvent(.hashed(files: $0.files, of: $0.total, bytes: $0.bytesRead)) }
        ).read(project.desired.filePaths) { Int64(Date().timeIntervalSince1970 * 1_000_000_000) }
        for note in reading.notes { console.message("note: \(VisibleText.line(note))") }
        var contents = FileContents(reading.files)
        contents.textDigests = textDigests(of: reading.files)
        return contents
    }

    /// Longer texts are not compared: the account has to send each whole.
    private static let comparedTextBytes = 10_000_000
    /// Formats of which servers read something else than their bytes say.
    private static let markedUpFormats = [".html", ".htm", ".pdf", ".doc", ".docx", ".pptx"]

    /// What the files say that may be in a store which is adopted, as far as they are text.
    private func textDigests(of files: [String: FileContent]) -> [String: String] {
        let adopted = project.desired.knowledgeBases.filter { $0.adoption != nil }.flatMap { $0.files.map(\.path) }
        var digests: [String: String] = [:]
        for path in Set(adopted) {
            guard let content = files[path], !Self.markedUpFormats.contains(where: path.lowercased().hasSuffix),
                content.bytes <= Self.comparedTextBytes,
                let bytes = try? project.files.contents(
                    of: ProjectPath.resolve(path, in: project.settings.filesRoot),
                    limit: Self.comparedTextBytes,
                    root: project.settings.filesRoot
                ), let text = String(validating: bytes, as: UTF8.self)
            else { continue }
            digests[path] = ComparableText.digest(of: text)
        }
        return digests
    }
}

extension GlobalOptions {
    /// ``withAccount(_:format:release:concurrency:_:)`` for a command that writes.
    func withAccount(
        _ console: Console,
        of run: RunOptions,
        release: ReleaseOptions,
        _ body: @escaping @Sendable (AccountSession) async throws -> Void
    ) async throws {
        try await withAccount(
            console,
            format: run.format,
            release: release,
            concurrency: run.concurrency,
            body
        )
    }

    /// Loads the project, opens its account, runs the body, and turns every failure into a message and an exit code.
    ///
    /// - Parameters:
    ///   - format: of the command's results: JSON is printed after a failure too.
    ///   - concurrency: requests on the wire at a time.
    ///   - streamDelays: of answers that the embedded account streams.
    ///   - refusesSettings: whether what only another setting or key mends is refused, as by a service: trying again is
    ///     for what may be over then.
    ///   - isBeginning: whether it is no wonder that the project declares nothing yet.
    ///   - prepare: changes the project before its account is opened, or refuses to.
    /// - Throws: an exit code, always with its reason printed.
    func withAccount(
        _ console: Console,
        format: ResultFormat = .text,
        release: ReleaseOptions? = nil,
        concurrency: Int = RunOptions.defaultConcurrency,
        streamDelays: SandboxConfiguration.StreamDelays = SandboxConfiguration.StreamDelays(),
        refusesSettings: Bool = false,
        isBeginning: Bool = false,
        prepare: (LoadedProject) throws -> LoadedProject = { $0 },
        _ body: @escaping @Sendable (AccountSession) async throws -> Void
    ) async throws {
        var baseURLHint: String?
        let watch = RequestWatch(printer: verbose ? RequestPrinter(console: console) : nil)
        do {
            let project = try prepare(try await loadProject(console, isBeginning: isBeginning))
            baseURLHint = AccountSettings.hint(
                onBaseURLOf: project.desired.environment,
                variables: ProcessInfo.processInfo.environment
            )
            try await AccountConnection.withClient(
                of: project.desired.environment,
                assistantsFolder: project.settings.folder,
                concurrency: concurrency,
                streamDelays: streamDelays,
                observer: watch
            ) { client in
                let choice = AdapterChoice(
                    desired: project.desired,
                    folder: project.settings.folder,
                    console: console,
                    release: release
                )
                try await body(await choice.session(project, client: client, watch: watch, concurrency))
            }
            if console.afterDelivery(.done) != .done { throw ExitStatus.failed.exitCode }
        } catch {
            let report = FailureReport(error).adding(hint: baseURLHint)
            let shown = report.show(on: console)
            let status = refusesSettings && shown == .failed && report.isOfSettings ? .refused : shown
            console.finish(in: format)
            throw console.afterDelivery(status).exitCode
        }
    }
}

/// Where hashes are cached: `assistantctl` below `$XDG_CACHE_HOME`, else below `~/.cache`.
enum CacheFolder {
    /// Nil where no variable names a folder by its absolute path: there is no cache then.
    static func path(variables: [String: String]) -> String? {
        if let cache = variables["XDG_CACHE_HOME"], cache.hasPrefix("/") { return cache + "/assistantctl" }
        guard let home = variables["HOME"], home.hasPrefix("/") else { return nil }
        return (home == "/" ? "" : home) + "/.cache/assistantctl"
    }
}

extension DeploymentError {
    /// An assistant that somebody wants to talk to before it is there.
    static func notDeployed(_ key: String) -> DeploymentError {
        DeploymentError(
            .notDeployed,
            .failedNothingChanged,
            "the assistant \"\(key)\" is not on the account: run `assistantctl apply` first."
        )
    }
}

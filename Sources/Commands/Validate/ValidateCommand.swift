import ArgumentParser
import AssistantModel
import DocumentText
import Foundation
import ManifestLoading
import SourceDiagnostics

/// `assistantctl validate`: everything that can be checked without the account.
package struct ValidateCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check the manifests and the files they name; needs no account and no key.",
        discussion: Examples.below(
            "Every environment is checked; with --env only that one.",
            ("Everything that can be known without the account.", "assistantctl validate"),
            ("For a pipeline that also fails at warnings.", "assistantctl validate --strict --format junit")
        )
    )

    @OptionGroup var options: GlobalOptions

    @Option(help: "How the result is printed: text, json, github (annotations of a workflow), sarif or junit.")
    var format = ValidationFormat.text

    @Flag(help: "Take warnings for errors.")
    var strict = false

    package init() {}

    package func run() async throws {
        let console = options.console
        let checked = await checkedProject()
        let result = strict ? checked.withWarningsAsErrors : checked
        if let document = format.document(of: result) { console.result(document) }
        if format.tellsPeople { console.showAll(result) }
        guard let desired = result.desired else { throw console.afterDelivery(.failed).exitCode }
        if format == .text {
            let files = desired.filePaths.count
            console.proseResult(
                """
                Valid: \(counted(desired.assistants.count, "assistant")), \
                \(counted(desired.knowledgeBases.count, "knowledge base")) and \(counted(files, "file")) \
                for \(Self.environments(of: result, only: options.environment)).
                """
            )
        }
        let status = console.afterDelivery(.done)
        if status != .done { throw status.exitCode }
    }

    /// What was checked: `the environment sandbox (api: assistants)`, or all that there are.
    private static func environments(of result: LoadResult, only name: String?) -> String {
        let all = (result.settings?.environments ?? []).filter { name == nil || $0.name == name }
        let named = all.map { "\($0.name) (api: \($0.api.rawValue))" }
        guard let last = named.last, named.count > 1 else { return "the environment \(named.joined())" }
        return "the environments \(named.dropLast().joined(separator: ", ")) and \(last)"
    }

    /// The project with what only a look into its PDFs can tell.
    private func checkedProject() async -> LoadResult {
        let checksAll = options.environment == nil
        let (result, files) = await options.readProject(checksAll: checksAll)
        guard let desired = result.desired, let root = result.settings?.filesRoot else { return result }
        let extractor = TextExtractor(variables: ProcessInfo.processInfo.environment)
        let scans = await ScanSearch(files: files, extractor: extractor).scans(among: desired.filePaths, below: root)
        // Rarely: what is silenced, and where, only a whole load knows.
        return scans.isEmpty ? result : await options.readProject(checksAll: checksAll, scans: scans).result
    }
}

/// A number with its noun: `1 file`, `2 files`.
func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}

extension LoadResult {
    /// For `--strict`: what is a warning is an error, and a project with one is not valid.
    fileprivate var withWarningsAsErrors: LoadResult {
        var result = self
        for index in result.diagnostics.indices { result.diagnostics[index].severity = .error }
        result.diagnostics.sort()
        if !result.diagnostics.isEmpty { result.desired = nil }
        return result
    }
}

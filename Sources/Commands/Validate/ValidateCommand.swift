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
        discussion: "Every environment is checked; with --env only that one."
    )

    @OptionGroup var options: GlobalOptions

    @Option(help: "How the result is printed: text, json, github (annotations of a workflow), sarif or junit.")
    var format = ValidationFormat.text

    package init() {}

    package func run() async throws {
        let console = options.console
        let result = await checkedProject()
        if let document = format.document(of: result) { console.result(document) }
        if format.tellsPeople { console.showAll(result) }
        guard let desired = result.desired else { throw console.afterDelivery(.failed).exitCode }
        if format == .text {
            let files = desired.filePaths.count
            console.result(
                """
                Valid: \(counted(desired.assistants.count, "assistant")), \
                \(counted(desired.knowledgeBases.count, "knowledge base")) and \(counted(files, "file")) \
                for the environment \(desired.environment.name) (api: \(desired.environment.api.rawValue)).
                """
            )
        }
        let status = console.afterDelivery(.done)
        if status != .done { throw status.exitCode }
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

import ArgumentParser
import AssistantModel
import Foundation
import ManifestLoading
import OpenAIAPI
import Rendering
import SourceDiagnostics

/// `assistantctl doctor`: whether everything that a plan and an apply need is in place.
package struct DoctorCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check key, account, permissions, reachability and caches, each with what to do.",
        discussion: Examples.below(
            "",
            ("Before the first apply to an account.", "assistantctl doctor --env production")
        )
    )

    @OptionGroup var options: GlobalOptions

    @Option(help: "How the checks are printed: text or json.")
    var format = ResultFormat.text

    package init() {}

    package func run() async throws {
        let console = options.console
        let variables = ProcessInfo.processInfo.environment
        var checks = [
            DoctorCheck(name: "version", status: .ok, detail: Version.described),
            LocalChecks.cacheFolder(CacheFolder.path(variables: variables)),
        ]
        let (result, _) = await options.readProject()
        checks.append(LocalChecks.manifests(result.diagnostics))
        if let desired = result.desired, let settings = result.settings {
            checks += LocalChecks.environment(desired.environment, variables: variables)
            do {
                checks += try await AccountConnection.withClient(
                    of: desired.environment,
                    assistantsFolder: settings.folder,
                    observer: RequestWatch(printer: options.verbose ? RequestPrinter(console: console) : nil)
                ) { client in
                    await AccountChecks(client: client, desired: desired).run()
                }
            } catch {
                let failure = FailureReport(error)
                for diagnostic in failure.diagnostics {
                    checks.append(
                        DoctorCheck(
                            name: "account",
                            status: .failure,
                            detail: diagnostic.message,
                            advice: diagnostic.hint
                        )
                    )
                }
            }
        }
        switch format {
        case .text: console.result(DoctorRenderer(style: console.resultStyle).text(checks))
        case .json: console.result(DoctorJSON.text(checks))
        }
        let status = console.afterDelivery(checks.contains { $0.status == .failure } ? .failed : .done)
        if status != .done { throw status.exitCode }
    }
}

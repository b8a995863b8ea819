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
            ("Before the first apply to an account.", "assistantctl doctor --env production"),
            ("Before the chat is put before the public.", "assistantctl doctor --serve --env production")
        )
    )

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Check what serve needs too: keys, prices, functions, addresses, state, and this machine.")
    var serve = false

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
        let (result, files) = await options.readProject()
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
            if serve {
                let project = LoadedProject(
                    desired: desired,
                    settings: settings,
                    files: files,
                    shownFolder: options.directory,
                    shownSources: result.sources
                )
                checks += await serveChecks(project, variables: variables, console)
            }
        }
        for index in checks.indices {
            checks[index].detail = console.place.completing(checks[index].detail)
            checks[index].advice = checks[index].advice.map(console.place.completing)
        }
        switch format {
        case .text: console.result(DoctorRenderer(style: console.resultStyle).text(checks))
        case .json: console.result(DoctorJSON.text(checks))
        }
        let status = console.afterDelivery(checks.contains { $0.status == .failure } ? .failed : .done)
        if status != .done { throw status.exitCode }
    }

    /// What `serve` needs: of its surroundings, and of the account with its own key.
    private func serveChecks(
        _ project: LoadedProject,
        variables: [String: String],
        _ console: Console
    ) async -> [DoctorCheck] {
        let environment = project.desired.environment
        let isEmbedded = environment.endpoint == .embedded
        if project.settings.serve == nil, !isEmbedded { return [ServeChecks.missingSettings()] }
        let settings = project.settings.serve ?? ServeSettings()
        let checks = await ServeChecks(
            settings: settings,
            environment: environment,
            folder: project.settings.folder,
            variables: variables
        ).run()
        let serving = project.withServingKey
        let watch = RequestWatch(printer: options.verbose ? RequestPrinter(console: console) : nil)
        do {
            return try await AccountConnection.withClient(
                of: serving.desired.environment,
                assistantsFolder: serving.settings.folder,
                observer: watch
            ) { client in
                let choice = AdapterChoice(
                    desired: serving.desired,
                    folder: serving.settings.folder,
                    console: console,
                    release: nil
                )
                let session = await choice.session(serving, client: client, watch: watch, RunOptions.defaultConcurrency)
                return checks
                    + (await ServedAssistantChecks(session: session, settings: settings, isFree: isEmbedded).run())
            }
        } catch {
            return checks + ServedAssistantChecks.unreadable(error)
        }
    }
}

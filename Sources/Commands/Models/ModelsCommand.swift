import ArgumentParser
import AssistantModel
import Deployment
import ManifestLoading
import Rendering

/// `assistantctl models`: what the account and the catalogue know of models.
package struct ModelsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List the models of the account and the catalogue: context, prices, shutdown dates.",
        discussion: Examples.below(
            "",
            ("What can stand behind `model`.", "assistantctl models")
        )
    )

    @OptionGroup var options: GlobalOptions

    @Option(help: "How they are printed: text or json.")
    var format = ResultFormat.text

    package init() {}

    package func run() async throws {
        let console = options.console
        try await options.withAccount(console, format: format) { session in
            let account = try await AccountModelsReader(client: session.client).readIfServed()
            if account == nil { console.message("note: this host lists no models; the catalogue's are shown") }
            let catalogue = session.project.settings.catalogue
            let renderer = ModelsRenderer(account: account, catalogue: catalogue, today: .current)
            switch format {
            case .text: console.result(renderer.text(style: console.resultStyle))
            case .json: console.result(renderer.json(of: session.project.scope))
            }
        }
    }
}

import ArgumentParser
import AssistantModel
import Deployment
import Planning
import Rendering

/// `assistantctl show`: what the project owns on the account.
package struct ShowCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what this project owns on the account."
    )

    @OptionGroup package var options: GlobalOptions

    @Option(help: "How it is printed: text or json.")
    package var format = ResultFormat.text

    package init() {}

    package func run() async throws {
        let console = options.console
        try await options.withAccount(console, format: format) { session in
            let live = try await session.reader().readEverything()
            let scope = session.project.scope
            let paths = CodeFilePaths(knowing: session.project.desired.filePaths)
            switch format {
            case .text:
                let renderer = ShowRenderer(style: console.resultStyle)
                console.result(renderer.text(live, of: scope, codeFilePaths: paths))
            case .json: console.result(ShowJSON.text(live, of: scope, codeFilePaths: paths))
            }
        }
    }
}

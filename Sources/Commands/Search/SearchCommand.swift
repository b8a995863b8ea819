import ArgumentParser
import Conversation
import Deployment
import Rendering
import SourceDiagnostics

/// `assistantctl search`: looks into the deployed knowledge of an assistant.
package struct SearchCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Show the passages that an assistant's file search finds.",
        discussion: Examples.below(
            "",
            ("What file search finds for a question.", "assistantctl search helpdesk \"When are you open?\"")
        )
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The assistant's key.", completion: .assistants)
    var assistant: String

    @Argument(help: "What to look for, as a user would ask.")
    var query: String

    @Option(help: "How many passages at most: 1 to 50.")
    var limit = 5

    @Option(help: "How they are printed: text or json.")
    var format = ResultFormat.text

    package init() {}

    /// Refuses values that no command can work with, as wrong usage.
    package func validate() throws {
        guard (1...50).contains(limit) else { throw ValidationError("--limit takes a number from 1 to 50") }
        guard !query.isEmpty else { throw ValidationError("the query is empty") }
    }

    package func run() async throws {
        let console = options.console
        try await options.withAccount(console, format: format) { session in
            try session.project.requireDeclared(assistant, console)
            let live = try await session.reader().readOverview()
            let storeID = try DeployedAssistant.knowledge(of: assistant, desired: session.project.desired, live: live)
            let search = KnowledgeSearch(client: session.client)
            let passages = try await search.search(storeID, query: query, limit: limit).map { passage in
                SearchPassage(
                    score: passage.score,
                    filename: passage.filename,
                    fileID: passage.fileID,
                    path: passage.path,
                    text: SecretScan.hiding(passage.text)
                )
            }
            switch format {
            case .text: console.result(SearchRenderer(style: console.resultStyle).text(passages, query: query))
            case .json: console.result(SearchJSON.text(passages, query: query))
            }
        }
    }
}

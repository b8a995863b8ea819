import ArgumentParser
import AssistantModel
import Deployment
import Planning
import Planning
import Rendering

/// `assistantctl show`: what the project owns on the account.
package struct ShowCommand: AsyncParsableCommand {
    /// Its name, and what help says of it.
    package static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what this project owns on the account, or what a release holds.",
        usage: "assistantctl show [release <number>] [<options>]"
    )

    @OptionGroup var options: GlobalOptions

    @Option(help: "How it is printed: text or json.")
    var format = ResultFormat.text

    @Argument(help: "`release` and its number: what that release holds; without it, what is on the account.")
    package var subject: [String] = []

    package init() {}

    package func validate() throws {
        guard subject.isEmpty || (subject.count == 2 && subject[0] == "release" && Int(subject[1]) != nil) else {
            throw ValidationError("show takes nothing, or `release` and a number")
        }
    }

    package func run() async throws {
        let console = options.console
        try await options.withAccount(console, format: format) { session in
            let live: LiveState
            if let number = subject.last.flatMap({ Int($0) }) {
                live = try await session.requireReleases().liveState(ofRelease: number)
            } else {
                live = try await session.reader().readEverything()
            }
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

import ArgumentParser
import AssistantModel
import Deployment
import Planning
import Rendering

/// `assistantctl show [PLAN]`: a saved plan, from its file alone; without one, what the project owns on the account.
package struct ShowCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a saved plan, what a release holds, or what this project owns on the account.",
        usage: "assistantctl show [<plan> | release <number>] [<options>]",
        discussion: Examples.below(
            "",
            ("What the project has on the account.", "assistantctl show"),
            ("A saved plan as a page for a browser.", "assistantctl show change.plan --format html"),
            ("What a release holds.", "assistantctl show release 12")
        )
    )

    @OptionGroup var options: GlobalOptions

    @Option(help: "How it is printed: text or json; a saved plan also as markdown, html, github or gitlab.")
    var format = PlanFormat.text

    @Option(help: "Lines around each change of a text in a saved plan: a number or full.")
    var context = DiffContext.lines(3)

    @OptionGroup var pager: PagerOption

    @Argument(
        help:
            "A plan that `--out` saved, or `release` and its number; without one, what is on the account is shown.",
        completion: .file()
    )
    package var subject: [String] = []

    package init() {}

    package func validate() throws {
        guard subject.count < 2 || (subject.count == 2 && subject[0] == "release" && Int(subject[1]) != nil) else {
            throw ValidationError("show takes nothing, the file of a saved plan, or `release` and a number")
        }
        guard subject.count == 1 || format == .text || format == .json else {
            throw ValidationError("--format \(format.rawValue) is for saved plans: name the plan's file")
        }
    }

    package func run() async throws {
        let console = options.console(pager)
        if subject.count == 1 { return try showPlan(in: PlanFile(path: subject[0]), console) }
        try await options.withAccount(console, format: format.resultFormat) { session in
            let live: LiveState
            if let number = subject.last.flatMap({ Int($0) }) {
                live = try await session.requireReleases().liveState(ofRelease: number)
            } else {
                live = try await session.reader().readEverything()
            }
            let scope = session.project.scope
            let paths = CodeFilePaths(knowing: session.project.desired.filePaths)
            switch format.resultFormat {
            case .text:
                let renderer = ShowRenderer(style: console.resultStyle)
                console.longResult(renderer.text(live, of: scope, codeFilePaths: paths))
            case .json: console.result(ShowJSON.text(live, of: scope, codeFilePaths: paths))
            }
        }
    }

    /// Needs no project, no account and no network.
    private func showPlan(in file: PlanFile, _ console: Console) throws {
        do {
            let saved = try file.read()
            try format.show(saved.plan, context: context, folder: saved.folder, on: console)
        } catch {
            throw FailureReport(error).end(console, in: format.resultFormat)
        }
    }
}

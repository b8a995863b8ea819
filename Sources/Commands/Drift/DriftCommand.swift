import ArgumentParser
import Planning
import Rendering

/// `assistantctl drift`: what changed on the account since the last apply, whoever changed it.
package struct DriftCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Show what changed on the account since the last apply; exit with 2 when something did.",
        discussion: Examples.below(
            "",
            ("Exits with 2 when somebody changed something by hand.", "assistantctl drift --env production")
        )
    )

    @OptionGroup var options: GlobalOptions

    @Option(help: "How it is printed: text, json, markdown, html, github or gitlab.")
    var format = PlanFormat.text

    @Option(help: "Lines around each change of a text: a number or full.")
    var context = DiffContext.lines(3)

    @OptionGroup var pager: PagerOption

    package init() {}

    package func run() async throws {
        let console = options.console(pager)
        try await options.withAccount(console, format: format.resultFormat) { session in
            let plan = try await session.plan(PlanRequest(purpose: .refresh), console).plan
            try format.show(plan, context: context, folder: session.project.shownFolder, on: console)
            guard !plan.drift.isEmpty else { return }
            console.message(
                "`assistantctl apply --refresh` makes the account what the manifests say; `assistantctl pull` writes into "
                    + "the manifests what they can say of this."
            )
            throw ExitStatus.changesPending
        }
    }
}

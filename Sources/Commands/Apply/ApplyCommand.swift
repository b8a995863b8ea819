import ArgumentParser
import AssistantModel
import Deployment
import Planning
import Rendering

/// `assistantctl apply`: plan, ask, do.
package struct ApplyCommand: AsyncParsableCommand {
    /// Its name, and what help says of it.
    package static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Plan, ask, and make the account what the manifests say."
    )

    @OptionGroup package var options: GlobalOptions
    @OptionGroup package var run: RunOptions
    @OptionGroup package var release: ReleaseOptions

    @Flag(name: .customLong("allow-mass-delete"), help: "Do not refuse a plan that deletes most of the project.")
    var allowMassDelete = false

    @Option(help: "Lines around each change of a text: a number or full.")
    var context = DiffContext.lines(3)

    /// Before the argument parser sets the options.
    package init() {}

    /// Runs the command.
    ///
    /// - Throws: an exit code; its reason is printed.
    package func run() async throws {
        let console = options.console
        try run.requireAnswer(console, command: "apply")
        try await options.withAccount(console, format: run.format, release: release) { session in
            let replan = { @Sendable in try await session.plan(console, allowsMassDelete: allowMassDelete) }
            let confirmation = Confirmation(
                question: "Apply these changes to \(session.project.shownTarget)?",
                isGiven: run.yes
            )
            try await PlannedChange(
                session: session,
                planned: try await replan(),
                replan: replan,
                run: run,
                context: context
            ).carryOut(asking: confirmation, console)
        }
    }
}

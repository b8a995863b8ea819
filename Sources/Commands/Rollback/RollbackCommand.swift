import ArgumentParser
import Planning
import Rendering

/// `assistantctl rollback [N]`: an apply whose desired state is an earlier release.
package struct RollbackCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Bring back an earlier release, with the same plan and gates as apply (api: responses)."
    )

    @OptionGroup package var options: GlobalOptions
    @OptionGroup package var brakes: BrakeOptions
    @OptionGroup package var run: RunOptions
    @OptionGroup package var release: ReleaseOptions

    @Argument(
        help: "The release's number, as `assistantctl releases` lists it; without one, the release before the live one."
    )
    package var number: Int?

    @Option(help: "Lines around each change of a text: a number or full.")
    package var context = DiffContext.lines(3)

    package init() {}

    package func run() async throws {
        let console = options.console
        try run.requireAnswer(console, command: "rollback")
        let request = PlanRequest(
            allowsMassDelete: brakes.allowMassDelete,
            allowsUnknownModel: brakes.allowUnknownModel
        )
        try await options.withAccount(console, of: run, release: release) { session in
            try await PlannedChange(
                session: session,
                question: "Roll \(session.project.shownTarget) back like this?",
                run: run,
                context: context,
                plan: {
                    try await console.whileReading(session.watch) { _ in
                        try await session.rollback(to: number, request)
                    }
                }
            ).carryOut(console)
        }
    }
}

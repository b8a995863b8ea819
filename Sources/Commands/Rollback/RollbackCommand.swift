import ArgumentParser
import Planning
import Rendering

/// `assistantctl rollback [N]`: an apply whose desired state is an earlier release.
package struct RollbackCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Bring back an earlier release, with the same plan and gates as apply (api: responses).",
        discussion: Examples.below(
            "It looks into every vector store: files that were changed there by hand are those of the release again.",
            ("What going back to the release before would change.", "assistantctl rollback --plan"),
            ("Go back to release 12, after a question.", "assistantctl rollback 12"),
            ("A plan to review now and apply later.", "assistantctl rollback 12 --out back.plan")
        )
    )

    @OptionGroup package var options: GlobalOptions
    @OptionGroup package var brakes: BrakeOptions
    @OptionGroup package var pace: RunPace

    @Option(help: "How plan and report are printed: text or json; with --plan also markdown, html, github or gitlab.")
    package var format = PlanFormat.text

    @OptionGroup package var release: ReleaseOptions

    @Argument(
        help: "The release's number, as `assistantctl releases` lists it; without one, the release before the live one."
    )
    package var number: Int?

    @Flag(name: .customLong("plan"), help: "Show what it would change, and change nothing.")
    package var isPlan = false

    @Option(
        help: ArgumentHelp("Change nothing, and save the plan here, for show and apply.", valueName: "file"),
        completion: .file()
    )
    package var out: String?

    @Flag(name: .customLong("detailed-exitcode"), help: "With --plan: exit with 2 when changes are pending.")
    package var detailedExitcode = false

    @Option(help: "Lines around each change of a text: a number or full.")
    package var context = DiffContext.lines(3)

    @OptionGroup var pager: PagerOption

    package init() {}

    private var changesNothing: Bool { isPlan || out != nil }

    /// Refuses combinations that mean nothing.
    package func validate() throws {
        guard changesNothing else {
            if detailedExitcode { throw ValidationError("--detailed-exitcode goes with --plan") }
            guard format == .text || format == .json else {
                throw ValidationError("--format \(format.rawValue) goes with --plan")
            }
            return
        }
        if pace.yes { throw ValidationError("--plan and --out change nothing: --yes does not go with them") }
    }

    package func run() async throws {
        if changesNothing { return try await show(options.console(pager)) }
        let console = options.console
        let run = RunOptions(pace, format: format.resultFormat)
        try run.requireAnswer(console, command: "rollback", look: "\(RunOptions.typedWords) --plan")
        try await options.withAccount(console, of: run, release: release) { session in
            try await PlannedChange(
                session: session,
                question: "Roll \(session.project.shownTarget) back like this?",
                run: run,
                context: context,
                plan: { try await plan(in: session, console) }
            ).carryOut(console)
        }
    }

    private var request: PlanRequest {
        PlanRequest(allowsMassDelete: brakes.allowMassDelete, allowsUnknownModel: brakes.allowUnknownModel)
    }

    private func plan(in session: AccountSession, _ console: Console) async throws -> PlannedRun {
        try await console.whileReading(session.watch) { _ in try await session.rollback(to: number, request) }
    }

    private func show(_ console: Console) async throws {
        try await options.withAccount(console, format: format.resultFormat, concurrency: pace.concurrency) { session in
            let planned = try await plan(in: session, console)
            try await session.show(planned, in: format, context: context, savingTo: out, request, console)
            if let status = planned.plan.status(isDetailed: detailedExitcode) { throw status }
        }
    }
}

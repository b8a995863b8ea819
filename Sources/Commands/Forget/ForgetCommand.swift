import ArgumentParser
import Planning
import Rendering

/// `assistantctl forget`: takes the ownership marks off objects and leaves them alone.
package struct ForgetCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Take the ownership marks off objects and leave them alone.",
        discussion: Examples.below(
            """
            What is forgotten stays on the account as it is, and this tool neither changes nor deletes it any more. An \
            assistant takes its own vector store along; a shared one is named itself. Remove what you forget from the \
            manifests first: the next apply makes it anew else.
            """,
            ("See what is forgotten, and keep the plan.", "assistantctl forget assistant.helpdesk --out forget.plan"),
            ("Then do it.", "assistantctl apply forget.plan")
        )
    )

    @OptionGroup package var options: GlobalOptions
    @OptionGroup package var run: RunOptions
    @OptionGroup package var release: ReleaseOptions

    @Argument(
        help: ArgumentHelp(
            "Such as assistant.support-bot, vector_store.handbook, or a glob over addresses.",
            valueName: "address"
        )
    )
    package var addresses: [AddressPattern]

    @Option(
        help: ArgumentHelp("Change nothing, and save the plan here, for show and apply.", valueName: "file"),
        completion: .file()
    )
    package var out: String?

    package init() {}

    /// Refuses combinations that mean nothing.
    package func validate() throws {
        guard out == nil || !run.yes else { throw ValidationError("--out changes nothing: --yes does not go with it") }
    }

    package func run() async throws {
        let console = options.console
        if out == nil {
            if !run.yes, !console.isInteractive, let unusable = UnusableAddresses(withoutKind: addresses) {
                throw FailureReport(unusable).end(console, in: run.format)
            }
            try run.requireAnswer(
                console,
                command: "forget",
                look: "\(RunOptions.typedWords) --out FILE",
                then: "apply FILE --yes"
            )
        }
        try await options.withAccount(console, format: run.format, release: release) { session in
            guard let out else { return try await change(in: session, console).carryOut(console) }
            let planned = try await plan(in: session, console)
            let format: PlanFormat = run.format == .json ? .json : .text
            try await session.show(planned, in: format, context: .lines(3), savingTo: out, request, console)
            if !planned.plan.refusals.isEmpty { throw ExitStatus.refused }
        }
    }

    private var request: PlanRequest { PlanRequest(purpose: .forget, scope: PlanScope(only: addresses)) }

    private func plan(in session: AccountSession, _ console: Console) async throws -> PlannedRun {
        let planned = try await session.plan(request, console)
        if let unusable = UnusableAddresses(forgetting: addresses, on: planned.basis.live) { throw unusable }
        return planned
    }

    private func change(in session: AccountSession, _ console: Console) -> PlannedChange {
        PlannedChange(
            session: session,
            question: "Forget this of \(session.project.shownTarget)?",
            run: run,
            context: .lines(3),
            plan: { try await plan(in: session, console) }
        )
    }
}

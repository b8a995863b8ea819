import ArgumentParser
import AssistantModel
import Deployment
import Planning
import Rendering

/// `assistantctl destroy`: deletes what the project owns in the environment, and nothing else.
package struct DestroyCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: "Delete everything this project owns in this environment, and nothing else.",
        discussion: Examples.below(
            "",
            ("Look first.", "assistantctl plan --destroy"),
            ("Then delete, after a question.", "assistantctl destroy")
        )
    )

    @OptionGroup package var options: GlobalOptions
    @OptionGroup package var run: RunOptions
    @OptionGroup package var release: ReleaseOptions

    package init() {}

    package func run() async throws {
        let console = options.console
        try run.requireAnswer(console, command: "destroy", look: "plan --destroy")
        try await options.withAccount(
            console,
            format: run.format,
            release: release,
            concurrency: run.concurrency,
            prepare: Self.destroyable
        ) { session in
            try await PlannedChange(
                session: session,
                question: "Delete all of this from \(session.project.shownTarget)? There is no undo.",
                run: run,
                context: .lines(3),
                plan: { try await session.plan(PlanRequest(purpose: .destroy), console) }
            ).carryOut(console)
        }
    }

    /// A protected environment needs neither key nor account to be refused.
    private static func destroyable(_ project: LoadedProject) throws(DeploymentError) -> LoadedProject {
        guard let refusal = PlanRefusal(destroying: project.desired.environment) else { return project }
        throw DeploymentError(
            DeploymentError.Code(rawValue: refusal.kind.code),
            .refused,
            "\(refusal.message). Nothing was changed."
        )
    }
}

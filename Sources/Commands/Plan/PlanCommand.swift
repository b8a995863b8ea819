import ArgumentParser
import AssistantModel
import Deployment
import Planning
import Rendering

/// `assistantctl plan`: the pipeline in one screen.
package struct PlanCommand: AsyncParsableCommand {
    /// Its name, and what help says of it.
    package static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what apply would change on the account; changes nothing."
    )

    @OptionGroup var options: GlobalOptions

    @Option(help: "How the plan is printed: text or json.")
    var format = ResultFormat.text

    @Option(help: "Lines around each change of a text: a number or full.")
    var context = DiffContext.lines(3)

    @Flag(
        name: .customLong("detailed-exitcode"),
        help: "Exit with 2 when changes are pending. What apply would refuse ends with 4 with and without this."
    )
    var detailedExitcode = false

    @Flag(help: "Plan what destroy would do.")
    var destroy = false

    @Flag(name: .customLong("allow-mass-delete"), help: "Do not refuse a plan that deletes most of the project.")
    var allowMassDelete = false

    @Option(help: "Compare with this release instead of the account (api: responses).")
    package var against: Int?

    package init() {}

    /// Runs the command.
    ///
    /// - Throws: an exit code; its reason is printed.
    package func run() async throws {
        let console = options.console
        try await options.withAccount(console, format: format) { session in
            let plan =
                try await destroy
                ? session.plannedDestruction().plan
                : session.plan(console, allowsMassDelete: allowMassDelete, against: against).plan
            console.result(format.text(of: plan, context: context, in: session, console))
            if let status = status(after: plan) { throw status }
        }
    }

    /// A plan that apply would refuse ends with 4 whatever the flags: a green check must not promise what cannot happen.
    private func status(after plan: Plan) -> ExitStatus? {
        if !plan.refusals.isEmpty { return .refused }
        return detailedExitcode && !plan.isEmpty ? .changesPending : nil
    }
}

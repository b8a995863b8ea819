import ArgumentParser
import AssistantModel
import Deployment
import Planning
import Rendering

/// `assistantctl plan`: the pipeline in one screen.
package struct PlanCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what apply would change on the account; changes nothing.",
        discussion: Examples.below(
            "",
            ("What the next apply would do.", "assistantctl plan"),
            (
                "A plan to review now and apply later, exactly or not at all.",
                "assistantctl plan --env production --out change.plan"
            ),
            (
                "A part of the project; a file's address ends with its path.",
                "assistantctl plan --only 'file.helpdesk/knowledge/*'"
            ),
            ("With what the checks of the changed assistants say.", "assistantctl plan --require-checks"),
            ("What destroy would delete.", "assistantctl plan --destroy")
        )
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var scopeOptions: ScopeOptions
    @OptionGroup var brakes: BrakeOptions
    @OptionGroup var checks: CheckGateOptions

    @Option(help: "How the plan is printed: text, json, markdown, html, github or gitlab.")
    var format = PlanFormat.text

    @Option(help: "Lines around each change of a text: a number or full.")
    var context = DiffContext.lines(3)

    @OptionGroup var pager: PagerOption

    @Option(help: ArgumentHelp("Save the plan here, for show and apply.", valueName: "file"), completion: .file())
    var out: String?

    @Flag(
        name: .customLong("detailed-exitcode"),
        help: "Exit with 2 when changes are pending. What apply would refuse ends with 4 with and without this."
    )
    var detailedExitcode = false

    @Flag(help: "Plan what destroy would do.")
    var destroy = false

    @Flag(
        name: .customLong("refresh-only"),
        help: "Look at everything, and show only what changed on the account since the last apply."
    )
    var refreshOnly = false

    @Option(help: "Compare with this release instead of the account (api: responses).")
    package var against: Int?

    package init() {}

    /// Refuses combinations that mean nothing.
    package func validate() throws {
        if destroy, scopeOptions.scope != .everything {
            throw ValidationError("--destroy is about everything: --only, --exclude and --replace do not go with it")
        }
        if refreshOnly, destroy || out != nil || against != nil || scopeOptions.scope != .everything {
            throw ValidationError(
                "--refresh-only shows the drift of everything: it goes with --format and --context only"
            )
        }
        if against != nil, destroy || out != nil {
            throw ValidationError("--against compares with a release: --destroy and --out do not go with it")
        }
        if scopeOptions.refresh, destroy || refreshOnly || against != nil {
            throw ValidationError(
                "--refresh is about what apply would change: --destroy and --refresh-only look at everything anyway, and "
                    + "--against at a release"
            )
        }
        if checks.requireChecks, destroy || refreshOnly || against != nil {
            throw ValidationError(
                "--require-checks is about what apply would change: --destroy, --refresh-only and --against do not go "
                    + "with it"
            )
        }
    }

    package func run() async throws {
        let console = options.console(pager)
        try await options.withAccount(console, format: format.resultFormat) { session in
            let basis = try await session.read(for: request, console)
            var planned = try session.plan(request, on: basis)
            if checks.requireChecks {
                planned = try await CheckGate(checks, of: session).judging(planned, console)
            } else if against == nil, let unasked = planned.unaskedChecks(in: session.project.desired.environment) {
                planned.plan.warnings = (planned.plan.warnings + [unasked]).sorted()
            }
            try await session.show(planned, in: format, context: context, savingTo: out, request, console)
            if let status = planned.plan.status(isDetailed: detailedExitcode) { throw status }
        }
    }

    private var request: PlanRequest {
        PlanRequest(
            purpose: refreshOnly ? .refresh : destroy ? .destroy : .apply,
            allowsMassDelete: brakes.allowMassDelete,
            allowsUnknownModel: brakes.allowUnknownModel,
            scope: scopeOptions.scope,
            against: against,
            looksIntoStores: scopeOptions.refresh
        )
    }
}

extension Plan {
    /// What a command that shows this plan ends with; nil for success. A plan that apply would refuse ends with 4
    /// whatever the flags: a green check must not promise what cannot happen.
    ///
    /// - Parameter isDetailed: whether pending changes count.
    func status(isDetailed: Bool) -> ExitStatus? {
        if !refusals.isEmpty { return .refused }
        let isPending = !isEmpty || purpose == .refresh && !drift.isEmpty
        return isDetailed && isPending ? .changesPending : nil
    }
}

import ArgumentParser
import AssistantModel
import Deployment
import Foundation
import ManifestLoading
import Planning
import Rendering
import SourceDiagnostics

/// `assistantctl apply [PLAN]`: plan, ask, do.
package struct ApplyCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Plan, ask, and make the account what the manifests say; or do exactly what a saved plan says.",
        discussion: Examples.below(
            "",
            ("Plan, ask and do.", "assistantctl apply"),
            ("What `plan --out` saved, without asking.", "assistantctl apply change.plan --yes"),
            ("One assistant and what it needs.", "assistantctl apply --only assistant.helpdesk"),
            ("Only what passes its checks.", "assistantctl apply --require-checks")
        )
    )

    @OptionGroup package var options: GlobalOptions
    @OptionGroup package var scopeOptions: ScopeOptions
    @OptionGroup package var brakes: BrakeOptions
    @OptionGroup package var checks: CheckGateOptions
    @OptionGroup package var run: RunOptions
    @OptionGroup package var release: ReleaseOptions

    @Argument(help: "A plan that `--out` saved; without one, apply plans itself.", completion: .file())
    package var plan: String?

    @Option(help: "Lines around each change of a text: a number or full.")
    var context = DiffContext.lines(3)

    package init() {}

    /// A saved plan knows what it is about.
    package func validate() throws {
        guard plan != nil,
            scopeOptions.scope != .everything || scopeOptions.refresh || brakes.allowMassDelete
                || brakes.allowUnknownModel
        else { return }
        throw ValidationError(
            "a saved plan says what it is about: --only, --exclude, --replace, --refresh, --allow-mass-delete and "
                + "--allow-unknown-model go with `plan --out`"
        )
    }

    package func run() async throws {
        let console = options.console
        let look = plan.map { "show \(ShellText.quoted($0))" } ?? "plan\(scopeOptions.words)"
        try run.requireAnswer(console, command: "apply", look: look)
        guard let plan else {
            let request = PlanRequest(
                allowsMassDelete: brakes.allowMassDelete,
                allowsUnknownModel: brakes.allowUnknownModel,
                scope: scopeOptions.scope,
                looksIntoStores: scopeOptions.refresh
            )
            return try await options.withAccount(console, of: run, release: release) { session in
                try await change(in: session) { try await session.plan(request, console) }.carryOut(console)
            }
        }
        let file = PlanFile(path: plan)
        let saved: SavedPlan
        do {
            saved = try file.read()
        } catch {
            throw FailureReport(error).end(console, in: run.format)
        }
        var options = options
        options.environment = options.environment ?? saved.plan.environment
        let place = self.options.place
        try await options.withAccount(console, of: run, release: release) { session in
            if place.environment == nil, saved.plan.environment != session.project.settings.defaultEnvironment {
                console.works(on: RunPlace(environment: saved.plan.environment, folder: place.folder))
            }
            var change = change(in: session) { try await session.planned(as: saved, console) }
            change.isSaved = true
            // A plan that was made so was approved so.
            let isGated =
                saved.plan.checks != nil || saved.plan.refusals.contains { $0.kind == .partlyChecked }
            change.gate?.require(isGated ? .declared : .none)
            change.onEnd = { report in
                guard report.wroteSomething || report.isComplete, !saved.plan.isEmpty else { return }
                var applied = saved
                applied.appliedAt = Int(Date().timeIntervalSince1970)
                // A folder that cannot be written to is no failure of the run: the account, too, tells that it is done.
                do throws(PlanFileError) {
                    try file.write(applied)
                } catch {
                    console.message("note: \(error.diagnostic.message)")
                }
            }
            try await change.carryOut(console)
        }
    }

    private func change(
        in session: AccountSession,
        plan: @escaping @Sendable () async throws -> PlannedRun
    ) -> PlannedChange {
        var change = PlannedChange(
            session: session,
            question: "Apply these changes to \(session.project.shownTarget)?",
            run: run,
            context: context,
            plan: plan
        )
        change.gate = CheckGate(checks, of: session)
        return change
    }
}

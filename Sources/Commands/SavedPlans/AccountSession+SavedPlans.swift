import AssistantModel
import Deployment
import Foundation
import Planning
import Rendering
import SourceDiagnostics

extension AccountSession {
    /// Prints a plan that is not carried out now, and keeps it in a file where one is named.
    func show(
        _ planned: PlannedRun,
        in format: PlanFormat,
        context: DiffContext,
        savingTo path: String?,
        _ request: PlanRequest,
        _ console: Console
    ) async throws {
        let planned = try await lookingIntoDocuments(of: planned, console)
        if let path { try PlanFile(path: path).write(try await saved(planned, request, console)) }
        try format.show(planned.plan, context: context, folder: project.shownFolder, on: console)
        guard let path else { return }
        let word = ShellText.quoted(path)
        console.message("Saved to \(path): `assistantctl apply \(word)` does exactly this, once, or refuses.")
    }

    /// The plan to be kept, with fingerprints of what it was made from.
    private func saved(_ planned: PlannedRun, _ request: PlanRequest, _ console: Console) async throws -> SavedPlan {
        SavedPlan(
            toolVersion: Version.current,
            createdAt: Int(Date().timeIntervalSince1970),
            folder: project.shownFolder,
            plan: planned.plan.withoutSecrets,
            allowsMassDelete: request.allowsMassDelete,
            looksIntoStores: request.looksIntoStores,
            inputs: try await inputs(of: planned, console),
            target: planned.target
        )
    }

    /// The saved plan as it is carried out: made again from files and account as they are now, which both have to be
    /// what they were.
    ///
    /// - Throws: ``SavedPlanRefusal``.
    func planned(as saved: SavedPlan, _ console: Console) async throws -> PlannedRun {
        try checkPlace(of: saved)
        let request = PlanRequest(
            purpose: saved.plan.purpose,
            allowsMassDelete: saved.allowsMassDelete,
            // What was let through when the plan was made is no refusal of it.
            allowsUnknownModel: !saved.plan.refusals.contains { $0.kind == .unknownModel },
            scope: saved.plan.scope,
            looksIntoStores: saved.looksIntoStores
        )
        var planned: PlannedRun
        do {
            planned =
                if let target = saved.target {
                    try await console.whileReading(watch) { _ in try await rollback(to: target, request) }
                } else {
                    try await plan(request, console)
                }
        } catch is UnusableAddresses {
            let gone = ["what --only, --exclude or --replace named is gone"]
            throw SavedPlanRefusal(.moved(gone, isApplied: false), of: saved)
        }
        let now = try await inputs(of: planned, console)
        // What is refused only now is what moved, and no sign that it was done.
        let refused = planned.plan.refusals.filter { !saved.plan.refusals.contains($0) }
        let moved = saved.inputs.moved(to: now) + refused.map { "it came to be refused (\($0.message))" }
        let isApplied =
            planned.plan.isEmpty && refused.isEmpty && !saved.plan.isEmpty && saved.inputs.files == now.files
        guard moved.isEmpty else { throw SavedPlanRefusal(.moved(moved, isApplied: isApplied), of: saved) }
        guard planned.plan.withoutSecrets.doesTheSame(as: saved.plan) else {
            let other = "this version of assistantctl, or what the account shows of its stores, leads to another plan"
            throw SavedPlanRefusal(.moved([other], isApplied: isApplied), of: saved)
        }
        // What was reviewed is shown again.
        planned.plan.documents = saved.plan.documents ?? []
        planned.plan.checks = saved.plan.checks
        return planned
    }

    private func checkPlace(of saved: SavedPlan) throws(SavedPlanRefusal) {
        let (plan, here) = (saved.plan, project.desired)
        if plan.project != here.project {
            throw SavedPlanRefusal(.otherProject(plan.project, here: here.project), of: saved)
        }
        if plan.environment != here.environment.name {
            throw SavedPlanRefusal(.otherEnvironment(plan.environment, here: here.environment.name), of: saved)
        }
        if !saved.isMade(forVersion: Version.current) {
            throw SavedPlanRefusal(.otherVersion(saved.toolVersion), of: saved)
        }
        if let time = saved.appliedAt { throw SavedPlanRefusal(.applied(time), of: saved) }
    }

    /// Plans that deploy nothing are made without the project's files, and applied only where they are as they were.
    private func inputs(of planned: PlannedRun, _ console: Console) async throws -> PlanInputs {
        PlanInputs(
            sources: project.sources,
            contents: planned.plan.purpose == .apply ? planned.basis.contents : try await readContents(console),
            live: planned.basis.live,
            release: await releases?.snapshot()?.document.release
        )
    }
}

import AssistantModel
import Deployment
import Foundation
import Planning

extension AccountSession {
    /// The plan to be kept, with fingerprints of what it was made from.
    func saved(_ planned: PlannedRun, allowsMassDelete: Bool, _ console: Console) async throws -> SavedPlan {
        SavedPlan(
            toolVersion: Version.current,
            createdAt: Int(Date().timeIntervalSince1970),
            folder: project.shownFolder,
            plan: planned.plan.withoutSecrets,
            allowsMassDelete: allowsMassDelete,
            inputs: try await inputs(of: planned, console)
        )
    }

    /// The saved plan as it is carried out: made again from files and account as they are now, which both have to be
    /// what they were.
    ///
    /// - Throws: ``SavedPlanRefusal``.
    func planned(as saved: SavedPlan, _ console: Console) async throws -> PlannedRun {
        try checkPlace(of: saved)
        let planned: PlannedRun
        switch saved.plan.purpose {
        case .apply:
            let request = PlanRequest(allowsMassDelete: saved.allowsMassDelete, scope: saved.plan.scope)
            do {
                planned = try await plan(request, console)
            } catch is UnusableAddresses {
                throw SavedPlanRefusal.moved(["what --only, --exclude or --replace named is gone"], isApplied: false)
            }
        case .destroy: planned = try await plannedDestruction(console)
        case .refresh: planned = try await drift(console)
        }
        let now = try await inputs(of: planned, console)
        let moved = saved.inputs.moved(to: now)
        let isApplied = planned.plan.isEmpty && !saved.plan.isEmpty && saved.inputs.files == now.files
        guard moved.isEmpty else { throw SavedPlanRefusal.moved(moved, isApplied: isApplied) }
        guard planned.plan.withoutSecrets.doesTheSame(as: saved.plan) else {
            throw SavedPlanRefusal.moved(
                ["this version of assistantctl, or what the account shows of its stores, leads to another plan"],
                isApplied: isApplied
            )
        }
        return planned
    }

    private func checkPlace(of saved: SavedPlan) throws(SavedPlanRefusal) {
        let (project, environment) = (saved.plan.project, saved.plan.environment)
        if project != self.project.desired.project {
            throw .otherProject(project, here: self.project.desired.project)
        }
        if environment != self.project.desired.environment.name {
            throw .otherEnvironment(environment, here: self.project.desired.environment.name)
        }
        if !saved.isMade(forVersion: Version.current) { throw .otherVersion(saved.toolVersion) }
        if let time = saved.appliedAt { throw .applied(time) }
    }

    /// A destruction and a look for drift are planned without the project's files, and applied only where they are as
    /// they were.
    private func inputs(of planned: PlannedRun, _ console: Console) async throws -> PlanInputs {
        PlanInputs(
            sources: project.sources,
            contents: planned.plan.purpose == .apply ? planned.contents : try await readContents(console),
            live: planned.live,
            release: await releases?.snapshot()?.document.release
        )
    }
}

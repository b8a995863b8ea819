import AssistantModel
import Deployment
import OpenAIAPI
import Planning

/// A plan with the two states that it was made from.
struct PlannedRun: Sendable {
    let plan: Plan
    let contents: [String: FileContent]
    let live: LiveState
}

extension AccountSession {
    /// Reads files and account, and compares them.
    func plan(_ console: Console, allowsMassDelete: Bool = false) async throws -> PlannedRun {
        let desired = project.desired
        let contents = try await contents(console)
        let live = try await reader().read(for: desired, contents: contents)
        try AccountGuard(expectedOrganization: expectedOrganization).check(client.observed)
        let plan = Planner(allowsMassDelete: allowsMassDelete).plan(desired: desired, contents: contents, live: live)
        return PlannedRun(plan: plan, contents: contents, live: live)
    }

    /// What `destroy` would delete.
    func plannedDestruction() async throws -> PlannedRun {
        let live = try await reader().readEverything()
        try AccountGuard(expectedOrganization: expectedOrganization).check(client.observed)
        let plan = Planner().destroyPlan(
            project: project.desired.project,
            environment: project.desired.environment,
            live: live
        )
        return PlannedRun(plan: plan, contents: [:], live: live)
    }
}

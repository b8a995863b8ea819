import AssistantModel
import Deployment
import ManifestLoading
import OpenAIAPI
import Planning

/// A plan with the two states that it was made from.
struct PlannedRun: Sendable {
    var plan: Plan
    /// Nil for destroy.
    let desired: DesiredState?
    let contents: [String: FileContent]
    let live: LiveState
}

extension AccountSession {
    /// Reads files and account, and compares them.
    ///
    /// - Parameter release: what the manifests are compared with instead of the account; nil for the account.
    func plan(
        _ console: Console,
        allowsMassDelete: Bool = false,
        against release: Int? = nil
    ) async throws -> PlannedRun {
        let contents = try await contents(console)
        if let release {
            let live = try await requireReleases().liveState(ofRelease: release)
            return plan(project.desired, contents, live, allowsMassDelete: allowsMassDelete)
        }
        return try await plan(project.desired, contents, allowsMassDelete: allowsMassDelete)
    }

    /// What brings back release `number`, the one before the live one for nil.
    func rollback(to number: Int?, allowsMassDelete: Bool) async throws -> PlannedRun {
        let target = try await requireReleases().rollback(to: number)
        let desired = target.desired(in: project.desired.environment)
        let planned = try await plan(desired, target.contents, allowsMassDelete: allowsMassDelete)
        let files = DiskFileOpener(filesRoot: project.settings.filesRoot)
        try await requireReleases().requireContents(of: planned.plan, target) { path, content in
            await files.holds(path, content)
        }
        return planned
    }

    /// - Throws: ``NoReleases`` for an api that keeps none.
    func requireReleases() throws -> ResponsesAdapter {
        guard let releases else { throw NoReleases(environment: project.desired.environment.name) }
        return releases
    }

    private func plan(
        _ desired: DesiredState,
        _ contents: [String: FileContent],
        allowsMassDelete: Bool
    ) async throws -> PlannedRun {
        let live = try await reader().read(for: desired, contents: contents)
        try AccountGuard(expectedOrganization: expectedOrganization).check(client.observed)
        var planned = plan(desired, contents, live, allowsMassDelete: allowsMassDelete)
        await releases?.annotate(&planned.plan)
        return planned
    }

    private func plan(
        _ desired: DesiredState,
        _ contents: [String: FileContent],
        _ live: LiveState,
        allowsMassDelete: Bool
    ) -> PlannedRun {
        let plan = Planner(allowsMassDelete: allowsMassDelete).plan(desired: desired, contents: contents, live: live)
        return PlannedRun(plan: plan, desired: desired, contents: contents, live: live)
    }

    /// What `destroy` would delete.
    func plannedDestruction() async throws -> PlannedRun {
        let live = try await reader().readEverything()
        try AccountGuard(expectedOrganization: expectedOrganization).check(client.observed)
        var plan = Planner().destroyPlan(
            project: project.desired.project,
            environment: project.desired.environment,
            live: live,
            codeFilePaths: CodeFilePaths(knowing: project.desired.filePaths)
        )
        await releases?.annotate(&plan)
        return PlannedRun(plan: plan, desired: nil, contents: [:], live: live)
    }
}

/// A command about releases in an environment whose api keeps none.
struct NoReleases: Error {
    let environment: String
}

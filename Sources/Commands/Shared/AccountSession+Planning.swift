import AssistantModel
import Deployment
import Foundation
import ManifestLoading
import OpenAIAPI
import Planning
import Rendering

/// A plan with the two states that it was made from.
struct PlannedRun: Sendable {
    var plan: Plan
    /// Nil for destroy.
    let desired: DesiredState?
    let contents: FileContents
    let live: LiveState
}

/// How a plan of the manifests is asked for.
struct PlanRequest: Sendable {
    /// Takes the brake off.
    var allowsMassDelete = false
    var scope = PlanScope.everything
}

extension AccountSession {
    /// Reads files and account, and compares them.
    ///
    /// - Throws: ``UnusableAddresses`` beside what reading throws.
    func plan(_ request: PlanRequest, _ console: Console) async throws -> PlannedRun {
        try await console.whileReading(watch) { onEvent in
            try await plan(project.desired, request) { try await contents(console, onEvent: onEvent) }
        }
    }

    /// What the project's files hold, shown where it takes long.
    func readContents(_ console: Console) async throws -> FileContents {
        try await console.whileReading(watch) { onEvent in try await contents(console, onEvent: onEvent) }
    }

    /// Compares the manifests with a release instead of the account.
    func plan(against release: Int, _ request: PlanRequest, _ console: Console) async throws -> PlannedRun {
        let contents = try await contents(console)
        let live = try await requireReleases().liveState(ofRelease: release)
        return try plan(project.desired, contents, nil, live, request)
    }

    /// What brings back release `number`, the one before the live one for nil.
    func rollback(to number: Int?, allowsMassDelete: Bool) async throws -> PlannedRun {
        let target = try await requireReleases().rollback(to: number)
        let desired = target.desired(in: project.desired.environment)
        let planned = try await plan(desired, PlanRequest(allowsMassDelete: allowsMassDelete)) { target.contents }
        let files = DiskFileOpener(filesRoot: project.settings.filesRoot)
        try await requireReleases().requireContents(of: planned.plan, target) { path, content in
            await files.holds(path, content)
        }
        return planned
    }

    /// What changed on the account since the last apply; all of it is looked at. A plan without a change.
    ///
    /// Where an api keeps releases, the live one is what was applied. Elsewhere the account has digests of it only, and
    /// the manifests tell the rest where they did not change since.
    func drift(_ console: Console) async throws -> PlannedRun {
        try await console.whileReading(watch) { onEvent in try await readDrift(console, onEvent) }
    }

    private func readDrift(
        _ console: Console,
        _ onEvent: @escaping @Sendable (ReadingEvent) -> Void
    ) async throws -> PlannedRun {
        let live = try await reader().readEverything()
        try AccountGuard(expectedOrganization: expectedOrganization).check(client.observed)
        let desired: DesiredState
        let contents: FileContents
        if let releases {
            let applied = await releases.lastApplied()
            desired = applied?.desired(in: project.desired.environment) ?? project.desired.declaringNothing
            contents = applied?.contents ?? [:]
        } else {
            desired = project.desired
            contents = try await self.contents(console, onEvent: onEvent)
        }
        var plan = Planner().plan(desired: desired, contents: contents, live: live)
        plan.purpose = .refresh
        plan.changes = []
        plan.warnings = []
        plan.refusals = []
        await releases?.annotate(&plan)
        return PlannedRun(plan: plan, desired: desired, contents: contents, live: live)
    }

    /// What `destroy` would delete.
    func plannedDestruction(_ console: Console) async throws -> PlannedRun {
        try await console.whileReading(watch) { _ in try await readForDestruction() }
    }

    private func readForDestruction() async throws -> PlannedRun {
        let live = try await reader().readEverything()
        try AccountGuard(expectedOrganization: expectedOrganization).check(client.observed)
        var plan = Planner().destroyPlan(
            project: project.desired.project,
            environment: project.desired.environment,
            live: live,
            codeFilePaths: CodeFilePaths(knowing: project.desired.filePaths)
        )
        await releases?.annotate(&plan)
        refuseUnfitHost(&plan)
        return PlannedRun(plan: plan, desired: nil, contents: [:], live: live)
    }

    /// A plan that was made from lists which may be cut is not carried out.
    private func refuseUnfitHost(_ plan: inout Plan) {
        guard !plan.isEmpty, let message = AccountGuard.cutListMessage(client.observed) else { return }
        plan.refusals.append(PlanRefusal(kind: .unfitHost, message: message))
        plan.refusals.sort()
    }

    /// - Throws: ``NoReleases`` for an api that keeps none.
    func requireReleases() throws -> ResponsesAdapter {
        guard let releases else { throw NoReleases(environment: project.desired.environment.name) }
        return releases
    }

    /// Hashes files while the account lists what it has.
    private func plan(
        _ desired: DesiredState,
        _ request: PlanRequest,
        contents: () async throws -> FileContents
    ) async throws -> PlannedRun {
        let reader = reader()
        async let models = models(for: desired)
        async let overview = reader.readOverview()
        let contents = try await contents()
        let digests = MemberDigests(of: desired, contents: contents)
        let live = try await reader.look(
            closerAt: overview,
            for: desired,
            contents: contents,
            digests: digests,
            scope: request.scope
        )
        let accountModels = await models
        try AccountGuard(expectedOrganization: expectedOrganization).check(client.observed)
        var planned = try plan(desired, contents, digests, live, request)
        addModelFacts(accountModels, to: &planned)
        await releases?.annotate(&planned.plan)
        refuseUnfitHost(&planned.plan)
        return planned
    }

    private func plan(
        _ desired: DesiredState,
        _ contents: FileContents,
        _ digests: MemberDigests?,
        _ live: LiveState,
        _ request: PlanRequest
    ) throws -> PlannedRun {
        let planner = Planner(allowsMassDelete: request.allowsMassDelete, scope: request.scope)
        let plan = planner.plan(desired: desired, contents: contents, digests: digests, live: live)
        if let unusable = UnusableAddresses(request.scope, in: plan, of: desired) { throw unusable }
        return PlannedRun(plan: plan, desired: desired, contents: contents, live: live)
    }
}

extension DesiredState {
    /// The same project and environment without anything in it.
    fileprivate var declaringNothing: DesiredState {
        DesiredState(project: project, environment: environment, assistants: [], knowledgeBases: [])
    }
}

/// A command about releases in an environment whose api keeps none.
struct NoReleases: Error {
    let environment: String
}

import AssistantModel
import Deployment
import Foundation
import ManifestLoading
import OpenAIAPI
import Planning
import Rendering

/// What plan is asked for.
struct PlanRequest: Sendable {
    var purpose = Plan.Purpose.apply
    /// Takes the brake off.
    var allowsMassDelete = false
    /// What part of the project it is about; of a plan to forget, what is forgotten.
    var scope = PlanScope.everything
    /// The release that stands for the account; nil for the account itself.
    var against: Int?
}

/// What a plan is made from, as it was read.
struct PlanBasis: Sendable {
    /// Nil where nothing is to be deployed: for `destroy` and `forget`.
    var desired: DesiredState?
    var contents: FileContents = [:]
    /// Of these contents, where they were needed already.
    var digests: MemberDigests?
    let live: LiveState
    /// Of the account; nil where nobody asked, or it lists none.
    var models: AccountModels?
}

/// A plan with what it was made from.
struct PlannedRun: Sendable {
    var plan: Plan
    let basis: PlanBasis
}

extension AccountSession {
    /// Reads what is needed, and makes the plan.
    ///
    /// - Throws: ``UnusableAddresses`` beside what reading throws.
    func plan(_ request: PlanRequest, _ console: Console) async throws -> PlannedRun {
        try await plan(request, on: try await read(for: request, console))
    }

    /// Reads files and account as far as such a plan needs them.
    func read(for request: PlanRequest, _ console: Console) async throws -> PlanBasis {
        try await console.whileReading(watch) { onEvent in
            let basis = try await basis(of: request) { try await contents(console, onEvent: onEvent) }
            try AccountGuard(expectedOrganization: expectedOrganization).check(client.observed)
            return basis
        }
    }

    /// Makes the plan from what was read.
    ///
    /// - Throws: ``UnusableAddresses``.
    func plan(_ request: PlanRequest, on basis: PlanBasis) async throws -> PlannedRun {
        let planner = Planner(allowsMassDelete: request.allowsMassDelete, scope: request.scope)
        let desired = basis.desired ?? project.desired
        var plan: Plan
        switch request.purpose {
        case .apply, .refresh:
            plan = planner.plan(
                desired: desired,
                contents: basis.contents,
                digests: basis.digests,
                live: basis.live
            )
            if let unusable = UnusableAddresses(request.scope, in: plan, of: desired) { throw unusable }
            if request.purpose == .refresh { plan.keepDriftOnly() }
        case .destroy:
            plan = planner.destroyPlan(
                project: desired.project,
                environment: desired.environment,
                live: basis.live,
                codeFilePaths: CodeFilePaths(knowing: desired.filePaths)
            )
        case .forget: plan = planner.forgetPlan(request.scope.only, live: basis.live, desired: desired)
        }
        guard request.against == nil else { return PlannedRun(plan: plan, basis: basis) }
        if request.purpose == .apply { addModelFacts(to: &plan, desired: desired, basis) }
        await releases?.annotate(&plan)
        return PlannedRun(plan: plan, basis: basis)
    }

    /// What brings back release `number`, the one before the live one for nil.
    func rollback(to number: Int?, allowsMassDelete: Bool) async throws -> PlannedRun {
        let target = try await requireReleases().rollback(to: number)
        let desired = target.desired(in: project.desired.environment)
        let request = PlanRequest(allowsMassDelete: allowsMassDelete)
        let basis = try await read(desired, request) { target.contents }
        try AccountGuard(expectedOrganization: expectedOrganization).check(client.observed)
        let planned = try await plan(request, on: basis)
        let files = DiskFileOpener(filesRoot: project.settings.filesRoot)
        try await requireReleases().requireContents(of: planned.plan, target) { path, content in
            await files.holds(path, content)
        }
        return planned
    }

    /// What the project's files hold, shown where it takes long.
    func readContents(_ console: Console) async throws -> FileContents {
        try await console.whileReading(watch) { onEvent in try await contents(console, onEvent: onEvent) }
    }

    /// - Throws: ``NoReleases`` for an api that keeps none.
    func requireReleases() throws -> ResponsesAdapter {
        guard let releases else { throw NoReleases(environment: project.desired.environment.name) }
        return releases
    }

    // MARK: Reading

    private func basis(
        of request: PlanRequest,
        contents: () async throws -> FileContents
    ) async throws -> PlanBasis {
        switch request.purpose {
        case .apply: try await read(project.desired, request, contents: contents)
        case .destroy: PlanBasis(live: try await reader().readEverything())
        case .forget: PlanBasis(live: try await reader().readForForgetting())
        case .refresh: try await readForDrift(contents: contents)
        }
    }

    /// Hashes files while the account lists what it has.
    private func read(
        _ desired: DesiredState,
        _ request: PlanRequest,
        contents: () async throws -> FileContents
    ) async throws -> PlanBasis {
        if let release = request.against {
            let contents = try await contents()
            let live = try await requireReleases().liveState(ofRelease: release)
            return PlanBasis(desired: desired, contents: contents, live: live)
        }
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
        return PlanBasis(desired: desired, contents: contents, digests: digests, live: live, models: await models)
    }

    /// All of the account, and what was last applied.
    ///
    /// Where an api keeps releases, the live one is that. Elsewhere the account has digests of it only, and the
    /// manifests tell the rest where they did not change since.
    private func readForDrift(contents: () async throws -> FileContents) async throws -> PlanBasis {
        let live = try await reader().readEverything()
        guard let releases else {
            return PlanBasis(desired: project.desired, contents: try await contents(), live: live)
        }
        let applied = await releases.lastApplied()
        return PlanBasis(
            desired: applied?.desired(in: project.desired.environment) ?? project.desired.declaringNothing,
            contents: applied?.contents ?? [:],
            live: live
        )
    }
}

extension Plan {
    /// Makes it tell only what changed on the account since the last apply.
    fileprivate mutating func keepDriftOnly() {
        purpose = .refresh
        changes = []
        warnings = []
        refusals = []
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

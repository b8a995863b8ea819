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
    /// Takes a model that nobody knows for a new one.
    var allowsUnknownModel = false
    /// What part of the project it is about; of a plan to forget, what is forgotten.
    var scope = PlanScope.everything
    /// The release that stands for the account; nil for the account itself.
    var against: Int?
    /// Whether every store is looked into: edits by hand count that keep the counts.
    var looksIntoStores = false
}

/// What a plan is made from, as it was read.
struct PlanBasis: Sendable {
    /// Nil where nothing is to be deployed: for `destroy` and `forget`.
    var desired: DesiredState?
    var contents: FileContents = [:]
    let live: LiveState
    /// What registry and models have to say.
    var context: PlanContext
    /// That the checkout is older than what is live; said by a plan that changes something.
    var olderCheckout: PlanWarning?
    /// Tells whether a release of what is desired fits; nil where none is made.
    var forecast: ReleaseForecast?
    /// The plan that is made from this.
    let plan: @Sendable (Planner, PlanContext) -> Plan
    /// What renews records where this plan changes nothing; of what was read for the manifests only.
    var renewals: @Sendable (Planner) -> [ResourceChange] = { _ in [] }
}

/// A plan with what it was made from.
struct PlannedRun: Sendable {
    var plan: Plan
    let basis: PlanBasis
    /// The release that it brings back; nil for what is no rollback.
    var target: Int?
}

extension PlannedRun {
    /// Whether both do the same to the same account.
    func isSame(as other: PlannedRun) -> Bool {
        plan.doesTheSame(as: other.plan)
            && AccountFingerprint(basis.live).isSame(as: AccountFingerprint(other.basis.live))
    }
}

extension AccountSession {
    /// Reads what is needed, and makes the plan.
    ///
    /// - Throws: ``UnusableAddresses`` beside what reading throws.
    func plan(_ request: PlanRequest, _ console: Console) async throws -> PlannedRun {
        try plan(request, on: try await read(for: request, console))
    }

    /// Reads files and account as far as such a plan needs them.
    func read(for request: PlanRequest, _ console: Console) async throws -> PlanBasis {
        try await console.whileReading(watch) { onEvent in
            try await basis(of: request) { try await contents(console, onEvent: onEvent) }
        }
    }

    /// Makes the plan from what was read.
    ///
    /// - Throws: ``UnusableAddresses``.
    func plan(_ request: PlanRequest, on basis: PlanBasis) throws -> PlannedRun {
        var plan = basis.plan(Planner(allowsMassDelete: request.allowsMassDelete), basis.context)
        if !plan.isEmpty, let older = basis.olderCheckout { plan.warnings.append(older) }
        plan.warnings = (plan.warnings + lineEndWarnings(on: plan)).sorted()
        if !plan.isEmpty, let message = AccountGuard.cutListMessage(client.observed) {
            // What was made from lists which may be cut is not carried out.
            plan.refusals = (plan.refusals + [PlanRefusal(kind: .unfitHost, message: message)]).sorted()
        }
        if !plan.isEmpty, let desired = basis.desired,
            let refusal = basis.forecast?.refusal(of: plan, desired, basis.contents)
        {
            plan.refusals = (plan.refusals + [refusal]).sorted()
        }
        if let desired = basis.desired, let unusable = UnusableAddresses(request.scope, in: plan, of: desired) {
            throw unusable
        }
        return PlannedRun(plan: plan, basis: basis)
    }

    /// What brings back release `number`, the one before the live one for nil, with the files that were in its stores
    /// whatever was done to these by hand.
    func rollback(to number: Int?, _ request: PlanRequest) async throws -> PlannedRun {
        var request = request
        request.looksIntoStores = true
        let target = try await requireReleases().rollback(to: number)
        let desired = target.desired(in: project.desired.environment)
        var planned = try plan(request, on: try await read(desired, request) { target.contents })
        planned.target = target.release
        planned.plan = planned.plan.goingBack(to: target.release)
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
        case .apply:
            var basis = try await read(project.desired, request, contents: contents)
            basis.context.isOfManifests = true
            if request.against == nil { basis.olderCheckout = await olderCheckout() }
            return basis
        case .refresh: return try await readForDrift(contents: contents)
        case .destroy: return try await readForDestruction()
        case .forget: return try await readForForgetting(request.scope.only)
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
            let inspection = Inspection(of: live, desired: desired, contents: contents, scope: request.scope)
            return PlanBasis(desired: desired, contents: contents, live: inspection.live, context: PlanContext()) {
                $0.plan(inspection, $1)
            }
        }
        let reader = reader()
        async let models = models(for: desired)
        async let overview = reader.readForPlanning()
        let contents = try await contents()
        let digests = MemberDigests(of: desired, contents: contents)
        let inspection = try await reader.inspect(
            Matching(
                desired: desired,
                contents: contents,
                digests: digests,
                overview: try await overview,
                scope: request.scope,
                depth: request.looksIntoStores ? .everyStore : .differences
            )
        )
        var context = try await context(for: .apply)
        addModelFacts(await models, about: desired, to: &context)
        if request.allowsUnknownModel { context.refusesUnknownModels = false }
        var basis = PlanBasis(desired: desired, contents: contents, live: inspection.live, context: context) {
            $0.plan(inspection, $1)
        }
        basis.renewals = { $0.renewals(inspection) }
        basis.forecast = await releases?.forecast()
        return basis
    }

    /// All of the account, and what was last applied.
    ///
    /// Where an api keeps releases, the live one is that. Elsewhere the account has digests of it only, and the
    /// manifests tell the rest where they did not change since.
    private func readForDrift(contents: () async throws -> FileContents) async throws -> PlanBasis {
        let reader = reader()
        let overview = try await reader.readForPlanning()
        var (desired, applied) = (project.desired, FileContents([:]))
        if let releases {
            let target = await releases.lastApplied()
            desired = target?.desired(in: desired.environment) ?? desired.declaringNothing
            applied = target?.contents ?? [:]
        } else {
            applied = try await contents()
        }
        let inspection = try await reader.inspect(
            Matching(desired: desired, contents: applied, overview: overview, depth: .everythingOwned)
        )
        let context = try await context(for: .refresh)
        return PlanBasis(desired: desired, contents: applied, live: inspection.live, context: context) {
            $0.driftPlan(inspection, $1)
        }
    }

    private func readForDestruction() async throws -> PlanBasis {
        let reader = reader()
        let inspection = try await reader.inspect(
            Matching(
                desired: project.desired.declaringNothing,
                contents: [:],
                overview: try await reader.readForPlanning(),
                adoptedStoreIDs: Set(project.desired.adoptions.values.map(\.id))
            )
        )
        let codeFilePaths = CodeFilePaths(knowing: project.desired.filePaths)
        return PlanBasis(live: inspection.live, context: try await context(for: .destroy)) {
            $0.destroyPlan(inspection, $1, codeFilePaths: codeFilePaths)
        }
    }

    private func readForForgetting(_ patterns: [AddressPattern]) async throws -> PlanBasis {
        let live = try await reader().readForForgetting()
        let desired = project.desired
        return PlanBasis(live: live, context: try await context(for: .forget)) {
            $0.forgetPlan(patterns, live: live, desired: desired, $1)
        }
    }

    /// What the registry has to say of what was just read, where that came from the right account.
    private func context(for purpose: Plan.Purpose) async throws -> PlanContext {
        try AccountGuard(expectedOrganization: expectedOrganization).check(client.observed)
        return await releases?.planContext(for: purpose) ?? PlanContext()
    }
}

/// A command about releases in an environment whose api keeps none.
struct NoReleases: Error {
    let environment: String
}

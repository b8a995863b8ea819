import AssistantModel
import Deployment
import OpenAIAPI
import Planning
import ReleaseProtocol
import TestSupport

/// Runs as the commands do it, against any client: read, plan, carry out.
struct Deployer: Sendable {
    let hosting: Hosting
    let client: any OpenAIClient
    let time: SimulatedTime
    /// Sets the ids of runs apart.
    let name: String
    /// Requests under way at a time: one, where every request has to have a number.
    var concurrency = 1

    private static let ownership = SampleProject.ownership

    /// A plan with what it was made from.
    private struct Planned {
        var plan: Plan
        var desired: DesiredState?
        var contents: FileContents
        var live: LiveState
        var adapter: any DefinitionAdapter
        /// The adapter, where it has releases.
        var releases: ResponsesAdapter?
    }

    private var settings: ApplySettings {
        var settings = ApplySettings()
        settings.concurrency = concurrency
        return settings
    }

    private var registry: any ReleaseKeeping {
        let (project, environment) = (Self.ownership.project, Self.ownership.environment)
        let unixTime = Int(time.unixSeconds)
        guard hosting == .responsesWithoutSkills else {
            return ReleaseRegistry(
                client: client,
                project: project,
                environment: environment,
                clock: time,
                unixTime: unixTime
            )
        }
        return StoreRegistry(
            client: client,
            project: project,
            environment: environment,
            clock: time,
            unixTime: unixTime
        )
    }

    private func responsesAdapter() -> ResponsesAdapter {
        ResponsesAdapter(
            client: client,
            registry: registry,
            run: RegistryRunSettings(
                run: RegistryRun(id: name, author: "deployer", host: "build-7"),
                toolVersion: "0.3.0"
            )
        )
    }

    private func planned(_ operation: Operation) async throws -> Planned {
        let releases = hosting.hasReleases ? responsesAdapter() : nil
        let adapter: any DefinitionAdapter =
            releases ?? AssistantsAdapter(client: client, ownership: Self.ownership, clock: time)
        let reader = LiveSnapshotReader(client: client, adapter: adapter, ownership: Self.ownership, concurrency: 1)
        let desired: DesiredState
        var contents: FileContents = [:]
        var purpose = Plan.Purpose.apply
        switch operation {
        case .destroy:
            desired = SampleProject.before.desired(on: hosting.api).declaringNothing
            purpose = .destroy
        case .apply(let project):
            (desired, contents) = (project.desired(on: hosting.api), project.contents)
        case .rollback(let release, _):
            guard let releases else { throw Impossible(what: "there are no releases to go back to") }
            let target = try await releases.rollback(to: release)
            desired = target.desired(in: SampleProject.before.desired(on: hosting.api).environment)
            contents = target.contents
        case .forget(let address, _):
            let live = try await reader.readForForgetting()
            let context = await releases?.planContext(for: .forget) ?? PlanContext()
            let declared = SampleProject.before.desired(on: hosting.api)
            return Planned(
                plan: Planner().forgetPlan([AddressPattern(address)], live: live, desired: declared, context),
                contents: contents,
                live: live,
                adapter: adapter,
                releases: releases
            )
        }
        let overview = try await reader.readForPlanning()
        let inspection = try await reader.inspect(Matching(desired: desired, contents: contents, overview: overview))
        let context = await releases?.planContext(for: purpose) ?? PlanContext()
        let planner = Planner(allowsMassDelete: true)
        return Planned(
            plan: purpose == .destroy ? planner.destroyPlan(inspection, context) : planner.plan(inspection, context),
            desired: purpose == .destroy ? nil : desired,
            contents: contents,
            live: inspection.live,
            adapter: adapter,
            releases: releases
        )
    }

    struct Impossible: Error { var what: String }
    /// Everything of the project that the account holds.
    func read() async throws -> LiveState {
        let adapter: any DefinitionAdapter =
            hosting.hasReleases
            ? responsesAdapter() : AssistantsAdapter(client: client, ownership: Self.ownership, clock: time)
        return try await LiveSnapshotReader(
            client: client,
            adapter: adapter,
            ownership: Self.ownership,
            concurrency: 1
        ).readEverything()
    }

    /// What a run would change.
    func plan(_ operation: Operation) async throws -> Plan { try await planned(operation).plan }

    /// A plan that is stale is made again, once.
    func run(_ operation: Operation) async throws -> ApplyReport {
        do {
            return try await carryOut(operation)
        } catch let error as DeploymentError where error.code == .stalePlan {
            return try await carryOut(operation)
        }
    }

    private func carryOut(_ operation: Operation) async throws -> ApplyReport {
        let planned = try await planned(operation)
        // An emptied environment still has its releases.
        let isDestruction = if case .destroy = operation { true } else { false }
        let hasRegistry = isDestruction ? await planned.releases?.hasRegistry() ?? false : false
        guard !planned.plan.isEmpty || hasRegistry else { return ApplyReport(entries: []) }
        return try await ApplyEngine(
            client: client,
            adapter: planned.adapter,
            ownership: Self.ownership,
            files: MemoryFiles(files: operation.project?.files ?? [:]),
            settings: settings,
            clock: time
        ).apply(
            planned.plan,
            desired: planned.desired,
            contents: planned.contents,
            live: planned.live
        )
    }

    /// Removes what `cleanup` finds. Returns how many that were.
    @discardableResult
    func cleanUp(_ project: SampleProject) async throws -> Int {
        let leftovers = try await hosting.hasReleases ? responsesAdapter().leftovers() : []
        time.advance(by: .seconds(Cleanup.leastAge))
        let cleanup = Cleanup(
            client: client,
            leftovers: leftovers,
            concurrency: 1,
            unixTime: Int(time.unixSeconds)
        )
        let candidates = try await cleanup.candidates(contents: project.contents)
        if candidates.isEmpty { return 0 }
        return try await cleanup.remove(candidates).count
    }
}

import AssistantModel
import Deployment
import OpenAIAPI
import Planning
import ReleaseProtocol
import TestSupport

/// Runs as the commands do it, against any client: read, plan, carry out.
struct Deployer: Sendable {
    let api: APIKind
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

    private func responsesAdapter() -> ResponsesAdapter {
        ResponsesAdapter(
            client: client,
            registry: ReleaseRegistry(
                client: client,
                project: Self.ownership.project,
                environment: Self.ownership.environment,
                clock: time,
                unixTime: Int(time.unixSeconds)
            ),
            run: RegistryRunSettings(
                run: RegistryRun(id: name, author: "Astrid", host: "build-7"),
                toolVersion: "0.3.0"
            )
        )
    }

    private func planned(_ project: SampleProject?) async throws -> Planned {
        let releases = api == .responses ? responsesAdapter() : nil
        let adapter: any DefinitionAdapter =
            releases ?? AssistantsAdapter(client: client, ownership: Self.ownership, clock: time)
        let reader = LiveSnapshotReader(client: client, adapter: adapter, ownership: Self.ownership, concurrency: 1)
        guard let project else {
            let live = try await reader.readEverything()
            let environment = SampleProject.before.desired(on: api).environment
            var plan = Planner().destroyPlan(project: Self.ownership.project, environment: environment, live: live)
            await releases?.annotate(&plan)
            return Planned(plan: plan, desired: nil, live: live, adapter: adapter, releases: releases)
        }
        let desired = project.desired(on: api)
        let live = try await reader.read(for: desired, contents: project.contents)
        var plan = Planner(allowsMassDelete: true).plan(desired: desired, contents: project.contents, live: live)
        await releases?.annotate(&plan)
        return Planned(plan: plan, desired: desired, live: live, adapter: adapter, releases: releases)
    }

    /// Everything of the project that the account holds.
    func read() async throws -> LiveState {
        let adapter: any DefinitionAdapter =
            api == .responses
            ? responsesAdapter() : AssistantsAdapter(client: client, ownership: Self.ownership, clock: time)
        return try await LiveSnapshotReader(
            client: client,
            adapter: adapter,
            ownership: Self.ownership,
            concurrency: 1
        ).readEverything()
    }

    /// What a run would change.
    func plan(_ project: SampleProject?) async throws -> Plan { try await planned(project).plan }

    /// `apply`, or `destroy` where there is no project. A plan that is stale is made again, once.
    func run(_ project: SampleProject?) async throws -> ApplyReport {
        do {
            return try await carryOut(project)
        } catch let error as DeploymentError where error.code == .stalePlan {
            return try await carryOut(project)
        }
    }

    private func carryOut(_ project: SampleProject?) async throws -> ApplyReport {
        let planned = try await planned(project)
        // An emptied environment still has its releases.
        let releases = planned.releases
        let hasRegistry = project == nil ? await releases?.hasRegistry() ?? false : false
        guard !planned.plan.isEmpty || hasRegistry else { return ApplyReport(entries: []) }
        return try await ApplyEngine(
            client: client,
            adapter: planned.adapter,
            ownership: Self.ownership,
            files: MemoryFiles(files: project?.files ?? [:]),
            settings: settings,
            clock: time
        ).apply(
            planned.plan,
            desired: planned.desired,
            contents: project?.contents ?? [:],
            live: planned.live
        )
    }

    /// Brings back the release before the live one.
    ///
    /// - Parameter project: what that was made from.
    func rollBack(_ project: SampleProject) async throws -> ApplyReport {
        let releases = responsesAdapter()
        let target = try await releases.rollback(to: nil)
        let desired = target.desired(in: project.desired(on: api).environment)
        let reader = LiveSnapshotReader(client: client, adapter: releases, ownership: Self.ownership, concurrency: 1)
        let live = try await reader.read(for: desired, contents: target.contents)
        var plan = Planner(allowsMassDelete: true).plan(desired: desired, contents: target.contents, live: live)
        await releases.annotate(&plan)
        return try await ApplyEngine(
            client: client,
            adapter: releases,
            ownership: Self.ownership,
            files: MemoryFiles(files: project.files),
            settings: settings,
            clock: time
        ).apply(plan, desired: desired, contents: target.contents, live: live)
    }

    /// Removes what `cleanup` finds. Returns how many that were.
    @discardableResult
    func cleanUp(_ project: SampleProject) async throws -> Int {
        let leftovers = try await api == .responses ? responsesAdapter().leftovers() : []
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

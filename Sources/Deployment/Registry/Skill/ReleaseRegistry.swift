import OpenAIAPI
import Planning
import ReleaseProtocol

/// The releases of a project's environment on an account: one skill, whose default version is the live release.
package struct ReleaseRegistry: ReleaseKeeping {
    let project: String
    let environment: String
    let reader: RegistryReader
    /// Of the skill that holds it.
    package var name: String { skills.name }
    package var lockWarning: PlanWarning? { nil }
    package var takeoverWait: Int { timing.settling }
    var skills: RegistrySkills { reader.skills }
    var time: ServerClock { reader.time }
    var timing: RegistryTiming { reader.timing }
    var onNotice: @Sendable (RegistryNotice) -> Void { reader.onNotice }

    /// - Parameters:
    ///   - clock: has to go on while the machine sleeps.
    ///   - unixTime: this machine's idea of the time, in seconds: it counts only where no answer tells the server's.
    ///   - onNotice: called from several tasks at a time.
    package init(
        client: any OpenAIClient,
        project: String,
        environment: String,
        clock: any RunClock = SystemRunClock(),
        unixTime: Int,
        timing: RegistryTiming = RegistryTiming(),
        onNotice: @escaping @Sendable (RegistryNotice) -> Void = { _ in }
    ) {
        self.project = project
        self.environment = environment
        let time = ServerClock(clock: clock, unixTime: unixTime)
        let client = RegistryClient(
            base: client,
            time: time,
            timeLimit: timing.writeLimit
        )
        reader = RegistryReader(
            skills: RegistrySkills(client: client, project: project, environment: environment),
            time: time,
            timing: timing,
            onNotice: onNotice
        )
    }

    /// The live release takes a request per 100 skills of the account, and one. What was published since takes, where
    /// there is something, a request for the list of versions and one for each of them more.
    ///
    /// - Throws: ``DeploymentError/Code/noSkills`` on a host without skills, ``DeploymentError/Code/registryDamaged`` for
    ///   what a later version of the tool or somebody's hand wrote.
    package func read(_ scope: RegistryScope) async throws(DeploymentError) -> RegistrySnapshot? {
        guard var snapshot = try await reader.registries().first else { return nil }
        if scope == .newerVersions, snapshot.latestVersion != snapshot.version {
            snapshot.newer = try await reader.newerVersions(than: snapshot)
        }
        return snapshot
    }

    package func newest() async throws(APIError) -> [String] { try await skills.client.newestSkills().items.map(\.id) }

    /// None: a document is a part of its version.
    package func looseDocuments(beside snapshot: RegistrySnapshot) -> [ReleaseLeftover] { [] }

    package func isThere(_ holderID: String) async throws(APIError) {
        _ = try await skills.client.retrieveSkill(holderID)
    }

    package func release(
        _ number: Int,
        in snapshot: RegistrySnapshot
    ) async throws(DeploymentError) -> ReleaseDocument {
        if number == snapshot.document.release { return snapshot.document }
        let history = snapshot.history
        if number > 0, let entry = history.release(number),
            let document = try await reader.release(version: entry.version, in: snapshot.holderID)
        {
            return document
        }
        throw missing(number, in: history)
    }
}

extension ReleaseRegistry {
    /// Begins a run: makes the registry where there is none, publishes the journal and gets the lock.
    ///
    /// - Parameters:
    ///   - base: what the plan was made on, as ``read(_:)`` gave it; nil where there was no registry.
    ///   - changes: the plan's, for the journal.
    ///   - confirm: asked when another release is live, or when another run wrote to the account since; may be asked
    ///     more than once. What it throws ends the run.
    /// - Returns: a session that holds the lock. It has to be ended with
    ///   ``RegistrySession/publish(_:keep:removeFile:)`` and ``RegistrySession/close()``, with
    ///   ``RegistrySession/abandon()`` or with ``RegistrySession/deleteRegistry()``.
    /// - Throws: ``DeploymentError/Code/locked`` and ``DeploymentError/Code/stalePlan``, which are refusals, and failed
    ///   requests. Nothing but the registry was written to.
    package func begin(
        _ settings: RegistryRunSettings,
        plannedOn base: RegistrySnapshot?,
        changes: [ReleaseJournal.Change],
        confirm: @escaping PlanConfirmation
    ) async throws(DeploymentError) -> RegistrySession {
        var plannedAt = base?.readAt ?? 0
        var snapshot: RegistrySnapshot
        var wasMade = false
        if let base {
            snapshot = base
        } else {
            let opened = try await RegistryOpening(reader: reader, settings: settings).open()
            (snapshot, wasMade) = (opened.snapshot, opened.wasMade)
            if wasMade { plannedAt = snapshot.readAt }
            if !snapshot.isEmpty {
                onNotice(.planningAgain(release: snapshot.document.release))
                plannedAt = time.earliest(at: time.local)
                try await confirm(snapshot)
            }
        }
        let session = RegistrySession(
            reader: reader,
            settings: settings,
            snapshot: snapshot,
            madeRegistry: wasMade,
            changes: changes,
            plannedAt: plannedAt
        )
        try await session.begin(confirm: confirm)
        return session
    }

    package func beginRun(
        _ settings: RegistryRunSettings,
        plannedOn base: RegistrySnapshot?,
        changes: [ReleaseJournal.Change],
        confirm: @escaping PlanConfirmation
    ) async throws(DeploymentError) -> any LockedRun {
        try await begin(settings, plannedOn: base, changes: changes, confirm: confirm)
    }
}

extension RegistrySession {
    fileprivate func begin(confirm: @escaping PlanConfirmation) async throws(DeploymentError) {
        await turns.take()
        defer { turns.end() }
        try await obtainLock(.begin, confirm: confirm)
    }
}

import OpenAIAPI
import ReleaseProtocol

/// The releases of a project's environment on an account: one skill, whose default version is the live release.
package struct ReleaseRegistry: Sendable {
    let project: String
    let environment: String
    let reader: RegistryReader
    /// Of the skill that holds it.
    package var name: String { skills.name }
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

    /// How much of the registry a command needs.
    package enum Scope: Sendable, Hashable {
        /// The live release: a request per 100 skills of the account, and one.
        case liveRelease
        /// Also what was published since, such as the journal of a run that holds the lock: where there is something, a
        /// request for the list of versions and one for each of them more.
        case newerVersions
    }

    /// The registry as it is now, without a lock; nil where nothing was ever applied.
    ///
    /// - Throws: ``DeploymentError/Code/noSkills`` on a host without skills, ``DeploymentError/Code/registryDamaged`` for
    ///   what a later version of the tool or somebody's hand wrote.
    package func read(_ scope: Scope) async throws(DeploymentError) -> RegistrySnapshot? {
        guard var snapshot = try await reader.registries().first else { return nil }
        if scope == .newerVersions, snapshot.latestVersion != snapshot.version {
            snapshot.newer = try await reader.newerVersions(than: snapshot)
        }
        return snapshot
    }

    /// A release by its number.
    ///
    /// - Throws: ``DeploymentError/Code/noSuchRelease``.
    package func release(
        _ number: Int,
        in snapshot: RegistrySnapshot
    ) async throws(DeploymentError) -> ReleaseDocument {
        if number == snapshot.document.release { return snapshot.document }
        let history = ReleaseHistory(live: snapshot.document, version: snapshot.version)
        if number > 0, let entry = history.release(number),
            let document = try await reader.release(version: entry.version, in: snapshot.skillID)
        {
            return document
        }
        throw missing(number, in: history)
    }
}

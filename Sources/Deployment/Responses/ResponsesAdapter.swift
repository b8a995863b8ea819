import AssistantModel
import OpenAIAPI
import Planning
import ReleaseProtocol

/// `api: responses`: definitions live in releases of the project's registry, and a run holds the registry's lock.
package struct ResponsesAdapter: DefinitionAdapter {
    package let api = APIKind.responses
    /// How many releases are kept; at least 1.
    package static let defaultKeep = 10

    let client: any OpenAIClient
    let registry: any ReleaseKeeping
    /// Who runs what, on which commit.
    package let runSettings: RegistryRunSettings
    let keep: Int
    private let lease = RegistryLease()
    let kept: KeptReleases
    let state = ReleaseRunState()

    /// - Parameters:
    ///   - run: who runs what; its purpose is set by the plan that it begins with.
    ///   - keep: how many releases are left on the account.
    package init(
        client: any OpenAIClient,
        registry: any ReleaseKeeping,
        run: RegistryRunSettings,
        keep: Int = ResponsesAdapter.defaultKeep
    ) {
        self.client = client
        self.registry = registry
        runSettings = run
        self.keep = keep
        kept = KeptReleases(registry: registry, client: client)
    }

    // MARK: Reading

    package func definitions() async throws(DeploymentError) -> [LiveAssistant] {
        let snapshot = try await registry.read(.newerVersions)
        await state.planned(on: snapshot)
        guard let snapshot else { return [] }
        return snapshot.content.assistants.map { assistant in
            LiveAssistant(assistant, id: id(of: assistant.key), releasedAt: snapshot.document.origin.time)
        }
    }

    /// The registry as the last reading of definitions found it; nil where nothing was ever applied.
    package func snapshot() async -> RegistrySnapshot? { await state.snapshot }

    /// Of the release that the run builds on.
    func liveReleaseNumber() async throws(DeploymentError) -> Int {
        await (try lease.session()).snapshot.document.release
    }

    func id(of key: String) -> String { "\(registry.name)/\(key)" }

    // MARK: The run

    package var run: (any EnvironmentRun)? { self }

    package func guarding(_ client: any OpenAIClient) -> any OpenAIClient {
        GuardedClient(client) { [lease] in await lease.sessionIfHeld }
    }

    package func whileWriting<Result: Sendable>(_ body: @Sendable () async -> Result) async -> Result {
        guard let session = await lease.sessionIfHeld else { return await body() }
        return await session.whileKeepingLock(body)
    }

    package func begin(
        _ purpose: Plan.Purpose,
        changes: [ReleaseJournal.Change],
        interrupt: InterruptSignal,
        isAccountAsPlanned: @escaping @Sendable () async throws(DeploymentError) -> Bool
    ) async throws(DeploymentError) {
        let base = await state.snapshot
        var settings = runSettings
        settings.purpose = purpose == .destroy ? .destroy : .release
        settings.isInterrupted = { interrupt.isRaised }
        let session = try await registry.beginRun(
            settings,
            plannedOn: base,
            changes: changes
        ) { live throws(DeploymentError) in
            let isSameRelease = base.map { $0.version == live.version } ?? live.isEmpty
            guard isSameRelease else { throw .stalePlan("another release became live since the plan was made") }
            guard try await isAccountAsPlanned() else {
                throw .stalePlan("the account changed since the plan was made")
            }
        }
        await lease.begin(session)
        await kept.begin(await session.snapshot)
        await state.began(purpose)
        if base == nil { await state.madeRegistry(await session.snapshot.holderID) }
    }

    package func requireChangeable(_ definitions: [LiveAssistant]) async throws(DeploymentError) {}

    package func finish(_ purpose: Plan.Purpose, isComplete: Bool) async throws(DeploymentError) {
        let session = try await lease.session()
        if purpose == .destroy, isComplete {
            try await deleteKeptFiles()
            try await session.deleteRegistry()
            await state.removedRegistry(await session.snapshot.holderID)
        } else if await state.isPublished {
            try await session.close()
        } else {
            try await session.abandon()
        }
        await lease.end()
    }

    /// Files that only earlier releases name go with the registry that names them.
    private func deleteKeptFiles() async throws(DeploymentError) {
        let client = guarding(client)
        do throws(APIError) {
            for fileID in try await deletableFileIDs().sorted() { _ = try await client.deleteFile(fileID) }
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
    }

    private func deletableFileIDs() async throws(APIError) -> Set<String> {
        do throws(DeploymentError) {
            return try await kept.fileIDs().subtracting(kept.fileIDsOfOthers())
        } catch {
            throw error.underlying ?? APIError(APIError.Code(rawValue: error.code.rawValue), error.message)
        }
    }

    /// Only the registry itself is found by a list.
    package func listsShowChanges() async throws(APIError) -> Bool {
        guard let change = await state.registryChange else { return true }
        return try await change.isSeen(
            list: { () async throws(APIError) in try await registry.newest() },
            isThere: { id throws(APIError) in try await registry.isThere(id) }
        )
    }

    // MARK: Definitions

    /// A release names what there is.
    package func stillThere(_ ids: [String]) async throws(APIError) -> Set<String> { Set(ids) }

    /// Nothing of a release is nobody's.
    package func adoptable(_ id: String, as key: String) async throws(APIError) -> AdoptionLook? { nil }

    package func create(_ write: DefinitionWrite) async throws(APIError) -> LiveAssistant {
        released(write, over: nil)
    }

    package func update(
        _ live: LiveAssistant,
        _ write: DefinitionWrite
    ) async throws(DeploymentError) -> LiveAssistant {
        released(write, over: live)
    }

    package func updateRecord(_ live: LiveAssistant, _ write: DefinitionWrite) async throws(APIError) -> LiveAssistant {
        var live = live
        live.record = write.record
        return live
    }

    package func settle() async {}

    package func releaseFiles(of live: LiveAssistant, removing: [String]) async throws(DeploymentError) {}

    package func delete(
        _ live: LiveAssistant,
        first: () async throws(DeploymentError) -> Void
    ) async throws(DeploymentError) {
        try await first()
    }

    package func forget(_ live: LiveAssistant) async throws(DeploymentError) {}

    /// The definition as the next release has it: fields that may be edited on the account stay as they are there.
    private func released(_ write: DefinitionWrite, over live: LiveAssistant?) -> LiveAssistant {
        let wanted = write.assistant.definition
        let definition = live.map { wanted.keeping(write.assistant.lifecycle, of: $0.definition) } ?? wanted
        return LiveAssistant(
            id: id(of: write.assistant.key),
            key: write.assistant.key,
            createdAt: live?.createdAt ?? 0,
            definition: definition,
            showsReasoningEffort: true,
            vectorStoreIDs: write.vectorStoreIDs,
            codeInterpreterFiles: write.codeInterpreterFileIDs.map { LiveCodeInterpreterFile(id: $0) },
            record: write.record,
            isProtected: write.assistant.lifecycle.isProtected
        )
    }
}

extension DeploymentError {
    fileprivate static func stalePlan(_ what: String) -> DeploymentError {
        DeploymentError(.stalePlan, .refused, "\(what). Nothing was changed. Plan again.")
    }
}

extension ResponsesAdapter: EnvironmentRun {
    package func keeps(_ fileID: String) async throws(DeploymentError) -> Bool {
        if await kept.isForgotten(fileID) { return true }
        guard await state.purpose != .destroy else { return false }
        return try await kept.names(fileID)
    }

    package func reusableFile(
        named name: String,
        content: FileContent,
        attached: Set<String>,
        lostStoreID: String?
    ) async throws(DeploymentError) -> String? {
        while let fileID = try await kept.takeFile(named: name, content, except: attached, lostStoreID: lostStoreID) {
            do throws(APIError) {
                let file = try await client.retrieveFile(fileID)
                if Int(file.bytes) == content.bytes { return fileID }
            } catch {
                guard error.code == .notFound else { throw DeploymentError(error, kind: .partway) }
            }
        }
        return nil
    }

    package func publish(
        isWhole: Bool,
        changes: [String],
        _ content: @Sendable (ReleaseContent) async throws(DeploymentError) -> ReleaseContent
    ) async throws(DeploymentError) {
        let session = try await lease.session()
        let base = await session.snapshot
        var next = try await content(base.content)
        next.rolledBackTo = base.content.rolledBackTo
        next.changes = base.content.changes
        guard next != base.content || base.isEmpty else { return }
        next.changes = changes
        next.rolledBackTo = isWhole ? await state.rollsBackTo : nil
        next.settleForgotten(after: base.document)
        let client = guarding(client)
        let forgotten = next.forgottenFileIDs
        let published = try await session.publish(next, keep: keep) { [kept] fileID throws(DeploymentError) in
            if forgotten.contains(fileID) { return }
            if try await kept.fileIDsOfOthers().contains(fileID) { return }
            do throws(APIError) {
                _ = try await client.deleteFile(fileID)
            } catch {
                throw DeploymentError(error, kind: .partway)
            }
        }
        await state.published(published)
    }
}

/// What a run of the adapter knows.
actor ReleaseRunState {
    private(set) var snapshot: RegistrySnapshot?
    private(set) var purpose = Plan.Purpose.apply
    private(set) var rollsBackTo: Int?
    private(set) var release: PublishedRelease?

    /// Nil where the run neither made nor deleted the registry.
    private(set) var registryChange: ListedChanges?

    var isPublished: Bool { release != nil }

    func madeRegistry(_ id: String) { registryChange = ListedChanges(made: [id]) }

    func removedRegistry(_ id: String) { registryChange = ListedChanges(removed: [id]) }

    func planned(on snapshot: RegistrySnapshot?) { self.snapshot = snapshot }

    func began(_ purpose: Plan.Purpose) {
        self.purpose = purpose
        release = nil
        registryChange = nil
    }

    func rollBack(to release: Int) { rollsBackTo = release }

    func published(_ release: PublishedRelease) { self.release = release }
}

extension Plan {
    /// What the run's journal says of the plan.
    var journal: [ReleaseJournal.Change] {
        changes.map { change in
            var upload: ReleaseUpload?
            if let file = change.file, file.isUploaded, let content = file.content {
                upload = ReleaseUpload(
                    name: ProjectFile.uploadName(ofPath: file.path),
                    bytes: content.bytes,
                    sha256: content.sha256
                )
            }
            return ReleaseJournal.Change(
                address: change.address.description,
                action: change.action.rawValue,
                upload: upload
            )
        }
    }
}

/// The session of the run that is under way, where there is one.
actor RegistryLease {
    private var current: (any LockedRun)?

    /// Nil outside of a run.
    var sessionIfHeld: (any LockedRun)? { current }

    func begin(_ session: any LockedRun) { current = session }

    func end() { current = nil }

    /// - Throws: outside of a run: nothing is written without the lock.
    func session() throws(DeploymentError) -> any LockedRun {
        guard let current else {
            throw DeploymentError(.leaseLost, .partway, "the lock on the registry is not held: nothing is written")
        }
        return current
    }
}

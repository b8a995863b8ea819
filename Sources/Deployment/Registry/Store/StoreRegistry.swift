import AssistantModel
import OpenAIAPI
import Planning
import ReleaseProtocol

/// The releases of a project's environment on a host without skills: a vector store whose metadata names the file with
/// the live release, and who changes the environment.
///
/// A store's metadata cannot be changed on a condition: two runs that begin in the same moment may both read a free
/// lock. Each looks again behind its write, and before it deletes and releases.
package struct StoreRegistry: ReleaseKeeping {
    let requests: StoreRequests
    let time: ServerClock
    let timing: RegistryTiming
    let lostTries = LostTries()
    let onNotice: @Sendable (RegistryNotice) -> Void

    package var name: String { requests.name }
    package var needsSkills: Bool { false }

    /// The former holder sees it in the store, which both write to.
    package var takeoverWait: Int { 0 }

    package var lockWarning: PlanWarning? {
        PlanWarning(
            code: "weak-lock",
            message: "releases are kept in a vector store, whose lock may let in two runs that begin in the same "
                + "moment: let nothing else apply to this environment meanwhile"
        )
    }

    /// - Parameters:
    ///   - clock: has to go on while the machine sleeps.
    ///   - unixTime: this machine's idea of the time, in seconds: it counts only where no answer tells the server's.
    package init(
        client: any OpenAIClient,
        project: String,
        environment: String,
        clock: any RunClock = SystemRunClock(),
        unixTime: Int,
        timing: RegistryTiming = RegistryTiming(),
        onNotice: @escaping @Sendable (RegistryNotice) -> Void = { _ in }
    ) {
        time = ServerClock(clock: clock, unixTime: unixTime)
        self.timing = timing
        self.onNotice = onNotice
        requests = StoreRequests(
            client: RegistryClient(base: client, time: time, timeLimit: nil, timing: timing, lostTries: lostTries),
            ownership: Ownership(project: project, environment: environment)
        )
    }

    // MARK: Reading

    package func read(_ scope: RegistryScope) async throws(DeploymentError) -> RegistrySnapshot? {
        let start = time.local
        let store: VectorStoreObject
        do throws(APIError) {
            guard let found = try await requests.store() else { return nil }
            store = found
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
        var snapshot = try await snapshot(of: store)
        snapshot.readAt = time.earliest(at: start)
        if scope == .newerVersions, let lock = StoreRecord(store.metadata).lock, !lock.isFence {
            snapshot.newer = [try await journal(of: lock, in: snapshot)]
        }
        return snapshot
    }

    package func newest() async throws(APIError) -> [String] {
        try await requests.client.newestVectorStores().items.map(\.id)
    }

    package func isThere(_ holderID: String) async throws(APIError) {
        _ = try await requests.client.retrieveVectorStore(holderID)
    }

    func snapshot(of store: VectorStoreObject) async throws(DeploymentError) -> RegistrySnapshot {
        let documentID = StoreRecord(store.metadata).documentID
        let document: ReleaseDocument
        if let documentID {
            document = try await requests.document(documentID)
        } else {
            document = .empty(
                project: requests.ownership.project,
                environment: requests.ownership.environment,
                origin: ReleaseDocument.Origin(
                    run: RegistryRun(id: ""),
                    toolVersion: "",
                    time: Int(store.createdAt)
                )
            )
        }
        return RegistrySnapshot(
            holderID: store.id,
            holderCreatedAt: Int(store.createdAt),
            version: document.release,
            latestVersion: document.release,
            document: document,
            readAt: time.earliest(at: time.local),
            newer: [],
            documentID: documentID
        )
    }

    /// The run that has, or had, the lock, with the documents that it may have left.
    private func journal(
        of lock: StoreLock,
        in snapshot: RegistrySnapshot
    ) async throws(DeploymentError) -> RegistrySnapshot.NewerVersion {
        let changes = try await looseDocuments(beside: snapshot).map { leftover in
            ReleaseJournal.Change(address: "release", action: "create", upload: leftover.upload)
        }
        let document = ReleaseDocument(
            project: requests.ownership.project,
            environment: requests.ownership.environment,
            base: snapshot.version,
            release: snapshot.document.release + 1,
            origin: ReleaseDocument.Origin(run: lock.run, toolVersion: "", time: lock.since),
            content: .applying(ReleaseJournal(changes: changes, leaseEnd: lock.leaseEnd))
        )
        return RegistrySnapshot.NewerVersion(
            number: snapshot.version + 1,
            createdAt: lock.since,
            kind: .journal(document)
        )
    }

    /// Release documents of this environment that no release names: a run that died left them.
    func looseDocuments(beside snapshot: RegistrySnapshot) async throws(DeploymentError) -> [ReleaseLeftover] {
        let named = snapshot.documentIDs
        var leftovers: [ReleaseLeftover] = []
        do throws(APIError) {
            for file in try await requests.documents() where !named.contains(file.id) {
                let bytes = try await requests.client.fileContent(file.id)
                guard let document = try? ReleaseDocument(bytes: bytes),
                    document.project == requests.ownership.project,
                    document.environment == requests.ownership.environment
                else { continue }
                leftovers.append(
                    ReleaseLeftover(
                        upload: ReleaseUpload(
                            name: file.filename,
                            bytes: Int(file.bytes),
                            sha256: ContentDigest.sha256(bytes)
                        ),
                        run: document.origin.run.id,
                        from: Int(file.createdAt),
                        until: Int(file.createdAt)
                    )
                )
            }
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
        return leftovers
    }

    package func release(
        _ number: Int,
        in snapshot: RegistrySnapshot
    ) async throws(DeploymentError) -> ReleaseDocument {
        if number == snapshot.document.release { return snapshot.document }
        let history = snapshot.history
        guard number > 0, let documentID = history.release(number)?.document else {
            throw missing(number, in: history)
        }
        return try await requests.document(documentID)
    }
}

extension RegistrySnapshot {
    /// The files with the live release and with those before it that are kept.
    var documentIDs: Set<String> { Set(content.history.compactMap(\.document) + [documentID].compactMap { $0 }) }
}

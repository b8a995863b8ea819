import OpenAIAPI
import ReleaseProtocol

/// How a run ends, and how its release comes to be.
extension StoreRegistrySession {
    /// Behind the lock and before the first write: looks for what dead runs left, and makes the empty release of a new
    /// registry, which shows whether the host lets one download documents.
    ///
    /// - Parameter isOrphaned: whether the lock of a run stood there that did not finish.
    func prepare(isOrphaned: Bool) async throws(DeploymentError) {
        await turns.take()
        defer { turns.end() }
        if isOrphaned { leftovers = try await registry.looseDocuments(beside: snapshot) }
        guard snapshot.documentID == nil else { return }
        let document = ReleaseDocument.empty(
            project: snapshot.document.project,
            environment: snapshot.document.environment,
            origin: settings.origin(at: time.latest())
        )
        do throws(DeploymentError) {
            try await makeLive(document)
        } catch {
            var error = error
            error.kind = .failedNothingChanged
            throw error
        }
    }

    func publish(
        _ content: ReleaseContent,
        keep: Int,
        removeFile: @escaping @Sendable (String) async throws(DeploymentError) -> Void
    ) async throws(DeploymentError) -> PublishedRelease {
        // Its files go before the release that names them is forgotten, and before the turn is taken: each asks first.
        let (history, pruned) = try await pruneFiles(next: content, keep: keep, removeFile)
        await turns.take()
        defer { turns.end() }
        var content = content
        content.history = history
        // What a late try of a write of this run may make live once more has to be there.
        let keepsEmpty = snapshot.isEmpty && registry.lostTries.until > time.latest()
        if keepsEmpty, let documentID = snapshot.documentID {
            content.history.append(
                ReleaseSummary(snapshot.document, snapshot.content, version: snapshot.version, document: documentID)
            )
        }
        content.leftovers = snapshot.content.leftovers + leftovers.filter { !snapshot.content.leftovers.contains($0) }
        let previous = snapshot
        try await makeLive(
            ReleaseDocument(
                project: previous.document.project,
                environment: previous.document.environment,
                base: previous.version,
                release: previous.document.release + 1,
                origin: settings.origin(at: time.latest()),
                content: .complete(content)
            )
        )
        for release in pruned { await prune(release) }
        if previous.isEmpty, !keepsEmpty, let documentID = previous.documentID { await delete(documentID, version: 0) }
        for empty in previous.content.history where empty.release == 0 {
            if let documentID = empty.document { await delete(documentID, version: 0) }
        }
        return PublishedRelease(release: snapshot.document.release, version: snapshot.version)
    }

    /// Uploads the document, reads it back, and lets the store name it. Needs the turn.
    private func makeLive(_ document: ReleaseDocument) async throws(DeploymentError) {
        let text: String
        do throws(ReleaseDocumentError) {
            text = try document.text()
        } catch {
            throw DeploymentError(.releaseTooLarge, .partway, "the release cannot be written: \(error)")
        }
        hasLooseDocument = true
        let fileID = try await upload(text, of: document)
        do throws(DeploymentError) {
            try await write { $0.documentID = fileID }
        } catch {
            if error.underlying?.mayHaveBeenCarriedOut == true { hasLooseDocument = false }
            throw error
        }
        hasLooseDocument = false
        snapshot.document = document
        snapshot.documentID = fileID
        snapshot.version = document.release
        snapshot.latestVersion = document.release
        snapshot.newer = []
        snapshot.readAt = time.earliest(at: time.local)
    }

    private func upload(_ text: String, of document: ReleaseDocument) async throws(DeploymentError) -> String {
        let name = requests.documentName(release: document.release, run: lock.run.id)
        let file: OpenAIFile
        do throws(APIError) {
            file = try await lookingBeforeRepeating { () async throws(APIError) in
                try await requests.upload(text, named: name)
            } orFinding: { () async throws(APIError) -> OpenAIFile? in
                let found = try await requests.documents().last { $0.filename == name }
                if found == nil {
                    twinRuns.insert(lock.run.id)
                    registry.lostTries.note(until: time.latest() + timing.requestTimeout)
                }
                return found
            }
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
        let written = Array(text.utf8)
        let bytes: [UInt8]
        do throws(APIError) {
            bytes = try await requests.client.fileContent(file.id) { $0 == written }
        } catch {
            throw DeploymentError(
                .registryDamaged,
                .partway,
                "\(error) `registry: vector_store` needs a host that lets one download files of the purpose `assistants`: "
                    + "the release was not made live.",
                underlying: nil
            )
        }
        guard bytes == written else {
            throw DeploymentError(
                .registryDamaged,
                .partway,
                "the file \(file.id) of the release reads otherwise than it was written: it was not made live."
            )
        }
        return file.id
    }

    // MARK: Pruning

    /// Removes the file objects that only releases beyond those to be kept name.
    ///
    /// - Returns: the history of the next release, and the releases that are to go. One whose files could not all be
    ///   removed stays.
    private func pruneFiles(
        next: ReleaseContent,
        keep: Int,
        _ removeFile: @Sendable (String) async throws(DeploymentError) -> Void
    ) async throws(DeploymentError) -> (kept: [ReleaseSummary], pruned: [ReleaseSummary]) {
        var live = snapshot.history
        live.releases[0].document = snapshot.documentID
        var history = live.published
        let prunable = Set(ReleaseHistory(releases: history).prunable(keeping: keep))
        if prunable.isEmpty { return (history, []) }
        var pruned: [ReleaseSummary] = []
        var documents = ReleaseFiles(registry: registry, snapshot: snapshot)
        for release in history.reversed() where prunable.contains(release.version) {
            do throws(DeploymentError) {
                var files = try await documents.fileIDs(of: release)
                files.subtract(next.fileIDs)
                for other in history where other != release && !files.isEmpty {
                    files.subtract(try await documents.fileIDs(of: other))
                }
                for file in files.sorted() { try await removeFile(file) }
            } catch {
                if error.code == .cancelled || error.code == .leaseLost { throw error }
                registry.onNotice(.releaseNotPruned(version: release.version, reason: error.message))
                continue
            }
            history.removeAll { $0 == release }
            pruned.append(release)
        }
        return (history, pruned)
    }

    private func prune(_ release: ReleaseSummary) async {
        guard let documentID = release.document else { return }
        if await delete(documentID, version: release.version) {
            registry.onNotice(.releasePruned(version: release.version))
        }
    }

    /// A document that nothing names any more. One that cannot be deleted is found again by its name.
    @discardableResult
    private func delete(_ documentID: String, version: Int) async -> Bool {
        do throws(APIError) {
            _ = try await requests.client.deleteFile(documentID)
            return true
        } catch {
            registry.onNotice(.releaseNotPruned(version: version, reason: error.description))
            return false
        }
    }

    // MARK: The end

    func close() async throws(DeploymentError) {
        await turns.take()
        defer { turns.end() }
        for run in twinRuns.sorted() { try await deleteDocuments { $0.hasSuffix(".\(run).json") } }
        try await deleteTwins()
        try await giveLockBack()
    }

    func abandon() async throws(DeploymentError) {
        await turns.take()
        defer { turns.end() }
        if hasLooseDocument {
            _ = try await lockedRecord()
            try await deleteDocuments { [run = lock.run.id] in $0.hasSuffix(".\(run).json") }
            hasLooseDocument = false
        }
        for run in twinRuns.sorted() { try await deleteDocuments { $0.hasSuffix(".\(run).json") } }
        try await giveLockBack()
    }

    func deleteRegistry() async throws(DeploymentError) {
        await turns.take()
        defer { turns.end() }
        // From here on nothing is deployed: whoever comes after a run that dies now begins with an empty registry.
        try await write { $0.documentID = nil }
        snapshot.documentID = nil
        try await deleteDocuments { _ in true }
        _ = try await lockedRecord()
        do throws(APIError) {
            _ = try await requests.client.deleteVectorStore(snapshot.holderID)
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
    }

    /// Registries that this run, or the one before, made without an answer: each holds nothing and is read again first.
    private func deleteTwins() async throws(DeploymentError) {
        guard !twinRuns.isEmpty || lock.attempt > 1 else { return }
        do throws(APIError) {
            for listed in try await requests.stores() where listed.id != snapshot.holderID {
                guard let store = try await requests.store(listed.id) else { continue }
                let record = StoreRecord(store.metadata)
                guard record.documentID == nil, let maker = record.lock?.run.id,
                    maker == lock.run.id || twinRuns.contains(maker)
                else { continue }
                _ = try await requests.client.deleteVectorStore(store.id)
            }
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
    }

    /// Documents by name, but for those that the live release and its history name.
    private func deleteDocuments(where isMeant: (String) -> Bool) async throws(DeploymentError) {
        let named = snapshot.documentID == nil ? [] : snapshot.documentIDs
        do throws(APIError) {
            for file in try await requests.documents() where isMeant(file.filename) && !named.contains(file.id) {
                _ = try await requests.client.deleteFile(file.id)
            }
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
    }
}

/// The files that releases name: each document is downloaded once.
private struct ReleaseFiles {
    let registry: StoreRegistry
    let snapshot: RegistrySnapshot
    private var known: [Int: Set<String>] = [:]

    init(registry: StoreRegistry, snapshot: RegistrySnapshot) {
        self.registry = registry
        self.snapshot = snapshot
    }

    mutating func fileIDs(of release: ReleaseSummary) async throws(DeploymentError) -> Set<String> {
        if let fileIDs = known[release.release] { return fileIDs }
        let fileIDs = try await registry.release(release.release, in: snapshot).complete?.fileIDs ?? []
        known[release.release] = fileIDs
        return fileIDs
    }
}

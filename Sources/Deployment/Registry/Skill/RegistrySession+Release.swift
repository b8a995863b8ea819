import OpenAIAPI
import ReleaseProtocol

/// How a run ends.
extension RegistrySession {
    /// Releases the content: prunes releases beyond those to be kept, publishes, reads back, and makes the release live.
    /// With that the lock is given back; what may only go now, such as stores that the release before named, can be
    /// deleted all the same: the next ``permitDeletion()`` takes the lock again.
    ///
    /// - Parameters:
    ///   - content: its history and leftovers are filled in.
    ///   - keep: so many releases are left, the new one included.
    ///   - removeFile: deletes a file object that only a pruned release names, if it is there.
    package func publish(
        _ content: ReleaseContent,
        keep: Int,
        removeFile: @escaping @Sendable (String) async throws(DeploymentError) -> Void
    ) async throws(DeploymentError) -> PublishedRelease {
        await turns.take()
        defer { turns.end() }
        guard case .work = resting else { throw workError() }
        let kept = releasesToKeep(beside: content)
        let live = snapshot.history
        let history = ReleaseHistory(releases: live.releases + kept)
        var content = content
        content.history = history.releases
        content.leftovers = leftovers
        draft = ReleaseDraft(
            content: content,
            release: history.releases.map(\.release).reduce(0, max) + 1,
            removeFile: removeFile
        )
        let end = try await carryOn(
            .applyFinished(pruning: history.prunable(keeping: keep), keeping: Set(kept.map(\.version)))
        )
        guard case .end(.finished(let version?)) = end, let published = draft?.published else { throw endError() }
        if snapshot.isEmpty && hasRivals || snapshot.hasNamesakes { await deleteLosers() }
        snapshot.version = version
        snapshot.latestVersion = version
        snapshot.document = published
        snapshot.newer = []
        snapshot.readAt = time.earliest(at: time.local)
        isReleased = true
        return PublishedRelease(release: published.release, version: version)
    }

    /// Releases above the live one that may have been live: those that hold something else than the new one, and those
    /// that certainly were.
    private func releasesToKeep(beside content: ReleaseContent) -> [ReleaseSummary] {
        machine.releasesAboveBase.compactMap { version, wasLive in
            guard let document = releases[version], let other = document.complete else { return nil }
            return wasLive || !other.deploysTheSame(as: content)
                ? ReleaseSummary(document, other, version: version) : nil
        }
    }

    /// Registries that other first runs made in the same moment, where those did not delete them themselves: a run that
    /// works on one cannot release anything; and those of this run or an earlier one whose creation got no answer and was
    /// repeated. What cannot be deleted is in nobody's way.
    private func deleteLosers() async {
        guard let registries = try? await reader.registries() else { return }
        guard registries.first?.holderID == snapshot.holderID else { return }
        for loser in registries.dropFirst() where loser.isEmpty {
            _ = try? await skills.client.deleteSkill(loser.holderID)
        }
    }

    /// Uploads that runs which died may have left on the account: those that the live release remembers and those that
    /// unfinished journals name.
    package var leftovers: [ReleaseLeftover] {
        var leftovers = snapshot.content.leftovers
        for leftover in ReleaseLeftover.of(machine.unfinishedJournals, documents: journals, creationTimes, timing)
        where !leftovers.contains(leftover) {
            leftovers.append(leftover)
        }
        return leftovers
    }

    /// Ends a run whose release is live.
    package func close() async throws(DeploymentError) {
        await turns.take()
        defer { turns.end() }
        guard case .work = resting else { return }
        try await carryOn(.applyFinished(pruning: []))
        guard case .end(.finished) = resting else { throw endError() }
    }

    /// Ends a run that releases nothing, and gives the lock back.
    package func abandon() async throws(DeploymentError) {
        await turns.take()
        defer { turns.end() }
        guard case .work = resting else { return }
        try await carryOn(.applyFailed)
    }

    /// Deletes the registry: the end of `destroy`, when everything else is gone.
    package func deleteRegistry() async throws(DeploymentError) {
        await turns.take()
        defer { turns.end() }
        guard case .work = resting else { throw workError() }
        guard case .end(.finished) = try await carryOn(.applyFinished(pruning: [])) else { throw endError() }
    }

    /// The release is live and the lock given back: takes it again, for deletions.
    func takeLockAgain() async throws(DeploymentError) {
        await turns.take()
        defer { turns.end() }
        guard isReleased else { return }
        isReleased = false
        var run = settings.run
        run.id += "-removals"
        changes = []
        machine = RegistryMachine(
            RegistryMachine.Configuration(run: run, timing: timing, purpose: .maintenance, mayPlanAgain: false),
            base: snapshot.base(timing: timing),
            plannedAt: snapshot.readAt
        )
        guard case .work = try await carryOn(.begin) else { throw endError() }
    }
}

/// The release that a run is about to publish.
struct ReleaseDraft: Sendable {
    var content: ReleaseContent
    /// Its number.
    var release: Int
    /// As it was sent, to be compared with what is read back.
    var published: ReleaseDocument?
    /// Removes a file object that no kept release names any more.
    var removeFile: @Sendable (String) async throws(DeploymentError) -> Void
    /// The files of releases that were read to find out what only a pruned one names, by version.
    var filesOfReleases: [Int: Set<String>] = [:]
}

/// Removing releases that are not kept any more.
extension RegistrySession {
    /// Removes the file objects that only this release names, then its version.
    ///
    /// A release that lost some of its files and was not deleted, because time ran out or a file cannot be deleted, stays in
    /// the history: the next pruning goes on with it.
    func prune(_ version: Int, notAfter: Int) async throws(DeploymentError) -> RegistryEvent {
        guard let draft else { return .refused }
        isPruning = true
        defer { isPruning = false }
        do throws(DeploymentError) {
            for file in try await filesOnlyNamed(by: version) {
                guard time.latest() <= notAfter else { return .timePassed }
                try await draft.removeFile(file)
            }
        } catch {
            if error.code == .cancelled || Task.isCancelled { throw cancel() }
            lastError = error.underlying
            reader.onNotice(.releaseNotPruned(version: version, reason: error.message))
            return .refused
        }
        var event = try await carryOut(.deleteVersion(version, notAfter: notAfter))
        // Deleted twice is deleted once.
        if event == .answerLost { event = try await carryOut(.deleteVersion(version, notAfter: notAfter)) }
        if event == .deleted {
            self.draft?.content.history.removeAll { $0.version == version }
            reader.onNotice(.releasePruned(version: version))
        } else if event == .refused {
            reader.onNotice(.releaseNotPruned(version: version, reason: lastError?.description ?? ""))
        }
        return event
    }

    /// Files that neither the release to come nor any other kept one names, sorted.
    private func filesOnlyNamed(by version: Int) async throws(DeploymentError) -> [String] {
        guard let draft, var files = try await files(of: version) else { return [] }
        files.subtract(draft.content.fileIDs)
        files.subtract(snapshot.content.fileIDs)
        for release in draft.content.history where release.version != version {
            if files.isEmpty { break }
            files.subtract(try await self.files(of: release.version) ?? [])
        }
        return files.sorted()
    }

    /// Nil when the version is gone.
    private func files(of version: Int) async throws(DeploymentError) -> Set<String>? {
        if let known = draft?.filesOfReleases[version] { return known }
        guard let document = try await reader.release(version: version, in: snapshot.holderID),
            case .complete(let content) = document.content
        else { return nil }
        draft?.filesOfReleases[version] = content.fileIDs
        return content.fileIDs
    }
}

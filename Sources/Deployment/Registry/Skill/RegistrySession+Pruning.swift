import OpenAIAPI
import ReleaseProtocol

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

import ReleaseProtocol

/// The releases of an environment, newest first, and which of them are to go.
package struct ReleaseHistory: Equatable, Sendable {
    /// The live release first.
    package var releases: [ReleaseSummary]

    package init(releases: [ReleaseSummary]) {
        self.releases = releases.sorted { $0.version > $1.version }
    }

    /// The history up to the live release, from its document.
    ///
    /// - Parameters:
    ///   - document: the live release; a journal has no history.
    ///   - version: the default version.
    package init(live document: ReleaseDocument, version: Int) {
        guard case .complete(let content) = document.content else {
            self.init(releases: [])
            return
        }
        self.init(releases: [ReleaseSummary(document, content, version: version)] + content.history)
    }

    /// Without the empty release that a registry begins with: what somebody applied.
    package var published: [ReleaseSummary] { releases.filter { $0.release > 0 } }

    package func release(_ number: Int) -> ReleaseSummary? { releases.first { $0.release == number } }

    /// The versions that go so that `count` releases are left once the next one is live, oldest first. The live release,
    /// which is the next one's base, always stays.
    package func prunable(keeping count: Int) -> [Int] {
        releases.dropFirst(max(1, count - 1)).map(\.version).sorted()
    }

    /// What the next release remembers.
    package func kept(_ count: Int) -> [ReleaseSummary] {
        Array(releases.prefix(max(1, count - 1)))
    }
}

extension RegistrySnapshot {
    /// The releases up to the live one.
    var history: ReleaseHistory { ReleaseHistory(live: document, version: version) }
}

extension ReleaseSummary {
    /// A release by its document.
    ///
    /// - Parameter file: with the document, where releases are files.
    init(_ document: ReleaseDocument, _ content: ReleaseContent, version: Int, document file: String? = nil) {
        self.init(
            release: document.release,
            version: version,
            document: file,
            run: document.origin.run.id,
            time: document.origin.time,
            author: document.origin.run.author,
            commit: document.origin.commit,
            isDirty: document.origin.isDirty,
            rolledBackTo: content.rolledBackTo,
            changes: content.changes
        )
    }
}

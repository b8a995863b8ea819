import ReleaseProtocol

/// The registry of a project and environment as it was read: the live release and what was published since.
package struct RegistrySnapshot: Sendable, Equatable {
    /// Of the skill or vector store that holds the releases.
    package var holderID: String
    /// Unix seconds.
    package var holderCreatedAt: Int
    /// The live release: the skill's default version. In a vector store's registry the versions are the releases' own
    /// numbers.
    package var version: Int
    /// The newest version, the live one or one that was published after it.
    package var latestVersion: Int
    /// Complete, always.
    package var document: ReleaseDocument
    /// Unix seconds of the server's time: what stands here is no older than that.
    package var readAt: Int
    /// What was published after the live release; empty where only the live release was read.
    package var newer: [NewerVersion]
    /// Whether the account has other registries of the project and environment.
    package var hasNamesakes = false
    /// The file with the live release, where releases are files: in a vector store's registry.
    package var documentID: String? = nil

    /// The content of the live release.
    package var content: ReleaseContent {
        if case .complete(let content) = document.content { content } else { ReleaseContent() }
    }

    /// Whether nothing was ever released.
    package var isEmpty: Bool { document.base == nil }

    /// A version that is newer than the live release.
    package struct NewerVersion: Sendable, Equatable {
        package enum Kind: Sendable, Equatable {
            /// A run's.
            case journal(ReleaseDocument)
            /// A run published it and did not make it live, or somebody made an older release live again.
            case release(ReleaseDocument)
            /// Published by hand: it names no project and environment, or others.
            case foreign
        }

        package var number: Int
        /// Unix seconds.
        package var createdAt: Int
        package var kind: Kind
    }

    /// Versions that this tool did not write.
    package var foreignVersions: [Int] {
        newer.filter { $0.kind == .foreign }.map(\.number)
    }

    /// Releases above the live one: of runs that died, or live until somebody made an older one live again by hand.
    var releasesAbove: [ReleaseDocument] {
        newer.compactMap { if case .release(let document) = $0.kind { document } else { nil } }
    }

    /// A run that has, or had, the lock and did not finish.
    package struct UnfinishedRun: Sendable, Hashable {
        package var run: RegistryRun
        /// Unix seconds of the server's time.
        package var since: Int
        package var leaseEnd: Int
        /// Whether the run said that it stopped.
        package var hasEnded: Bool
        /// Whether it keeps others out.
        package var holdsLock: Bool
    }

    /// Runs that began after the live release and did not finish, oldest first. The last one may hold the lock.
    package func unfinishedRuns(timing: RegistryTiming = RegistryTiming()) -> [UnfinishedRun] {
        let log = RegistryLog(newer.map(\.version))
        let base = RegistryBase(document, version: version, createdAt: 0)
        let tenures = log.tenures(after: base, through: Int.max, tolerance: timing.tolerance)
        return tenures.enumerated().map { index, tenure in
            UnfinishedRun(
                run: tenure.run,
                since: tenure.startedAt,
                leaseEnd: tenure.leaseEnd,
                hasEnded: tenure.endedAt != nil,
                holdsLock: index == tenures.count - 1 && tenure.endedAt == nil
                    && readAt <= tenure.leaseEnd + timing.tolerance
            )
        }
    }
}

extension RegistrySnapshot.NewerVersion {
    /// What the protocol sees of it.
    fileprivate var version: RegistryVersion {
        let record: RegistryRecord =
            switch kind {
            case .journal(let document), .release(let document): document.record
            case .foreign: .foreign
            }
        return RegistryVersion(number: number, createdAt: createdAt, record: record)
    }
}

extension RegistrySnapshot {
    /// How the protocol sees the live release. When it was published is not known exactly: not later than this.
    func base(timing: RegistryTiming) -> RegistryBase {
        RegistryBase(document, version: version, createdAt: document.origin.time + timing.requestTimeout)
    }

    /// A registry with a release counts as older than every one without: two that were made in the same second are told
    /// apart by their ids, and the one that wins by that must not make a release of the other disappear.
    var candidate: RegistryCandidate {
        guard isEmpty else { return RegistryCandidate(id: holderID, createdAt: holderCreatedAt - Self.ages) }
        return RegistryCandidate(
            id: holderID,
            createdAt: holderCreatedAt,
            maker: document.origin.run.id,
            attempt: document.attempt
        )
    }

    /// Longer than any account has existed, in seconds.
    static let ages = 100_000_000_000
}

import ReleaseProtocol

/// What a run is, for the registry.
package struct RegistryRunSettings: Sendable {
    /// With a random id.
    package var run: RegistryRun
    package var purpose: RegistryMachine.Purpose
    /// `--takeover`: the holder that stands in the way is dead.
    package var takesOver: Bool
    /// The commit that is checked out; nil outside of a git repository.
    package var commit: String?
    /// Whether files were changed after that commit.
    package var isDirty: Bool
    package var toolVersion: String
    /// When the run began to read the account, in Unix seconds of the server's time; nil before it did.
    var began: Int?
    /// Whether the user asked to stop; looked at between requests while the run waits for the lock.
    package var isInterrupted: @Sendable () -> Bool

    package init(
        run: RegistryRun,
        purpose: RegistryMachine.Purpose = .release,
        takesOver: Bool = false,
        commit: String? = nil,
        isDirty: Bool = false,
        toolVersion: String,
        isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) {
        self.run = run
        self.purpose = purpose
        self.takesOver = takesOver
        self.commit = commit
        self.isDirty = isDirty
        self.toolVersion = toolVersion
        self.isInterrupted = isInterrupted
    }

    func origin(at time: Int) -> ReleaseDocument.Origin {
        ReleaseDocument.Origin(
            run: run,
            commit: commit,
            isDirty: isDirty,
            toolVersion: toolVersion,
            time: time,
            began: began
        )
    }
}

/// What goes on at the registry, for the user who waits.
package enum RegistryNotice: Sendable, Hashable {
    /// The first apply of an environment made the registry.
    case registryMade(holderID: String)
    /// The server does not show a version yet that it has taken: that lasts about half a minute
    /// (docs/openai-api.md, 8.11).
    case waitingForVisibility(seconds: Int)
    /// A run that was taken over gets the time to see it.
    case waitingForTakeover(seconds: Int)
    /// The run before made its release live twice, because an answer was lost: until the first try cannot take effect any
    /// more, no other release is made live.
    case waitingForFence(seconds: Int)
    /// The answer to a write was lost: what came of it shows up after a while.
    case waitingForLostAnswer(seconds: Int)
    /// The server does not answer, or asks for patience.
    case waitingForServer(seconds: Int)
    /// Another release is live than the plan was made against, or another run may have written since.
    case planningAgain(release: Int)
    /// The lock is held until then, in Unix seconds of the server's time.
    case leaseRenewed(until: Int)
    /// A release was removed because it is not among those that are kept.
    case releasePruned(version: Int)
    /// It stays for now, and the next run tries again.
    case releaseNotPruned(version: Int, reason: String)
}

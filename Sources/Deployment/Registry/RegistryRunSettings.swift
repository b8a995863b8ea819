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

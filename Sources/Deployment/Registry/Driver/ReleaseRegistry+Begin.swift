import ReleaseProtocol

extension ReleaseRegistry {
    /// Begins a run: makes the registry where there is none, publishes the journal and gets the lock.
    ///
    /// - Parameters:
    ///   - base: what the plan was made on, as ``read(_:)`` gave it; nil where there was no registry.
    ///   - changes: the plan's, for the journal.
    ///   - replan: makes another plan when another release is live, or when another run wrote to the account since:
    ///     reads the account again and gives the new plan's changes. Is not called where
    ///     ``RegistryRunSettings/mayPlanAgain`` is false; may be called more than once. What it throws ends the run.
    /// - Returns: a session that holds the lock. It has to be ended with
    ///   ``RegistrySession/publishAndMakeLive(_:done:keep:settledLeftovers:removeFile:)`` and ``RegistrySession/close()``, with
    ///   ``RegistrySession/abandon()`` or with ``RegistrySession/deleteRegistry()``.
    /// - Throws: ``DeploymentError/Code/locked`` and ``DeploymentError/Code/stalePlan``, which are refusals, and failed
    ///   requests. Nothing but the registry was written to.
    package func begin(
        _ settings: RegistryRunSettings,
        plannedOn base: RegistrySnapshot?,
        changes: [ReleaseJournal.Change],
        replan: @escaping RegistrySession.Replanning
    ) async throws(DeploymentError) -> RegistrySession {
        var changes = changes
        var plannedAt = base?.readAt ?? 0
        var snapshot: RegistrySnapshot
        var wasMade = false
        if let base {
            snapshot = base
        } else {
            let opened = try await RegistryOpening(reader: reader, settings: settings).open()
            (snapshot, wasMade) = (opened.snapshot, opened.wasMade)
            if wasMade { plannedAt = snapshot.readAt }
            if !snapshot.isEmpty {
                guard settings.mayPlanAgain else {
                    throw RegistryOutcome.baseMoved(to: snapshot.version)
                        .error(hasWorked: false, lastError: nil, now: time.latest())
                }
                onNotice(.planningAgain(release: snapshot.document.release))
                plannedAt = time.earliest(at: time.local)
                changes = try await replan(snapshot)
            }
        }
        let session = RegistrySession(
            reader: reader,
            settings: settings,
            snapshot: snapshot,
            madeRegistry: wasMade,
            changes: changes,
            plannedAt: plannedAt
        )
        try await session.begin(replan: replan)
        return session
    }
}

extension RegistrySession {
    fileprivate func begin(
        replan: @escaping Replanning
    ) async throws(DeploymentError) {
        await turns.take()
        defer { turns.end() }
        try await obtainLock(.begin, replan: replan)
    }
}

import ReleaseProtocol

/// The apply engine's part: working under the lock.
extension RegistrySession {
    /// Runs the body and renews the lease meanwhile.
    package func whileKeepingLock<Result: Sendable>(_ body: @Sendable () async -> Result) async -> Result {
        await turns.repeating(
            // An error is kept, and met by the next write.
            { try? await self.renewIfDue() },
            after: { await self.waitForRenewal() },
            during: body
        )
    }

    /// A lease that is renewed, given back or taken again meanwhile is looked at again a little later.
    private func waitForRenewal() async {
        let next = min(max(machine.wakeAt, time.latest() + 1), time.latest() + timing.recheck)
        await time.sleep(until: next)
    }

    /// Needs the turn.
    private func renewIfDue() async throws(DeploymentError) {
        switch resting {
        case .work(let wakeAt, _), .planAgain(_, let wakeAt?):
            if time.latest() >= wakeAt { try await carryOn(.timePassed) }
        default: break
        }
    }

    package func permitWrite() async throws(DeploymentError) -> WritePermit {
        WritePermit(holding: try await secondsHeld(), timing)
    }

    /// For how many seconds from now the lock is held for certain: at least a request's time-out.
    private func secondsHeld() async throws(DeploymentError) -> Int {
        let seconds = timing.requestTimeout
        if isReleased { try await takeLockAgain() }
        if !machine.mayStartWrite(lasting: seconds, now: time.latest()), !isPruning {
            await turns.take()
            defer { turns.end() }
            try await renewIfDue()
        }
        // While this write waited for its turn, the release may have become live, and the lock was given back with it.
        if isReleased { try await takeLockAgain() }
        guard let held = machine.secondsHeld(now: time.latest()), held >= seconds else { throw workError() }
        return held
    }

    package func permitDeletion() async throws(DeploymentError) -> WritePermit {
        _ = try await secondsHeld()
        if !isPruning, !isDeletionPermitted {
            await turns.take()
            defer { turns.end() }
            // Several deletions that wait for their turn need one look.
            if !isDeletionPermitted {
                guard case .work = resting else { throw workError() }
                try await carryOn(.deletionsAhead)
                guard isDeletionPermitted else { throw workError() }
            }
        }
        return WritePermit(holding: try await secondsHeld(), timing, limit: timing.writeLimit)
    }

    private var isDeletionPermitted: Bool {
        if case .work(_, let until?) = resting { time.latest() <= until } else { false }
    }

    func workError() -> DeploymentError {
        if case .end = resting { return endError() }
        return fatal
            ?? DeploymentError(
                .leaseLost,
                .partway,
                "the lease on the registry cannot be renewed: nothing more is written. Run `assistantctl apply` again."
            )
    }
}

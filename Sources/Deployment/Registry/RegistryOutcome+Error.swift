import OpenAIAPI
import ReleaseProtocol

extension RegistryOutcome {
    /// Why a run is over that did not finish, for its user.
    ///
    /// - Parameters:
    ///   - hasWorked: whether the lock was held, so that something may have been changed.
    ///   - now: Unix seconds of the server's time.
    ///   - takeoverWait: as ``ReleaseKeeping/takeoverWait``.
    func error(hasWorked: Bool, lastError: APIError?, now: Int, takeoverWait: Int = 0) -> DeploymentError {
        let kind: DeploymentError.Kind = hasWorked ? .partway : .refused
        let remedy =
            hasWorked
            ? "Run `assistantctl apply` again: it goes on from what the account holds."
            : "Nothing was changed."
        switch self {
        case .lockedBy(let run, let since, let leaseEnd):
            return DeploymentError(
                .locked,
                kind,
                "\(LockWording.state(run, since: since, leaseEnd: leaseEnd)). \(remedy) Try again when it is done; if that "
                    + "run is dead, \(LockWording.takeover(wait: takeoverWait))."
            )
        case .leaseLost(let holder):
            let how =
                holder.map { "\($0.name) took over the lock on the registry" } ?? "the lock on the registry ran out"
            return DeploymentError(.leaseLost, kind, "\(how) at \(Self.text(now)) or before. \(remedy)")
        case .baseMoved(let version):
            let what = "another release became live (version \(version) of the registry) since the plan was made"
            return DeploymentError(.stalePlan, kind, "\(what). \(hasWorked ? remedy : "\(remedy) Plan again.")")
        case .planOutdated:
            return DeploymentError(
                .stalePlan,
                .refused,
                "the account changed since the plan was made. Nothing was changed. Plan again."
            )
        case .otherRegistry(let winner): return .otherRegistry(winner, hasWorked: hasWorked)
        case .registryGone:
            return DeploymentError(
                .registryDamaged,
                kind,
                "the registry is gone: somebody deleted the skill, or ran `assistantctl destroy`. \(remedy)"
            )
        case .tooManyVersions(let live, let own):
            return DeploymentError(
                .registryDamaged,
                kind,
                "the registry's live release is version \(live), and the next one got the number \(own): what lies between "
                    + "cannot all be looked at. \(remedy) Delete the skill's newest versions, down to the live one, and try "
                    + "again."
            )
        case .refused:
            return DeploymentError(
                .request,
                hasWorked ? .partway : .failedNothingChanged,
                "the server refuses to write the registry" + (lastError.map { ": \($0)" } ?? "") + ". \(remedy)",
                underlying: lastError
            )
        case .readBackDiffers(let version):
            return DeploymentError(
                .registryDamaged,
                kind,
                "version \(version) of the registry reads otherwise than it was written, and was not made live. \(remedy)"
            )
        case .unreachable:
            var error = DeploymentError.registryUnreachable(lastError)
            if hasWorked { error.kind = .partway }
            return error
        case .interrupted where !hasWorked: return .registryInterrupted
        case .applyFailed, .interrupted, .finished:
            return DeploymentError(.leaseLost, kind, "the run is over, and nothing more is written. \(remedy)")
        }
    }

    /// Such as `2026-11-23 08:00:00 UTC`.
    static func text(_ time: Int) -> String {
        String(ReleaseDocument.text(ofTime: time).map { $0 == "T" ? " " : $0 }.dropLast()) + " UTC"
    }
}

/// What is said to whoever meets the lock of another run.
enum LockWording {
    /// Who holds it, since when and until when: from that second on it can be taken.
    ///
    /// - Parameters:
    ///   - since: Unix seconds.
    ///   - leaseEnd: Unix seconds; a lease counts as over a little later, because clocks and answers differ.
    static func state(_ run: RegistryRun, since: Int, leaseEnd: Int) -> String {
        let end = leaseEnd + RegistryTiming().tolerance + 1
        return
            "\(run.name) has been changing this environment since \(RegistryOutcome.text(since)), and its lock holds "
            + "until \(RegistryOutcome.text(end)) unless it is renewed"
    }

    /// What to do where the holder is dead.
    ///
    /// - Parameter wait: as ``ReleaseKeeping/takeoverWait``.
    static func takeover(wait: Int) -> String {
        guard wait > 0 else { return "use --takeover" }
        let duration = wait < 90 ? "\(wait) seconds" : "about \((wait + 30) / 60) minutes"
        return "use --takeover, which waits \(duration) so that a run that lives after all notices"
    }
}

extension RegistryRun {
    /// As people call it: who, and where from.
    package var name: String {
        switch (author.isEmpty, host.isEmpty) {
        case (false, false): "\(author) (from \(host))"
        case (false, true): author
        case (true, false): "a run on \(host)"
        case (true, true): "run \(id)"
        }
    }
}

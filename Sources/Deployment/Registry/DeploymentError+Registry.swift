import OpenAIAPI
import ReleaseProtocol

extension DeploymentError.Code {
    /// Another run holds the lock.
    package static let locked = DeploymentError.Code(rawValue: "locked")
    /// Another release is live than the plan was made against, or the account changed since.
    package static let stalePlan = DeploymentError.Code(rawValue: "stale-plan")
    /// The lease was over, or taken over, before the run had finished.
    package static let leaseLost = DeploymentError.Code(rawValue: "lease-lost")
    /// The host has no skills, which hold the registry.
    package static let noSkills = DeploymentError.Code(rawValue: "no-skills")
    /// The registry is not as this tool left it, or cannot be read by this version of it.
    package static let registryDamaged = DeploymentError.Code(rawValue: "registry-damaged")
    /// The release is not, or no longer, among those that are kept.
    package static let noSuchRelease = DeploymentError.Code(rawValue: "no-such-release")
    /// A release is too large for its document.
    package static let releaseTooLarge = DeploymentError.Code(rawValue: "release-too-large")
    /// The user interrupted the run.
    package static let interrupted = DeploymentError.Code(rawValue: "interrupted")
}

extension DeploymentError {
    static let registryCancelled = DeploymentError(
        .cancelled,
        .failedNothingChanged,
        "cancelled while talking to the registry"
    )

    /// A request to the registry that failed before anything was changed.
    init(registry error: APIError) {
        guard error.code == .notServed else {
            self.init(error, kind: .failedNothingChanged)
            return
        }
        self.init(
            .noSkills,
            .failedNothingChanged,
            "\(error) The releases of `api: responses` are kept in a skill. If this host has no skills for good, set "
                + "`registry: vector_store` in the environment; never because of a passing failure.",
            underlying: error
        )
    }

    init(_ error: RegistryReadError) {
        switch error {
        case .request(let error): self.init(registry: error)
        case .unreadable(let version, let skillID, let name, let error):
            self.init(
                .registryDamaged,
                .failedNothingChanged,
                "version \(version) of the skill \(skillID) (\(name)), which holds this environment's releases, cannot be "
                    + "read: \(error). If no assistantctl of yours wrote it, delete that version: DELETE "
                    + "/v1/skills/\(skillID)/versions/\(version)."
            )
        }
    }

    static func unnumbered(_ version: String, of skill: SkillObject) -> DeploymentError {
        DeploymentError(
            .registryDamaged,
            .failedNothingChanged,
            "the server names the default version of the skill \(skill.id) \(version.debugDescription), and the registry "
                + "needs versions that are counted."
        )
    }

    /// - Parameter version: the release that was live before, as far as that can be seen.
    static func defaultMovedByHand(of skill: SkillObject, backTo version: Int?) -> DeploymentError {
        let remedy =
            version.map {
                "Make version \($0) the default again: POST /v1/skills/\(skill.id) {\"default_version\": \"\($0)\"}."
            } ?? "Make its latest release the default again."
        return DeploymentError(
            .registryDamaged,
            .refused,
            "the default version \(skill.defaultVersion) of the registry \(skill.name) (\(skill.id)) is no release of "
                + "assistantctl: somebody changed it by hand. \(remedy)"
        )
    }

    static func unreadableDefault(_ version: Int, of skill: SkillObject) -> DeploymentError {
        DeploymentError(
            .registryDamaged,
            .failedNothingChanged,
            "the live release, version \(version) of the skill \(skill.id), cannot be found. Try again in a minute."
        )
    }
}

extension DeploymentError {
    static let registryInterrupted = DeploymentError(
        .interrupted,
        .failedNothingChanged,
        "interrupted before anything was changed"
    )

    /// - Parameter winner: nil where it is not known.
    static func otherRegistry(_ winner: RegistryCandidate?, hasWorked: Bool) -> DeploymentError {
        DeploymentError(
            .locked,
            hasWorked ? .partway : .refused,
            "another run made the registry of this environment in the same moment"
                + (winner.map { " (\($0.id))" } ?? "") + (hasWorked ? ". " : ": nothing was changed. ")
                + "Try again when it is done."
        )
    }

    static func registryUnreachable(_ error: APIError?) -> DeploymentError {
        DeploymentError(
            .request,
            .failedNothingChanged,
            "the registry does not answer" + (error.map { ": \($0)" } ?? ", or does not show what was written to it")
                + ". Try again.",
            underlying: error
        )
    }
}

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

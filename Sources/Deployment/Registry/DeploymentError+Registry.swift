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

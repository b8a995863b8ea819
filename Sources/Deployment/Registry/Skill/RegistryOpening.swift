import OpenAIAPI
import ReleaseProtocol

/// Finds the registry for a run, and makes it where there is none: the part that talks beside ``RegistryCreation``.
struct RegistryOpening: Sendable {
    let reader: RegistryReader
    let settings: RegistryRunSettings

    struct Opened: Sendable {
        var snapshot: RegistrySnapshot
        var wasMade: Bool
    }

    func open() async throws(DeploymentError) -> Opened {
        var creation = RegistryCreation(runID: settings.run.id, timing: reader.timing)
        var known: [String: RegistrySnapshot] = [:]
        var lastError: APIError?
        var delays = 0
        var step = creation.advance(.begin, now: reader.time.latest())
        while true {
            if settings.isInterrupted() { throw .registryInterrupted }
            let event: RegistryCreation.Event
            switch step {
            case .list:
                let found = try await reader.registries(knowing: Array(known.values))
                for registry in found { known[registry.holderID] = registry }
                event = .listed(found.map(\.candidate))
            case .create:
                let document = ReleaseDocument.empty(
                    project: reader.skills.project,
                    environment: reader.skills.environment,
                    origin: settings.origin(at: reader.time.latest()),
                    attempt: creation.attempt
                )
                let files = try reader.skills.files(of: document)
                do throws(APIError) {
                    let made = try await create(document, files)
                    known[made.holderID] = made
                    event = .created(made.candidate)
                } catch {
                    lastError = error
                    event = try await answer(to: error, &delays)
                }
            case .delete(let candidate):
                do throws(APIError) {
                    _ = try await reader.skills.client.deleteSkill(candidate.id)
                    event = .deleted
                } catch {
                    event = error.code == .cancelled ? .refused : .answerLost
                }
            case .wait(let until):
                reader.onNotice(.waitingForLostAnswer(seconds: until - reader.time.latest()))
                await reader.time.sleep(until: until)
                event = .timePassed
            case .end(.use(let candidate, let wasMade)):
                guard let snapshot = known[candidate.id] else { throw .registryUnreachable(lastError) }
                if wasMade { reader.onNotice(.registryMade(holderID: candidate.id)) }
                return Opened(snapshot: snapshot, wasMade: wasMade)
            case .end(.lost(let candidate)): throw .otherRegistry(candidate, hasWorked: false)
            case .end(.refused):
                if let lastError { throw DeploymentError(registry: lastError) }
                throw .registryUnreachable(nil)
            case .end(.unreachable): throw .registryUnreachable(lastError)
            }
            if Task.isCancelled { throw .registryCancelled }
            step = creation.advance(event, now: reader.time.latest())
        }
    }

    private func answer(
        to error: APIError,
        _ delays: inout Int
    ) async throws(DeploymentError) -> RegistryCreation.Event {
        switch RegistryFailure(error) {
        case .cancelled: throw .registryCancelled
        case .lost: return .answerLost
        case .refused: return .refused
        case .postponed(let wait):
            delays += 1
            guard delays < RegistryFailure.maximumDelays else { return .refused }
            reader.onNotice(.waitingForServer(seconds: wait))
            await reader.time.sleep(until: reader.time.latest() + wait)
            return .timePassed
        }
    }

    private func create(
        _ document: ReleaseDocument,
        _ files: [SkillFile]
    ) async throws(APIError) -> RegistrySnapshot {
        let sent = reader.time.local
        let skill = try await reader.skills.client.createSkill(files)
        reader.time.noteCreation(at: skill.createdAt, sent: sent, received: reader.time.local)
        return RegistrySnapshot(
            holderID: skill.id,
            holderCreatedAt: Int(skill.createdAt),
            version: Int(skill.defaultVersion) ?? 1,
            latestVersion: Int(skill.latestVersion) ?? 1,
            document: document,
            readAt: reader.time.earliest(at: sent),
            newer: []
        )
    }
}

/// What the failure of a write that was sent once means to the protocol.
enum RegistryFailure: Equatable {
    /// It may have been carried out.
    case lost
    /// Certainly not carried out, and may be after so many seconds.
    case postponed(seconds: Int)
    /// Not carried out, and asking again would not help.
    case refused
    case cancelled

    /// So often in a row a server may ask for patience.
    static let maximumDelays = 8

    init(_ error: APIError) {
        let unreadable: Set<APIError.Code> = [.decoding, .notJSON, .truncatedAnswer, .notDeleted]
        let transient: Set<APIError.Code> = [
            .conflict, .rateLimited, .server, .timeout, .unreachable, .proxyUnreachable, .nameResolution,
        ]
        if error.code == .cancelled {
            self = .cancelled
        } else if error.mayHaveBeenCarriedOut || unreadable.contains(error.code) {
            self = .lost
        } else if transient.contains(error.code) {
            let asked = error.answer?.retryAfter.map { Int($0.components.seconds) + 1 }
            self = .postponed(seconds: min(max(asked ?? 2, 1), 60))
        } else {
            self = .refused
        }
    }
}

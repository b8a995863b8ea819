import OpenAIAPI
import ReleaseProtocol

/// Carrying out the machine's steps.
extension RegistrySession {
    func carryOut(_ step: RegistryStep) async throws(DeploymentError) -> RegistryEvent {
        if Task.isCancelled { throw cancel() }
        switch step {
        case .listVersions, .readVersion, .readDefault: return try await read(step)
        case .listRegistries: return try await listRegistries()
        case .wait(let until, let reason): return try await wait(until: until, reason)
        case .prune(let version, let notAfter): return try await prune(version, notAfter: notAfter)
        case .publishJournal, .publishRelease, .moveDefault, .deleteVersion, .deleteRegistry:
            lastWait = nil
            return try await write(step)
        case .work, .planAgain, .end: preconditionFailure("the machine rests here")
        }
    }

    /// After that the run is as good as dead: what it began may take effect or not.
    func cancel() -> DeploymentError {
        fatal = .registryCancelled
        return .registryCancelled
    }

    // MARK: Reading

    private func read(_ step: RegistryStep) async throws(DeploymentError) -> RegistryEvent {
        let id = snapshot.holderID
        do throws(APIError) {
            switch step {
            case .listVersions:
                let versions = try await skills.client.listSkillVersions(of: id)
                for version in versions { creationTimes[version.number ?? 0] = Int(version.createdAt) }
                return .versionsListed(versions.compactMap(\.number))
            case .readDefault:
                let skill = try await skills.client.retrieveSkill(id)
                guard let version = SkillVersionObject.number(skill.defaultVersion) else {
                    fatal = .unnumbered(skill.defaultVersion, of: skill)
                    return .refused
                }
                return .defaultRead(version)
            case .readVersion(let number): return try await readVersion(number)
            default: preconditionFailure("not a read")
            }
        } catch {
            lastError = error
            if error.code == .cancelled { throw cancel() }
            if error.code == .notFound { return isSkillYoung ? .answerLost : .registryGone }
            return RegistryFailure(error) == .refused ? .refused : .answerLost
        }
    }

    private func listRegistries() async throws(DeploymentError) -> RegistryEvent {
        do throws(DeploymentError) {
            let found = try await reader.registries(knowing: [snapshot])
            hasRivals = found.contains { $0.holderID != snapshot.holderID }
            return .registriesListed(found.map(\.candidate))
        } catch {
            if error.code == .cancelled { throw cancel() }
            lastError = error.underlying
            guard error.underlying == nil else { return .answerLost }
            fatal = error
            return .refused
        }
    }

    /// A skill that was just made may answer 404 for a while.
    private var isSkillYoung: Bool {
        madeRegistry && time.latest() <= snapshot.holderCreatedAt + timing.visibility
    }

    private func readVersion(_ number: Int) async throws(APIError) -> RegistryEvent {
        let id = snapshot.holderID
        do throws(RegistryReadError) {
            let createdAt = try await creationTime(of: number)
            var record = RegistryRecord.foreign
            if case .document(let document) = try await skills.content(of: number, in: id) {
                record = document.record
                switch document.content {
                case .applying: journals[number] = document
                case .complete:
                    releases[number] = document
                    if document.origin.run.id == machine.run.id, document != draft?.published { record = .foreign }
                }
            }
            return .versionRead(RegistryVersion(number: number, createdAt: createdAt, record: record))
        } catch .request(let error) {
            if error.code == .notFound { return .versionMissing(number) }
            throw error
        } catch {
            // What a finished run cannot read it leaves alone; every other run must not go on.
            if machine.isTidyingUp { return .versionMissing(number) }
            fatal = DeploymentError(error)
            return .refused
        }
    }

    private func creationTime(of number: Int) async throws(RegistryReadError) -> Int {
        if let known = creationTimes[number] { return known }
        do {
            let version = try await skills.client.retrieveSkillVersion(String(number), of: snapshot.holderID)
            creationTimes[number] = Int(version.createdAt)
            return Int(version.createdAt)
        } catch {
            throw .request(error)
        }
    }

    // MARK: Waiting

    private func wait(
        until end: Int,
        _ reason: RegistryStep.WaitReason
    ) async throws(DeploymentError) -> RegistryEvent {
        if reason != lastWait { reader.onNotice(notice(of: reason, until: end)) }
        lastWait = reason
        // In pieces, so that an interrupt is heard.
        while time.latest() < end {
            if Task.isCancelled { throw cancel() }
            if !hasWorked, !isInterruptionDelivered, settings.isInterrupted() { break }
            await time.sleep(until: min(end, time.latest() + 1))
        }
        return .timePassed
    }

    private func notice(of reason: RegistryStep.WaitReason, until end: Int) -> RegistryNotice {
        let seconds = end - time.latest()
        return switch reason {
        case .visibility: .waitingForVisibility(seconds: timing.visibility)
        case .takeover: .waitingForTakeover(seconds: timing.settling)
        case .fence: .waitingForFence(seconds: seconds)
        case .lostAnswer: .waitingForLostAnswer(seconds: seconds)
        case .unreachable: .waitingForServer(seconds: seconds)
        }
    }

    // MARK: Writing

    private func write(_ step: RegistryStep) async throws(DeploymentError) -> RegistryEvent {
        let id = snapshot.holderID
        switch step {
        case .publishJournal(let terms, let notAfter):
            let journal = ReleaseJournal(changes: changes, terms: terms)
            let event = try await publish(document(.applying(journal)), notAfter: notAfter)
            if case .published = event, hasWorked, !terms.isEnd {
                reader.onNotice(.leaseRenewed(until: terms.leaseEnd))
            }
            return event
        case .publishRelease(let notAfter):
            guard var draft else { return .refused }
            // The same once more, where its answer was lost: whichever is seen is what was sent.
            let release = draft.published ?? document(.complete(draft.content))
            draft.published = release
            self.draft = draft
            return try await publish(release, notAfter: notAfter)
        case .moveDefault(let number, let notAfter):
            return try await sending(notAfter: notAfter) { client throws(APIError) in
                let skill = try await client.updateSkill(id, defaultVersion: String(number))
                return skill.defaultVersion == String(number) ? .defaultMoved : .answerLost
            }
        case .deleteVersion(let number, let notAfter):
            return try await sending(notAfter: notAfter) { client throws(APIError) in
                _ = try await client.deleteSkillVersion(String(number), of: id)
                return .deleted
            }
        case .deleteRegistry(let notAfter):
            return try await sending(notAfter: notAfter) { client throws(APIError) in
                _ = try await client.deleteSkill(id)
                return .deleted
            }
        default: preconditionFailure("not a write")
        }
    }

    private func document(_ content: ReleaseDocument.Content) -> ReleaseDocument {
        var origin = settings.origin(at: time.latest())
        origin.run = machine.run
        return ReleaseDocument(
            project: skills.project,
            environment: skills.environment,
            base: machine.base.version,
            release: draft?.release ?? snapshot.document.release + 1,
            origin: origin,
            content: content
        )
    }

    private func publish(_ document: ReleaseDocument, notAfter: Int) async throws(DeploymentError) -> RegistryEvent {
        let files: [SkillFile]
        do {
            files = try skills.files(of: document)
        } catch {
            fatal = error
            return .refused
        }
        let (id, time) = (snapshot.holderID, time)
        let event = try await sending(notAfter: notAfter) { client throws(APIError) in
            let sent = time.local
            let version = try await client.createSkillVersion(files, of: id)
            time.noteCreation(at: version.createdAt, sent: sent, received: time.local)
            guard let number = version.number else { throw APIError(.decoding, "a version without a number") }
            return .published(number: number, createdAt: Int(version.createdAt))
        }
        if case .published(let number, let createdAt) = event { creationTimes[number] = createdAt }
        return event
    }

    /// Sends a write if it is not too late for it, and says what came of it.
    private func sending(
        notAfter: Int,
        _ send: (RegistryClient) async throws(APIError) -> RegistryEvent
    ) async throws(DeploymentError) -> RegistryEvent {
        guard time.latest() <= notAfter else { return .timePassed }
        do throws(APIError) {
            let event = try await send(skills.client)
            delays = 0
            return event
        } catch {
            lastError = error
            switch RegistryFailure(error) {
            case .cancelled: throw cancel()
            case .lost: return .answerLost
            case .postponed(let seconds): return await postpone(seconds)
            case .refused:
                guard error.code == .notFound else { return .refused }
                return try await explainNotFound()
            }
        }
    }

    /// As if the step had not been begun: it comes again, or another one in its place.
    private func postpone(_ seconds: Int) async -> RegistryEvent {
        delays += 1
        guard delays < RegistryFailure.maximumDelays else { return .refused }
        reader.onNotice(.waitingForServer(seconds: seconds))
        await time.sleep(until: time.latest() + seconds)
        return .timePassed
    }

    /// 404 for a write: the registry is gone, or the server does not show it yet.
    private func explainNotFound() async throws(DeploymentError) -> RegistryEvent {
        if isSkillYoung { return await postpone(timing.poll) }
        let event = try await read(.readDefault)
        return event == .registryGone ? event : .refused
    }
}

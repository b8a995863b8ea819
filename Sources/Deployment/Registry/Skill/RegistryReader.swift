import OpenAIAPI
import ReleaseProtocol

/// Finds the registry of a project and environment and reads it, waiting where the server shows something late.
struct RegistryReader: Sendable {
    private(set) var skills: RegistrySkills
    let time: ServerClock
    let timing: RegistryTiming
    let onNotice: @Sendable (RegistryNotice) -> Void

    init(
        skills: RegistrySkills,
        time: ServerClock,
        timing: RegistryTiming,
        onNotice: @escaping @Sendable (RegistryNotice) -> Void
    ) {
        self.skills = skills
        self.time = time
        self.timing = timing
        self.onNotice = onNotice
    }

    /// The reader of a run that holds the lock, or is about to.
    var underLock: RegistryReader {
        var reader = self
        reader.skills.client = skills.client.underLock(timing)
        return reader
    }

    /// The registries of this project and environment, the one that counts first: more than one only in the moment in which two runs
    /// make one. The skill has the registry's name and its default version names the project and environment.
    ///
    /// Takes a request per page of skills, and one for every skill of the name that is not known: versions never change.
    ///
    /// - Parameter known: registries as they were read before.
    func registries(knowing known: [RegistrySnapshot] = []) async throws(DeploymentError) -> [RegistrySnapshot] {
        let start = time.local
        let namesakes: [SkillObject]
        do throws(APIError) {
            namesakes = try await skills.namesakes()
        } catch {
            throw DeploymentError(registry: error)
        }
        var registries: [RegistrySnapshot] = []
        for skill in namesakes {
            let same = known.first { $0.holderID == skill.id && String($0.version) == skill.defaultVersion }
            var registry: RegistrySnapshot?
            if var same {
                same.latestVersion = SkillVersionObject.number(skill.latestVersion) ?? same.latestVersion
                same.newer = []
                registry = same
            } else {
                registry = try await liveRelease(of: skill)
            }
            guard var registry else { continue }
            registry.readAt = time.earliest(at: start)
            registries.append(registry)
        }
        let order = RegistryCandidate.inOrder(registries.map(\.candidate)).map(\.id)
        return registries.sorted { (order.firstIndex(of: $0.holderID) ?? 0) < (order.firstIndex(of: $1.holderID) ?? 0) }
            .map { registry in
                var registry = registry
                registry.hasNamesakes = registries.count > 1
                return registry
            }
    }

    /// The live release of a registry that is known; nil when the registry is gone.
    func liveRelease(ofRegistry id: String) async throws(DeploymentError) -> RegistrySnapshot? {
        let start = time.local
        let skill: SkillObject
        do throws(APIError) {
            skill = try await skills.client.retrieveSkill(id)
        } catch  where error.code == .notFound {
            return nil
        } catch {
            throw DeploymentError(registry: error)
        }
        guard var registry = try await liveRelease(of: skill) else { return nil }
        registry.readAt = time.earliest(at: start)
        return registry
    }

    private func liveRelease(of skill: SkillObject) async throws(DeploymentError) -> RegistrySnapshot? {
        guard let version = SkillVersionObject.number(skill.defaultVersion) else {
            throw .unnumbered(skill.defaultVersion, of: skill)
        }
        guard let content = try await content(of: version, in: skill) else { return nil }
        guard case .document(let document) = content else {
            try await refuseForeignDefault(of: skill)
            return nil
        }
        guard case .complete = document.content else { throw .defaultMovedByHand(of: skill, backTo: document.base) }
        return RegistrySnapshot(
            holderID: skill.id,
            holderCreatedAt: Int(skill.createdAt),
            version: version,
            latestVersion: SkillVersionObject.number(skill.latestVersion) ?? 0,
            document: document,
            readAt: 0,
            newer: []
        )
    }

    /// A skill of the registry's name whose default version is not the tool's is somebody else's, unless it holds a
    /// release all the same: then somebody published a version by hand and made it live.
    private func refuseForeignDefault(of skill: SkillObject) async throws(DeploymentError) {
        guard skill.latestVersion != "1" else { return }
        for version in try await versions(of: skill.id).reversed() {
            guard let number = version.number, version.version != skill.defaultVersion,
                case .document(let document)? = try await contentIfVisible(of: number, in: skill.id)
            else { continue }
            let isRelease = if case .complete = document.content { true } else { false }
            throw .defaultMovedByHand(of: skill, backTo: isRelease ? number : document.base)
        }
    }

    /// What was published after the live release, oldest first: a request for the list of versions and one for each.
    func newerVersions(than snapshot: RegistrySnapshot) async throws(DeploymentError) -> [RegistrySnapshot.NewerVersion]
    {
        var newer: [RegistrySnapshot.NewerVersion] = []
        for version in try await versions(of: snapshot.holderID) {
            guard let number = version.number, number > snapshot.version,
                let content = try await contentIfVisible(of: number, in: snapshot.holderID)
            else { continue }
            newer.append(
                RegistrySnapshot.NewerVersion(
                    number: number,
                    createdAt: Int(version.createdAt),
                    kind: RegistrySnapshot.NewerVersion.Kind(content)
                )
            )
        }
        return newer.sorted { $0.number < $1.number }
    }

    /// The document of a release; nil when its version is gone.
    func release(version: Int, in skillID: String) async throws(DeploymentError) -> ReleaseDocument? {
        guard case .document(let document)? = try await contentIfVisible(of: version, in: skillID) else { return nil }
        return document
    }

    private func versions(of skillID: String) async throws(DeploymentError) -> [SkillVersionObject] {
        do throws(APIError) {
            return try await skills.client.listSkillVersions(of: skillID)
        } catch {
            throw DeploymentError(registry: error)
        }
    }

    private func contentIfVisible(
        of version: Int,
        in skillID: String
    ) async throws(DeploymentError) -> RegistrySkills.Content? {
        do throws(RegistryReadError) {
            return try await skills.content(of: version, in: skillID)
        } catch .request(let error) where error.code == .notFound {
            return nil
        } catch {
            throw DeploymentError(error)
        }
    }

    /// The content of the default version, which the server may show late; nil when the skill is gone by now.
    private func content(
        of version: Int,
        in skill: SkillObject
    ) async throws(DeploymentError) -> RegistrySkills.Content? {
        let start = time.latest()
        while true {
            if let content = try await contentIfVisible(of: version, in: skill.id) { return content }
            let passed = time.latest() - start
            guard passed <= timing.visibility else {
                if try await isGone(skill) { return nil }
                throw .unreadableDefault(version, of: skill)
            }
            if passed < timing.poll { onNotice(.waitingForVisibility(seconds: timing.visibility)) }
            await time.sleep(until: time.latest() + timing.poll)
            if Task.isCancelled { throw .registryCancelled }
        }
    }
}

extension RegistryReader {
    private func isGone(_ skill: SkillObject) async throws(DeploymentError) -> Bool {
        do throws(APIError) {
            return try await nilIfGone { () async throws(APIError) in
                try await skills.client.retrieveSkill(skill.id)
            } == nil
        } catch {
            throw DeploymentError(registry: error)
        }
    }
}

extension RegistrySnapshot.NewerVersion.Kind {
    init(_ content: RegistrySkills.Content) {
        guard case .document(let document) = content else {
            self = .foreign
            return
        }
        self = if case .complete = document.content { .release(document) } else { .journal(document) }
    }
}

/// The requests that the registry of one project and environment is made of.
struct RegistrySkills: Sendable {
    var client: RegistryClient
    let project: String
    let environment: String

    /// What a downloaded version is.
    enum Content: Sendable {
        /// A release or journal of this project and environment.
        case document(ReleaseDocument)
        /// Somebody else's.
        case foreign
    }

    var name: String { SkillBundle.name(project: project, environment: environment) }

    /// Every skill of the account with the registry's name, oldest first. Names are not unique.
    func namesakes() async throws(APIError) -> [SkillObject] {
        try await client.listSkills().filter { $0.name == name }
    }

    /// - Throws: ``RegistryReadError``: a failed request, or a version that this code must not judge.
    func content(of version: Int, in skillID: String) async throws(RegistryReadError) -> Content {
        do throws(BundleReadError) {
            let document = try await client.skillBundle(ofVersion: String(version), of: skillID).document
            return document.project == project && document.environment == environment ? .document(document) : .foreign
        } catch {
            switch error {
            case .request(let error): throw .request(error)
            case .unreadable(.noDocument): return .foreign
            case .unreadable(.document(let error)) where error.code != .laterSchema && !isOwn(error): return .foreign
            case .unreadable(let error):
                throw .unreadable(version: version, skillID: skillID, name: name, error)
            }
        }
    }

    /// Whether a document that cannot be understood says that it belongs to this project and environment.
    private func isOwn(_ error: ReleaseDocumentError) -> Bool {
        error.project == project && error.environment == environment
    }

    /// The files of a version for its upload.
    ///
    /// - Throws: ``DeploymentError/Code/releaseTooLarge``.
    func files(of document: ReleaseDocument) throws(DeploymentError) -> [SkillFile] {
        do throws(ReleaseDocumentError) {
            return try SkillBundle(document).files().map {
                SkillFile(path: $0.path, bytes: $0.content, contentType: $0.mediaType)
            }
        } catch {
            throw DeploymentError(.releaseTooLarge, .failedNothingChanged, error.description)
        }
    }
}

/// Why a version could not be read.
enum RegistryReadError: Error {
    case request(APIError)
    /// Of a later version of the tool, an archive that cannot be unpacked, or a damaged document of this project and
    /// environment: it may be a journal that holds the lock.
    case unreadable(version: Int, skillID: String, name: String, BundleError)
}

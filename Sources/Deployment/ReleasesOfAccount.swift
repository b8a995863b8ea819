import AssistantModel
import OpenAIAPI
import OrderedJSON
import ReleaseProtocol

/// Every release and every lock of every registry on an account, whatever project and environment it belongs to.
struct ReleasesOfAccount: Sendable {
    let client: any OpenAIClient
    let concurrency: Int
    /// Whose registry is left out; nil for nobody's.
    var besides: Ownership?

    /// What a version of a registry says of files.
    struct Version: Sendable {
        var fileIDs: Set<String> = []
        var vectorStoreIDs: Set<String> = []
        fileprivate var lock: Lock?

        fileprivate struct Lock: Sendable {
            var run: RegistryRun
            var from: Int
            var leaseEnd: Int
            /// Nil where the lock does not say it.
            var uploads: [ReleaseUpload]?
        }

        /// What the run uploads whose lock this is, while that holds.
        func intentions(now: Int) -> [AccountReferences.Intention] {
            let tolerance = RegistryTiming().tolerance
            guard let lock, now <= lock.leaseEnd + tolerance else { return [] }
            let looks: [UploadLook?] = lock.uploads?.map { UploadLook(name: $0.name, bytes: $0.bytes) } ?? [nil]
            return looks.map {
                AccountReferences.Intention(run: lock.run.name, from: lock.from - tolerance, upload: $0)
            }
        }
    }

    // MARK: Skills

    func inSkills() async throws(APIError) -> [Version] {
        let skills: [SkillObject]
        do throws(APIError) {
            skills = try await client.listSkills()
        } catch {
            guard error.code == .notServed else { throw error }
            return []
        }
        var releases: [Version] = []
        let own = besides.map { SkillBundle.name(project: $0.project, environment: $0.environment) }
        for skill in skills where skill.name.hasPrefix("assistants-") && skill.name != own {
            let versions = try await client.listSkillVersions(of: skill.id)
            let contents = try await concurrentMap(versions, width: concurrency) { version throws(APIError) in
                try await document(of: skill, version: version.version)
            }
            var documents: [(number: Int, createdAt: Int, document: ReleaseDocument)] = []
            for (version, document) in zip(versions, contents) {
                guard let document else { continue }
                documents.append((version.number ?? 0, Int(version.createdAt), document))
            }
            let live = SkillVersionObject.number(skill.defaultVersion) ?? 0
            let ended = Set(documents.map(\.document).filter(\.isEnd).map(\.origin.run.id))
            releases += documents.map { number, createdAt, document in
                var version = Version(document.complete)
                // A journal below the live release is over, and so is that of a run that said that it stopped.
                if case .applying(let journal) = document.content, number > live,
                    !ended.contains(document.origin.run.id)
                {
                    version.lock = Version.Lock(
                        run: document.origin.run,
                        from: createdAt,
                        leaseEnd: journal.leaseEnd,
                        uploads: journal.changes.compactMap(\.upload)
                    )
                }
                return version
            }
        }
        return releases
    }

    /// - Returns: nil for somebody's own skill that happens to have such a name.
    private func document(of skill: SkillObject, version: String) async throws(APIError) -> ReleaseDocument? {
        do throws(BundleReadError) {
            return try await client.skillBundle(ofVersion: version, of: skill.id).document
        } catch {
            switch error {
            case .request(let error): throw error
            case .unreadable(.noDocument): return nil
            case .unreadable(let error):
                throw APIError(
                    .decoding,
                    "version \(version) of the skill \(skill.id) (\(skill.name)) may be a release, and cannot be read: which "
                        + "files it needs is not known (\(error))"
                )
            }
        }
    }

    // MARK: Vector stores

    /// - Parameter stores: every store of the account.
    func inStores(_ stores: [VectorStoreObject]) async throws(APIError) -> [Version] {
        var releases: [Version] = []
        for store in stores where StoreRecord.isRegistry(store.metadata) && besides?.key(in: store.metadata) == nil {
            let record = StoreRecord(store.metadata)
            if let lock = record.lock {
                releases.append(
                    Version(lock: Version.Lock(run: lock.run, from: lock.since, leaseEnd: lock.leaseEnd, uploads: nil))
                )
            }
            guard let live = record.documentID else { continue }
            let content = try await content(ofFile: live)
            let earlier = content.history.compactMap(\.document)
            releases.append(Version(content))
            releases.append(Version(fileIDs: Set([live] + earlier)))
            releases += try await concurrentMap(earlier, width: concurrency) { id throws(APIError) in
                Version(try await self.content(ofFile: id))
            }
        }
        return releases
    }

    private func content(ofFile id: String) async throws(APIError) -> ReleaseContent {
        let bytes = try await client.release(inFile: id)
        do throws(ReleaseDocumentError) {
            return try ReleaseDocument(bytes: bytes).complete ?? ReleaseContent()
        } catch {
            throw APIError(
                .decoding,
                "the release in the file \(id) cannot be read: which files it needs is not known (\(error))"
            )
        }
    }
}

extension ReleasesOfAccount.Version {
    /// What a release names, also in its requests, where a later version of the tool may name more.
    fileprivate init(_ content: ReleaseContent?) {
        guard let content else { return }
        let requests = content.assistants.map(\.request)
        fileIDs = content.fileIDs.union(content.forgottenFileIDs).union(
            requests.flatMap { $0.texts(under: "file_ids") }
        )
        vectorStoreIDs = content.vectorStoreIDs.union(requests.flatMap { $0.texts(under: "vector_store_ids") })
    }
}

extension ReleaseDocument {
    /// Whether a run says with it that it stopped.
    fileprivate var isEnd: Bool {
        if case .applying(let journal) = content { journal.isEnd } else { false }
    }
}

extension JSONValue {
    /// The texts in every list that stands under a key, at any depth.
    fileprivate func texts(under key: String) -> [String] {
        switch self {
        case .object(let members):
            members.flatMap { name, value in
                name == key ? (value.arrayValue ?? []).compactMap(\.stringValue) : value.texts(under: key)
            }
        case .array(let elements): elements.flatMap { $0.texts(under: key) }
        default: []
        }
    }
}

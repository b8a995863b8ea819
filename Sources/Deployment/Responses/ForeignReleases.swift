import OpenAIAPI

/// Releases of other projects and environments on the same account: what they name is not left over.
struct ForeignReleases: Sendable {
    let client: any OpenAIClient
    /// This environment's own.
    let registry: any ReleaseKeeping

    /// Every file object that a release of another registry names.
    ///
    /// - Throws: also for a release that cannot be read: what it names is not known then.
    func fileIDs() async throws(DeploymentError) -> Set<String> {
        do throws(APIError) {
            return try await fileIDsInSkills().union(try await fileIDsInStores())
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
    }

    private func fileIDsInSkills() async throws(APIError) -> Set<String> {
        var ids: Set<String> = []
        do throws(APIError) {
            for skill in try await client.listSkills()
            where skill.name != registry.name && skill.name.hasPrefix(Self.prefix) {
                for version in try await client.listSkillVersions(of: skill.id) {
                    let bytes = try await client.skillVersionContent(version.version, of: skill.id)
                    ids.formUnion(try Self.fileIDs(inArchive: bytes, skillID: skill.id))
                }
            }
        } catch  where error.code == .notServed && !registry.needsSkills {
            return []
        }
        return ids
    }

    /// What releases in vector stores name, this environment's own included, and their documents.
    private func fileIDsInStores() async throws(APIError) -> Set<String> {
        var ids: Set<String> = []
        for store in try await client.listVectorStores() where StoreRecord.isRegistry(store.metadata) {
            guard let live = StoreRecord(store.metadata).documentID else { continue }
            let content = try await content(live)
            ids.formUnion([live] + content.history.compactMap(\.document))
            ids.formUnion(content.fileIDs)
            for documentID in content.history.compactMap(\.document) {
                ids.formUnion(try await self.content(documentID).fileIDs)
            }
        }
        return ids
    }

    private func content(_ documentID: String) async throws(APIError) -> ReleaseContent {
        let bytes = try await client.fileContent(documentID)
        do {
            return try ReleaseDocument(bytes: bytes).complete ?? ReleaseContent()
        } catch {
            throw APIError(.decoding, "the release in the file \(documentID) cannot be read: \(error)")
        }
    }

    private static let prefix = "assistants-"

    private static func fileIDs(inArchive bytes: [UInt8], skillID: String) throws(APIError) -> Set<String> {
        do {
            return try SkillBundle(zip: bytes).document.complete?.fileIDs ?? []
        } catch .noDocument {
            // Somebody's own skill that happens to have such a name.
            return []
        } catch {
            throw APIError(.decoding, "a release of the registry \(skillID) cannot be read: \(error)")
        }
    }
}

import OpenAIAPI

/// Releases of other projects and environments on the same account: what they name is not left over.
struct ForeignReleases: Sendable {
    let client: any OpenAIClient
    /// The name of this environment's own registry.
    let ownName: String

    /// Every file object that a release of another registry names.
    ///
    /// - Throws: also for a release that cannot be read: what it names is not known then.
    func fileIDs() async throws(DeploymentError) -> Set<String> {
        var ids: Set<String> = []
        do throws(APIError) {
            for skill in try await client.listSkills() where skill.name != ownName && skill.name.hasPrefix(Self.prefix)
            {
                for version in try await client.listSkillVersions(of: skill.id) {
                    let bytes = try await client.skillVersionContent(version.version, of: skill.id)
                    ids.formUnion(try Self.fileIDs(inArchive: bytes, skillID: skill.id))
                }
            }
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
        return ids
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

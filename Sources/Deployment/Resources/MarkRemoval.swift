import AssistantModel
import OpenAIAPI

/// Takes the owner's marks off an object; the rest of its metadata goes back as it is.
struct MarkRemoval: Sendable {
    let ownership: Ownership
    /// Of the object.
    let id: String
    /// That the object has in its marks.
    let key: String

    /// Reads the object again and writes it. One that is gone, or is not the owner's any more, is left alone.
    ///
    /// - Parameter write: sends the whole metadata, and hands back what the answer shows.
    /// - Throws: ``DeploymentError/Code/notKept`` when the answers go on showing the marks, and
    ///   ``DeploymentError/Code/changedSincePlan`` for an object that has another key by now.
    func carryOut(
        read: () async throws(APIError) -> Metadata,
        write: (Metadata) async throws(APIError) -> Metadata
    ) async throws(DeploymentError) {
        let metadata: Metadata
        do throws(APIError) {
            guard let current = try await nilIfGone(read) else { return }
            metadata = current
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
        guard let current = ownership.key(in: metadata) else { return }
        guard current == key else { throw .changedSincePlan(id) }
        var left: [String]
        do throws(APIError) {
            left = marks(in: try await write(metadata.withoutMarks))
            if !left.isEmpty {
                // A server that merges metadata keeps what it is not told to clear; the empty text reads as absent.
                let cleared = Dictionary(uniqueKeysWithValues: left.map { ($0, "") })
                left = marks(in: try await write(metadata.withoutMarks.merging(cleared) { _, empty in empty }))
            }
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
        guard !left.isEmpty else { return }
        throw DeploymentError(
            .notKept,
            .partway,
            "the server took the update of \(id) and still shows its marks (\(left.joined(separator: ", "))): it is "
                + "managed as before. Take them off by hand, or leave the object in the manifests."
        )
    }

    /// Sorted.
    private func marks(in metadata: Metadata) -> [String] {
        Ownership.MetadataKey.all.filter { metadata[$0]?.isEmpty == false }.sorted()
    }
}

import AssistantModel
import OpenAIAPI
import Planning

/// Deletes an object that is still what the plan saw: this owner's, of the same key, and not protected since.
struct OwnedDeletion: Sendable {
    let ownership: Ownership
    /// Of the object.
    let id: String
    /// That the object had in its marks when it was planned.
    let key: String
    /// As it was planned: the plan itself refuses what is protected and must not go.
    let wasProtected: Bool

    /// Reads the object again and deletes it. One that is gone is a success.
    ///
    /// - Parameter first: what goes before the object, once that is known to go.
    /// - Throws: ``DeploymentError/Code/ownershipLost`` for one that is somebody else's by now, and
    ///   ``DeploymentError/Code/changedSincePlan`` for one with another key and one that was protected meanwhile.
    func carryOut(
        read: () async throws(APIError) -> Metadata,
        first: () async throws(DeploymentError) -> Void,
        delete: () async throws(APIError) -> DeletionResult
    ) async throws(DeploymentError) {
        guard let metadata = try await partway({ () async throws(APIError) in try await nilIfGone(read) }) else {
            return
        }
        guard let current = ownership.key(in: metadata) else { throw .ownershipLost(id) }
        guard current == key else { throw .changedSincePlan(id) }
        guard wasProtected || !MetadataPlan.isProtected(metadata) else { throw .protectedSincePlan(id) }
        try await first()
        _ = try await partway { () async throws(APIError) in try await nilIfGone(delete) }
    }

    private func partway<Value>(
        _ request: () async throws(APIError) -> Value
    ) async throws(DeploymentError) -> Value {
        do throws(APIError) {
            return try await request()
        } catch {
            throw DeploymentError(error, kind: .partway)
        }
    }
}

extension DeploymentError {
    static func ownershipLost(_ id: String) -> DeploymentError {
        DeploymentError(
            .ownershipLost,
            .partway,
            "\(id) no longer carries this project's marks: it was left alone. Run plan again."
        )
    }

    static func changedSincePlan(_ id: String) -> DeploymentError {
        DeploymentError(
            .changedSincePlan,
            .partway,
            "\(id) was changed on the account after it was planned: it was left alone. Run plan again."
        )
    }

    static func protectedSincePlan(_ id: String) -> DeploymentError {
        DeploymentError(
            .changedSincePlan,
            .partway,
            "\(id) was protected on the account after it was planned: it was left alone. Run plan again."
        )
    }
}

import AssistantModel
import OpenAIAPI

/// Deletes an object after it was read again and still carries the owner's marks. One that is gone is a success.
///
/// - Throws: ``DeploymentError`` with ``DeploymentError/Code/ownershipLost`` for an object that is somebody else's by now.
func deleteOwned(
    _ id: String,
    by ownership: Ownership,
    metadata: () async throws(APIError) -> Metadata,
    delete: () async throws(APIError) -> DeletionResult
) async throws(DeploymentError) {
    do throws(APIError) {
        let isOwned = ownership.key(in: try await metadata()) != nil
        if isOwned {
            _ = try await delete()
            return
        }
    } catch {
        if error.code == .notFound { return }
        throw DeploymentError(error, kind: .partway)
    }
    throw .ownershipLost(id)
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
}

import AssistantModel
import Planning

/// What an application needs to know of an assistant on the account.
package struct DeployedAssistant: Sendable, Hashable {
    package var key: String
    package var id: String
    package var model: String
    package var vectorStoreID: String?

    /// The desired assistants that are on the account, sorted by key.
    package static func list(desired: DesiredState, live: LiveState) -> [DeployedAssistant] {
        let objects = LiveObjects(desired: desired, live: live)
        return desired.assistants.compactMap { assistant in
            guard let object = objects.assistants[assistant.key] else { return nil }
            return DeployedAssistant(
                key: assistant.key,
                id: object.id,
                model: object.definition.model,
                vectorStoreID: object.vectorStoreIDs.first
            )
        }
    }
}

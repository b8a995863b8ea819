import AssistantModel
import OrderedJSON
import Planning

/// What an application needs to know of an assistant on the account.
package struct DeployedAssistant: Sendable, Equatable {
    package var key: String
    /// Of the assistant's object; nil for an api that has none.
    package var id: String?
    /// As the account has it.
    package var definition: AssistantDefinition
    package var vectorStoreID: String?
    /// The release that the assistant is live in; nil for an api without releases.
    package var release: Int?
    /// The ready body of a request that runs the assistant, but for its input; nil for an api whose requests name an id.
    package var request: JSONValue?

    package var model: String { definition.model }

    /// The desired assistants that are on the account, sorted by key.
    ///
    /// - Parameter release: the live one; nil for an api without releases.
    package static func list(
        desired: DesiredState,
        live: LiveState,
        release: ReleaseDocument? = nil
    ) -> [DeployedAssistant] {
        let objects = LiveObjects(desired: desired, live: live)
        let requests = Dictionary((release?.complete?.assistants ?? []).map { ($0.key, $0.request) }) { first, _ in
            first
        }
        return desired.assistants.compactMap { assistant in
            guard let object = objects.assistants[assistant.key] else { return nil }
            return DeployedAssistant(
                key: assistant.key,
                id: release == nil ? object.id : nil,
                definition: object.definition,
                vectorStoreID: object.vectorStoreIDs.first,
                release: release?.release,
                request: requests[object.key]
            )
        }
    }
}

extension DeployedAssistant {
    /// The vector store that an assistant searches.
    ///
    /// - Throws: ``DeploymentError/Code/notDeployed`` for an assistant that is not on the account, or has no knowledge.
    package static func knowledge(
        of key: String,
        desired: DesiredState,
        live: LiveState
    ) throws(DeploymentError) -> String {
        guard let assistant = list(desired: desired, live: live).first(where: { $0.key == key }) else {
            throw DeploymentError(
                .notDeployed,
                .failedNothingChanged,
                "assistant \"\(key)\" is not on the account of environment \"\(desired.environment.name)\": "
                    + "run apply first."
            )
        }
        guard let storeID = assistant.vectorStoreID else {
            throw DeploymentError(
                .notDeployed,
                .failedNothingChanged,
                "assistant \"\(key)\" has no knowledge to search: add `file_search` and `knowledge` to its manifest."
            )
        }
        return storeID
    }
}

extension ReleaseDocument {
    /// What the release holds; nil for a journal.
    package var complete: ReleaseContent? {
        if case .complete(let content) = content { content } else { nil }
    }
}

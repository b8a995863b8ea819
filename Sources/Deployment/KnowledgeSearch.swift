import AssistantModel
import OpenAIAPI
import Planning

/// A passage of an assistant's knowledge.
package struct KnowledgePassage: Sendable, Hashable {
    /// 0 to 1.
    package var score: Double
    package var filename: String
    package var fileID: String
    /// Below `files_root`; nil for a file that somebody attached by hand.
    package var path: String?
    package var text: String
}

/// Looks into the knowledge that is deployed.
package struct KnowledgeSearch: Sendable {
    private let client: any OpenAIClient

    package init(client: any OpenAIClient) {
        self.client = client
    }

    /// Passages that answer the query, best first.
    ///
    /// - Parameter limit: 1 to 50 results; nil is the server's default of 10.
    package func search(
        assistant key: String,
        query: String,
        limit: Int?,
        desired: DesiredState,
        live: LiveState
    ) async throws(DeploymentError) -> [KnowledgePassage] {
        let deployed = DeployedAssistant.list(desired: desired, live: live)
        guard let assistant = deployed.first(where: { $0.key == key }) else {
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
        do throws(APIError) {
            let results = try await client.search(storeID, VectorStoreSearch(query: query, maxNumResults: limit))
            return results.map { result in
                let path: String? =
                    if case .string(let path)? = result.attributes[KnowledgeFile.pathAttribute] { path } else { nil }
                return KnowledgePassage(
                    score: result.score,
                    filename: result.filename,
                    fileID: result.fileID,
                    path: path,
                    text: result.texts.joined(separator: "\n")
                )
            }
        } catch {
            throw DeploymentError(error, kind: .failedNothingChanged)
        }
    }
}

import AssistantModel
import OpenAIAPI

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

    /// Passages of a vector store that answer the query, best first.
    ///
    /// - Parameter limit: 1 to 50 results; nil is the server's default of 10.
    package func search(
        _ storeID: String,
        query: String,
        limit: Int?
    ) async throws(ConversationError) -> [KnowledgePassage] {
        do throws(APIError) {
            let results = try await client.search(storeID, VectorStoreSearch(query: query, maxNumResults: limit))
            return results.map { result in
                let path: String? =
                    if case .string(let path)? = result.attributes[ProjectFile.pathAttribute] { path } else { nil }
                return KnowledgePassage(
                    score: result.score,
                    filename: result.filename,
                    fileID: result.fileID,
                    path: path,
                    text: result.texts.joined(separator: "\n")
                )
            }
        } catch {
            throw ConversationError(error)
        }
    }
}

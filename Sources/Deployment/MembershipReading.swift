import OpenAIAPI

extension OpenAIClient {
    /// A file's place in a store; nil where it has none, or none yet. The store's list decides where the host refuses to
    /// say it by id (docs/openai-api.md, 13.5).
    func member(_ fileID: String, of storeID: String) async throws(APIError) -> VectorStoreFileObject? {
        do throws(APIError) {
            return try await nilIfGone { () async throws(APIError) in
                try await retrieveVectorStoreFile(fileID, in: storeID)
            }
        } catch {
            guard error.code == .invalidRequest else { throw error }
        }
        return try await nilIfGone { () async throws(APIError) in
            try await listVectorStoreFiles(in: storeID)
        }?.first { $0.id == fileID }
    }
}

/// Reads what may be gone by now: lists lag (docs/openai-api.md, 4.6), and other people delete.
///
/// - Returns: nil for a 404 of the object.
func nilIfGone<Value>(_ read: () async throws(APIError) -> Value) async throws(APIError) -> Value? {
    do throws(APIError) {
        return try await read()
    } catch {
        guard error.code == .notFound else { throw error }
        return nil
    }
}

import OpenAIAPI

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

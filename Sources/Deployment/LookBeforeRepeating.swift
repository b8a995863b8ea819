import OpenAIAPI

/// Creates an object although the answer may get lost: a creation that may have been carried out is repeated only
/// after a look at the account found nothing (there are no idempotency keys: api-facts 12.15). Once: where looking does
/// not settle it, because lists lag, the next run does.
func lookingBeforeRepeating<Object: Sendable>(
    _ create: () async throws(APIError) -> Object,
    orFinding look: () async throws(APIError) -> Object?
) async throws(APIError) -> Object {
    do {
        return try await create()
    } catch  where error.mayHaveBeenCarriedOut {
        if let found = try await look() { return found }
        do {
            return try await create()
        } catch  where error.mayHaveBeenCarriedOut {
            if let found = try await look() { return found }
            throw error
        }
    }
}

import OpenAIAPI

/// Makes an object although the answer may get lost: what may have been carried out is repeated only after a look found
/// nothing (there are no idempotency keys: docs/openai-api.md, 2.5). Once. For what is harmless twice; objects of ours
/// are made with ``creatingOnce(_:within:clock:orFinding:)``.
///
/// - Throws: the error of the creation, never that of the look. It says that the work may have been carried out as soon
///   as that is so of either try.
func lookingBeforeRepeating<Object: Sendable>(
    _ create: () async throws(APIError) -> Object,
    orFinding look: () async throws(APIError) -> Object?
) async throws(APIError) -> Object {
    var lost: APIError
    do throws(APIError) {
        return try await create()
    } catch {
        guard error.mayHaveBeenCarriedOut else { throw error }
        lost = error
    }
    if let found = try await looking(look, after: lost) { return found }
    // Asking again would bring the same error, or is what the user wants no more.
    if lost.code == .errorInSuccess || lost.code == .cancelled { throw lost }
    do throws(APIError) {
        return try await create()
    } catch {
        guard error.mayHaveBeenCarriedOut else {
            // Of the first try nothing more is known than before.
            lost = error
            lost.mayHaveBeenCarriedOut = true
            throw lost
        }
        lost = error
    }
    if let found = try await looking(look, after: lost) { return found }
    throw lost
}

/// Creates an object of which there must be one. Where the answer is lost, looks for the object while the list may lag
/// (docs/openai-api.md, 4.6), and never asks twice: what does not show in time is left to the next run.
///
/// - Parameter grace: how long to look.
/// - Throws: the error of the creation, never that of a look.
func creatingOnce<Object: Sendable>(
    _ create: () async throws(APIError) -> Object,
    within grace: Duration,
    clock: any RunClock,
    orFinding look: () async throws(APIError) -> Object?
) async throws(APIError) -> Object {
    var lost: APIError
    do throws(APIError) {
        return try await create()
    } catch {
        guard error.mayHaveBeenCarriedOut else { throw error }
        lost = error
    }
    let deadline = clock.now() + grace
    var interval = Duration.seconds(1)
    while true {
        if let found = try await looking(look, after: lost) { return found }
        let rest = deadline - clock.now()
        if rest <= .zero || Task.isCancelled { break }
        await clock.sleep(for: min(interval, rest))
        interval = interval * 3 / 2
    }
    lost.message += "; the object may have been created and is not listed yet: run apply again"
    throw lost
}

private func looking<Object: Sendable>(
    _ look: () async throws(APIError) -> Object?,
    after lost: APIError
) async throws(APIError) -> Object? {
    do throws(APIError) {
        return try await look()
    } catch {
        // Nobody may take the failure of a look for a refusal of the write.
        throw lost
    }
}

import AssistantModel
import OpenAIAPI

/// Makes an object although the answer may get lost: what may have been carried out is repeated only after a look found
/// nothing (there are no idempotency keys: docs/openai-api.md, 2.5). Once. For what is harmless twice; objects of ours
/// are made with ``creating(_:clock:_:orFinding:)``.
///
/// - Throws: the error of the creation, never that of the look. It says that the work may have been carried out as soon
///   as that is so of either try.
func lookingBeforeRepeating<Object: Sendable>(
    isolation: isolated (any Actor)? = #isolation,
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

/// Creates an object of which there must be one. Where the answer is lost: one look by the nonce, then it is made again as
/// the next try, because lists lag (docs/openai-api.md, 4.6). Of one nonce the highest try counts for everybody, and
/// ``TwinRemoval`` deletes the others.
///
/// - Parameters:
///   - nonce: of no other creation.
///   - create: makes the object with this in its marks.
///   - look: finds an object with the nonce.
/// - Throws: the error of the creation, never that of a look. It says that the work may have been carried out as soon as
///   that is so of any try.
func creating<Object: Sendable>(
    _ nonce: String,
    clock: any RunClock,
    _ create: (AppliedRecord.Creation) async throws(APIError) -> Object,
    orFinding look: () async throws(APIError) -> Object?
) async throws(APIError) -> Object {
    let mostTries = 4
    var creation = AppliedRecord.Creation(nonce: nonce, attempt: 1)
    var pause = Duration.zero
    while true {
        do throws(APIError) {
            return try await create(creation)
        } catch {
            var lost = error
            guard lost.mayHaveBeenCarriedOut else {
                // Of the tries before nothing more is known than before.
                lost.mayHaveBeenCarriedOut = creation.attempt > 1
                throw lost
            }
            if let found = try await looking(look, after: lost) { return found }
            guard creation.attempt < mostTries, !Task.isCancelled else {
                lost.message += "; the object may have been created: run apply again"
                throw lost
            }
        }
        creation.attempt += 1
        // One that is lost is made again at once.
        if pause > .zero { await clock.sleep(for: pause) }
        pause = pause == .zero ? .seconds(2) : pause * 2
    }
}

extension AppliedRecord.Creation {
    /// 48 random bits: nobody else's creation has them.
    package static func randomNonce() -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        return String((0..<8).map { _ in letters[Int.random(in: 0..<64)] })
    }
}

private func looking<Object: Sendable>(
    isolation: isolated (any Actor)? = #isolation,
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

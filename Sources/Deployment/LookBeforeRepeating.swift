import AssistantModel
import OpenAIAPI
import OrderedJSON
import Synchronization

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

/// The writes of metadata and attributes of one run. They carry everything, so that they can be repeated at once; but a
/// try whose answer was lost may take effect behind later writes, and take those back. So what was repeated is read by id
/// at the end of the run, and written again where it is older.
final class RepeatedWrites: Sendable {
    private struct Entry {
        /// The requests in their order, from the first on.
        var requests: [APIRequest] = []
        var isInDoubt = false
    }

    private let entries = Mutex<[[String]: Entry]>([:])

    func note(_ request: APIRequest, followsLostTry: Bool) {
        guard request.writesValues else { return }
        entries.withLock { entries in
            entries[request.path, default: Entry()].requests.append(request)
            if followsLostTry { entries[request.path]?.isInDoubt = true }
        }
    }

    /// Reads every object with a repeated write. One that shows an earlier write of this run than the last gets those
    /// behind it again; one that shows something else was written by somebody else, and is left alone.
    func settle(_ client: any OpenAIClient) async throws(APIError) {
        let doubtful = entries.withLock { entries in
            entries.filter(\.value.isInDoubt).map(\.value.requests).sorted {
                $0[0].path.lexicographicallyPrecedes($1[0].path)
            }
        }
        for requests in doubtful {
            guard let last = requests.last else { continue }
            let read = APIRequest(.get, last.path, repeatability: .always, beta: last.beta)
            guard
                let shown = try await nilIfGone({ () async throws(APIError) in try await client.send(read).body }),
                !last.isShown(by: shown),
                let index = requests.lastIndex(where: { $0.isShown(by: shown) })
            else { continue }
            for request in requests[(index + 1)...] { _ = try await client.send(request) }
        }
    }
}

/// A client that notes in ``RepeatedWrites`` what it sends.
struct RememberingClient: OpenAIClient {
    let base: any OpenAIClient
    let writes: RepeatedWrites

    var observed: ObservedAccount { base.observed }

    func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        let response = try await base.send(request)
        writes.note(request, followsLostTry: response.followsLostTry)
        return response
    }
}

extension APIRequest {
    /// Whether it updates an object that carries marks.
    fileprivate var writesValues: Bool {
        guard method == .post, case .json(let body) = body else { return false }
        return switch (path.first, path.count) {
        case ("assistants", 2), ("vector_stores", 2): body["metadata"] != nil
        case ("vector_stores", 4): path[2] == "files" && body["attributes"] != nil
        default: false
        }
    }

    /// Whether an answer shows the record, or the attributes, that the request wrote.
    fileprivate func isShown(by answer: JSONValue) -> Bool {
        guard case .json(let body) = body else { return false }
        if let attributes = body["attributes"] { return Self.values(attributes) == Self.values(answer["attributes"]) }
        let key = Ownership.MetadataKey.record
        return body["metadata"]?[key] == answer["metadata"]?[key]
    }

    /// Pairs without those that read as absent.
    private static func values(_ json: JSONValue?) -> [String: JSONValue] {
        let pairs = (json?.objectValue ?? [:]).map { ($0.key, $0.value) }
        return Dictionary(pairs) { first, _ in first }.filter { $0.value != .string("") && !$0.value.isNull }
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

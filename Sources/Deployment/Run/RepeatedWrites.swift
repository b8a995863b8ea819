import AssistantModel
import OpenAIAPI
import OrderedJSON
import Synchronization

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

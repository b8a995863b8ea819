import AssistantModel
import Foundation
import OpenAIAPI
import OrderedJSON
import Synchronization

/// A small account in memory that answers as the contract says, and breaks where a test wants it to.
final class FakeAccount: OpenAIClient {
    /// What happens to one request.
    enum Fault: Sendable {
        /// Refused before anything was done.
        case refuse(status: Int, code: APIError.Code)
        /// Done, and the answer does not arrive.
        case loseAnswer
        /// Done, and no answer arrives although the client asked again as often as it does.
        case loseEveryAnswer
        /// The process is gone: nothing is done, now or later.
        case die
        /// The process is gone right behind the work.
        case dieAfter
    }

    struct Member: Equatable {
        var attributes: JSONValue
        var chunking: JSONValue
        var polls: Int
        var hiddenReads: Int
        var status: String
    }

    struct Store: Equatable {
        var name: String?
        var metadata: [String: String]
        var createdAt: Int
        var expiresAfter: JSONValue
        var isExpired = false
        var members: [String: Member] = [:]
    }

    struct File: Equatable {
        var name: String
        var bytes: Int
        var sha256: String
        var createdAt: Int
        var content: [UInt8] = []
        var expiresAt: Int?
    }

    struct Behaviour {
        /// Reads of a batch or member before it is indexed.
        var indexingPolls = 0
        /// Names of files that cannot be indexed.
        var unreadableNames: Set<String> = []
        /// Names of files that are refused when they are attached.
        var refusedNames: Set<String> = []
        /// Reads of a member after its attachment that answer 404.
        var hiddenReads = 0
        /// Lists of members say how far indexing is.
        var tellsStatusInLists = true
        var mergesMetadata = false
        /// Answers show default ranking options, an unknown tool option, and upper-case names.
        var hasOddEchoes = false
        /// New objects are missing from lists for so many lists.
        var listLag = 0
        var servesAssistants = true
        /// Keeps what a request sends null for.
        var ignoresNull = false
        /// Keeps a text that a request sends as empty, too.
        var ignoresEmpty = false
        /// Shows and keeps no metadata of objects.
        var dropsMetadata = false
        /// Shows and keeps no attributes of files in stores.
        var dropsAttributes = false
        var servesBatches = true
        /// Files that a batch may have.
        var batchLimit = 2_000
        /// Reads of a member after it was detached that still show it.
        var lingeringReads = 0
        /// A store that is deleted takes its files out of every other.
        var takesFilesAlong = false
        /// Gives the content of files to nobody.
        var refusesDownloads = false
        /// How many of the next contents of files come cut.
        var cutDownloads = 0
        /// Keys that the host itself keeps in the metadata of every new store.
        var hostMetadata: [String: String] = [:]
    }

    struct State {
        var files: [String: File] = [:]
        var stores: [String: Store] = [:]
        var assistants: [String: JSONObject] = [:]
        var batches: [String: (store: String, files: [String])] = [:]
        var behaviour = Behaviour()
        var log: [String] = []
        var organizations: [String] = []
        var counter = 0
        var lists = 0
        var bornAt: [String: Int] = [:]
        /// By member: reads that still show it after it was detached.
        var lingering: [String: Int] = [:]
        /// Stores that lists still show although they are gone.
        var ghosts: [String: Store] = [:]
        var isDead = false
        var inFlight = 0
        var mostInFlight = 0
        var fault: (@Sendable (_ number: Int, _ line: String) -> Fault?)?

        mutating func download(_ id: String) -> [UInt8] {
            let content = files[id]?.content ?? []
            guard behaviour.cutDownloads > 0 else { return content }
            behaviour.cutDownloads -= 1
            return Array(content.prefix(content.count / 2))
        }
    }

    private let state = Mutex(State())

    var observed: ObservedAccount { ObservedAccount(organizations: state.withLock { $0.organizations }) }

    func change(_ body: (inout sending State) -> Void) { state.withLock { body(&$0) } }

    func read<Value: Sendable>(_ body: (State) -> Value) -> Value { state.withLock { body($0) } }

    /// `METHOD path`, ids and all, in the order the requests came.
    var log: [String] { read(\.log) }
    var writes: [String] { log.filter { !$0.hasPrefix("GET") && !$0.hasSuffix("/search") } }

    func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        let upload = try await Self.readUpload(request)
        let line = "\(request.method.rawValue) \(request.path.joined(separator: "/"))"
        let place = APIError.Place(method: request.method.rawValue, path: line, server: "fake")
        state.withLock {
            $0.inFlight += 1
            $0.mostInFlight = max($0.mostInFlight, $0.inFlight)
        }
        await Task.yield()
        defer { state.withLock { $0.inFlight -= 1 } }
        let result = state.withLock { state -> Result<JSONValue, APIError> in
            if state.isDead { return .failure(APIError(.unreachable, "the process is gone", place: place)) }
            state.log.append(line)
            let fault = state.fault?(state.log.count, line)
            switch fault {
            case .die:
                state.isDead = true
                return .failure(APIError(.unreachable, "the process is gone", place: place))
            case .refuse(let status, let code):
                return .failure(
                    APIError(code, "refused by the test", place: place, answer: APIError.Answer(status: status))
                )
            case .dieAfter, .loseAnswer, .loseEveryAnswer, nil: break
            }
            let result = state.answer(request, upload: upload, place: place)
            guard case .success = result else { return result }
            switch fault {
            case .dieAfter:
                state.isDead = true
                return .failure(APIError(.unreachable, "the process is gone", place: place))
            case .loseEveryAnswer: return .failure(Self.lost(place))
            case .loseAnswer where request.repeatability == .onlyIfNotCarriedOut:
                return .failure(Self.lost(place))
            // The client repeats what may be repeated.
            case .loseAnswer: return state.answer(request, upload: upload, place: place)
            default: return result
            }
        }
        var response = APIResponse(body: try result.get(), place: place)
        if request.path.last == "content" { response.bytes = state.withLock { $0.download(request.path[1]) } }
        return response
    }

    private static func lost(_ place: APIError.Place) -> APIError {
        var error = APIError(.timeout, "the answer was lost", place: place)
        error.mayHaveBeenCarriedOut = true
        return error
    }

    private static func readUpload(_ request: APIRequest) async throws(APIError) -> File? {
        guard case .multipart(let form) = request.body else { return nil }
        let source = form.file.source
        let reader = try await source.reader()
        var bytes: [UInt8] = []
        while Int64(bytes.count) < source.byteCount {
            let chunk = try await source.chunk(from: Int64(bytes.count), to: source.byteCount, of: reader)
            bytes += chunk
            // As the transport does, chunk by chunk.
            source.reportProgress(Int64(chunk.count))
        }
        let sha256 = ContentDigest.sha256(bytes)
        if let expected = source.sha256, expected != sha256 { throw source.changed("has other bytes") }
        return File(name: source.fileName, bytes: bytes.count, sha256: sha256, createdAt: 0, content: bytes)
    }
}

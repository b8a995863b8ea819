import OpenAIAPI
import OpenAIHTTP
import Synchronization

/// The real client over HTTP, in simulated time.
///
/// It hands on what the client says, but for one thing: the `Date` of an answer comes from the server's framework, which
/// knows no other time than the machine's, and is replaced by the simulated one.
final class SimulatedClient: OpenAIClient {
    private let base: HTTPOpenAIClient
    private let time: SimulatedTime
    private let log = Mutex<[String]>([])
    private let onWrite: @Sendable (String) -> Void

    /// - Parameter onWrite: called behind every request that may have changed the account.
    init(_ base: HTTPOpenAIClient, time: SimulatedTime, onWrite: @escaping @Sendable (String) -> Void = { _ in }) {
        self.base = base
        self.time = time
        self.onWrite = onWrite
    }

    var observed: ObservedAccount {
        var observed = base.observed
        observed.serverTime = observed.serverTime.map { _ in Int64(time.unixSeconds) }
        return observed
    }

    func noteCutList(_ path: String) { base.noteCutList(path) }

    /// `POST files`, in the order in which they were sent; repetitions are not counted.
    var lines: [String] { log.withLock { $0 } }

    func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        let line = "\(request.method.rawValue) \(request.path.joined(separator: "/"))"
        log.withLock { $0.append(line) }
        time.beginRequest()
        defer {
            time.endRequest()
            if request.method != .get { onWrite(line) }
        }
        var response = try await base.send(request)
        response.serverTime = Int64(time.unixSeconds)
        return response
    }
}

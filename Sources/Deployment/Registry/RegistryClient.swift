import OpenAIAPI
import ReleaseProtocol
import Synchronization

extension RegistryTiming {
    /// After that a write is given up: shorter than the time in which it may take effect, so that the server has some of
    /// that too.
    var writeLimit: Duration { .seconds(max(1, requestTimeout * 3 / 4)) }
}

/// The account as the registry protocol needs it: every answer tells the server's time, and a write is sent once and
/// given up in time, because the lock holds only while no request can take effect later than its run knows.
struct RegistryClient: OpenAIClient {
    let base: any OpenAIClient
    let time: ServerClock
    /// For writes, which are then sent once; nil where they may be repeated.
    let timeLimit: Duration?
    /// Where writes may be repeated: what is known of their tries.
    let lostTries: LostTries?
    /// For how long a try may take effect.
    let requestTimeout: Int
    /// Nil where nobody holds a lock for its requests.
    private var lock: (lastRead: Duration, lastWrite: Duration?)?

    init(
        base: any OpenAIClient,
        time: ServerClock,
        timeLimit: Duration?,
        timing: RegistryTiming = RegistryTiming(),
        lostTries: LostTries? = nil
    ) {
        self.base = base
        self.time = time
        self.timeLimit = timeLimit
        self.lostTries = lostTries
        requestTimeout = timing.requestTimeout
    }

    /// The client of a run that holds the lock, or is about to: its requests wait behind no others, and a read that a
    /// server puts off is given up before a renewal waits too long for it.
    ///
    /// - Parameter lastWrite: from a write on: no try of it begins later. Nil for writes that are sent once.
    func underLock(_ timing: RegistryTiming, lastWrite: Duration? = nil) -> RegistryClient {
        var client = self
        client.lock = (.seconds(timing.requestTimeout), lastWrite)
        return client
    }

    var observed: ObservedAccount { base.observed }

    func noteCutList(_ path: String) { base.noteCutList(path) }

    func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        var request = request
        if request.method != .get, let timeLimit {
            request.repeatability = .never
            request.timeLimit = timeLimit
        }
        if let lock {
            request.isUrgent = true
            request.lastStart = request.method == .get ? lock.lastRead : lock.lastWrite
        }
        let sent = time.local
        let response = try await sendPatiently(request)
        if response.followsLostTry, request.method != .get { lostTries?.note(until: time.latest() + requestTimeout) }
        if let serverTime = response.serverTime { time.note(serverTime, sent: sent, received: time.local) }
        return response
    }

    /// Waits for rate limits also behind an interrupt: what the protocol has begun, it has to end, or the lock stays.
    private func sendPatiently(_ request: APIRequest) async throws(APIError) -> APIResponse {
        let base = base
        let result: Result<APIResponse, APIError> = await WaitEnd.$current.withValue(nil) {
            do throws(APIError) {
                return .success(try await base.send(request))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

/// Until when a try of a write to the registry's metadata may take effect whose answer was lost. Every such write
/// carries all of it, so one that comes late takes back what was written since.
final class LostTries: Sendable {
    private let end = Mutex(0)

    /// Unix seconds of the server's time; 0 where no answer was lost.
    var until: Int { end.withLock { $0 } }

    func note(until time: Int) { end.withLock { $0 = max($0, time) } }
}

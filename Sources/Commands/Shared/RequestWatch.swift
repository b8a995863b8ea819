import OpenAIHTTP
import Rendering
import Synchronization

/// Tells what the requests of a command are doing: a line for each with `--verbose`, and progress to whoever shows it.
final class RequestWatch: RequestObserver {
    private struct Listener {
        var onAnswer: @Sendable () -> Void
        var onWait: @Sendable (_ reason: String, _ seconds: Double) -> Void
    }

    private let printer: RequestPrinter?
    private let listener = Mutex<Listener?>(nil)
    /// In the order in which they began; those that are over go with the next one.
    private let activities = Mutex<[RequestActivity]>([])

    /// Nobody wonders about a shorter silence.
    private static let longestSilence = Duration.seconds(15)

    init(printer: RequestPrinter?) {
        self.printer = printer
    }

    func requestBegan(_ activity: RequestActivity) {
        let now = ContinuousClock.now
        activities.withLock { activities in
            activities.removeAll { $0.silence(at: now) == nil }
            activities.append(activity)
        }
    }

    /// The request on which nothing has happened for longest, where that is remarkable.
    var hang: RequestHang? {
        let now = ContinuousClock.now
        let silent = activities.withLock { activities in
            activities.compactMap { activity in activity.silence(at: now).map { (activity.title, $0) } }
        }
        guard let longest = silent.max(by: { $0.1 < $1.1 }), longest.1 >= Self.longestSilence else { return nil }
        return RequestHang(request: longest.0, seconds: longest.1 / .seconds(1))
    }

    func requestEnded(_ record: RequestRecord) {
        printer?.requestEnded(record)
        listener.withLock { $0 }?.onAnswer()
    }

    func requestWaits(_ wait: RequestWait) {
        listener.withLock { $0 }?.onWait(wait.reason.text, wait.duration / .seconds(1))
    }

    /// Runs the work; the listeners are told meanwhile, from several tasks at a time.
    func whileTold<Result: Sendable>(
        onAnswer: @escaping @Sendable () -> Void = {},
        onWait: @escaping @Sendable (_ reason: String, _ seconds: Double) -> Void,
        _ work: () async throws -> Result
    ) async throws -> Result {
        listener.withLock { $0 = Listener(onAnswer: onAnswer, onWait: onWait) }
        defer { listener.withLock { $0 = nil } }
        return try await work()
    }
}

extension RequestWait.Reason {
    /// Why a request waits, as it follows `waiting 12 s: `.
    var text: String {
        switch self {
        case .refused: "the server asks for it (429)"
        case .refusals: "the server refused requests for their rate (429), so they are spread out"
        case .limit(let perMinute): "the server's limit of \(perMinute) requests is used up for now"
        case .failed(_, let status?): "the server failed (\(status)), and is asked again"
        case .failed(let code, nil): "no answer (\(code.replacing("_", with: " "))), trying again"
        }
    }
}

/// `--verbose`: a line for every request.
struct RequestPrinter: Sendable {
    let console: Console

    func requestEnded(_ record: RequestRecord) {
        let milliseconds = Int(record.duration / .milliseconds(1))
        var line = "\(record.method) \(record.path) \(record.status.map(String.init) ?? "no answer") \(milliseconds) ms"
        if let id = record.requestID { line += " \(id)" }
        if let failure = record.failure { line += " \(failure)" }
        if let wait = record.retryAfter { line += ", again in \(Int(wait / .milliseconds(1))) ms" }
        console.log(VisibleText.line(line))
    }
}

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

    init(printer: RequestPrinter?) {
        self.printer = printer
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
        console.message(VisibleText.line(line))
    }
}

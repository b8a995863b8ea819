/// Draws the progress of some work: status lines on a terminal, plain lines elsewhere. It has no clock and prints nothing.
package protocol StatusRenderer: Sendable {
    /// What the renderer knows of a request that hangs; set before ``tick(at:)``.
    var hang: RequestHang? { get set }
    /// Time passed: draws again, or gives a log a sign of life.
    ///
    /// - Parameter seconds: since the work began; never less than the time before.
    mutating func tick(at seconds: Double) -> [ProgressOutput]
    /// Somebody else wrote a line: a log needs no sign of life for a while.
    mutating func noteLine(at seconds: Double)
    /// Takes the status off the terminal.
    mutating func finish() -> [ProgressOutput]
}

/// A request on which nothing happens.
package struct RequestHang: Equatable, Sendable {
    /// Such as `POST /v1/files`.
    package var request: String
    /// Since anything happened.
    package var seconds: Double

    /// - Parameters:
    ///   - request: method and path.
    ///   - seconds: since anything happened.
    package init(request: String, seconds: Double) {
        self.request = request
        self.seconds = seconds
    }

    /// Such as `waiting for POST /v1/files since 15 s`.
    var line: String { "waiting for \(VisibleText.line(request)) since \(Wording.duration(seconds))" }
}

/// Which hang a log has told of: each is told when it begins.
struct HangLog: Sendable {
    private var isTold = false

    /// The line for a hang that was not told yet.
    mutating func line(for hang: RequestHang?) -> String? {
        defer { isTold = hang != nil }
        return isTold ? nil : hang?.line
    }
}

/// What progress goes to.
package enum ProgressMode: Equatable, Sendable {
    /// Lines that are drawn over and over; only failures stay.
    case terminal
    /// A log: a line for what is done, and one from time to time when nothing happens.
    case plain

    /// Seconds without a line after which a log gets one.
    static let heartbeatInterval = 15.0
}

/// Waits as a log tells them: every worker waits for the same rate limit, and one line is enough.
struct WaitLog: Sendable {
    private var last: (reason: String, seconds: Double)?

    /// Whether a log said the same a moment ago. A wait that is not repeated counts as said.
    mutating func isRepeated(_ reason: String, at seconds: Double) -> Bool {
        if let last, last.reason == reason, seconds - last.seconds < ProgressMode.heartbeatInterval { return true }
        last = (reason, seconds)
        return false
    }

    /// Such as `waiting 12 s: the server asks for it (429)`.
    static func line(_ reason: String, _ seconds: Double) -> String {
        "waiting \(Wording.duration(seconds)): \(VisibleText.line(reason))"
    }
}

/// The lines at the bottom of a terminal that are drawn over, as bytes to write.
///
/// Lines that stay scroll up above them. Without status lines no escape sequence is written.
package struct StatusArea: Sendable {
    private var shown: [String] = []

    /// An area without lines.
    package init() {}

    /// What to write to the terminal. Status lines have to be shorter than the terminal is wide.
    package mutating func text(for outputs: [ProgressOutput]) -> String {
        var lines: [String] = []
        var status = shown
        for output in outputs {
            switch output {
            case .line(let line): lines.append(line)
            case .status(let next): status = next
            }
        }
        guard !lines.isEmpty || status != shown else { return "" }
        let erasure = shown.isEmpty ? "" : "\u{1B}[\(shown.count)A\r\u{1B}[J"
        shown = status
        return erasure + Wording.output(lines + status)
    }
}

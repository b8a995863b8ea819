import Foundation
import Rendering
import SourceDiagnostics
import Synchronization

/// Where a command's results and everything else go: results to standard output, the rest to standard error.
package final class Console: Sendable {
    /// One of the two streams.
    package enum Stream: Sendable {
        case standardOutput, standardError

        var descriptor: Int32 { self == .standardOutput ? STDOUT_FILENO : STDERR_FILENO }
    }

    /// How results are set: colour and width of standard output.
    package let resultStyle: TerminalStyle
    /// How messages are set: colour and width of standard error.
    package let messageStyle: TerminalStyle
    /// Whether standard error is a terminal that lines can be redrawn on.
    package let redrawsProgress: Bool
    /// Whether a person can be asked.
    package let isInteractive: Bool
    private let runPlace: Mutex<RunPlace>
    /// Nil where standard output is no terminal.
    private let pager: Pager?
    private let results = Mutex(Results())
    private let status = Mutex(Status())

    /// What is drawn at the bottom of the terminal, and who wrote above it.
    private struct Status {
        var area = StatusArea()
        var isOver = false
        var messages = 0
    }

    private struct Results {
        var isEmpty = true
        var isClosed = false
        var loss: String?
        var diagnostics: [Diagnostic] = []
    }

    /// The streams of this process; `environment` are its variables.
    package convenience init(noColor: Bool, environment: [String: String], place: RunPlace = RunPlace()) {
        self.init(noColor: noColor, environment: environment, place: place, pager: nil)
    }

    /// - Parameters:
    ///   - place: what commands are about that messages name.
    ///   - pager: for ``longResult(_:)`` on a terminal.
    init(noColor: Bool, environment: [String: String], place: RunPlace, pager: Pager?) {
        func style(of stream: Stream) -> TerminalStyle {
            let isTerminal = isatty(stream.descriptor) == 1
            return TerminalStyle(
                usesColor: ColorPolicy.usesColor(
                    flag: noColor ? false : nil,
                    environment: environment,
                    isTerminal: isTerminal
                ),
                width: isTerminal ? Self.width(of: stream) : nil
            )
        }
        resultStyle = style(of: .standardOutput)
        messageStyle = style(of: .standardError)
        redrawsProgress = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb" && environment["CI"] == nil
        runPlace = Mutex(place)
        self.pager = isatty(STDOUT_FILENO) == 1 ? pager : nil
        isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
    }

    /// Prints a result. A reader that went away (`| head`) is no failure: the rest is dropped. What cannot be written
    /// for another reason, as on a full disk, is told by ``afterDelivery(_:)``.
    package func result(_ text: String) { deliver(text, endingLine: true) }

    /// What the commands are about that messages name.
    var place: RunPlace { runPlace.withLock { $0 } }

    /// For a run that learned its environment from a file.
    func works(on place: RunPlace) { runPlace.withLock { $0 = place } }

    /// Prints a result that people read: lines that are longer than the terminal go on below.
    func proseResult(_ text: String) { result(resultStyle.fitted(text: place.completing(text))) }

    /// Prints a result, through the pager where it has more lines than the terminal.
    func longResult(_ text: String) {
        let lines = text.utf8.count { $0 == UInt8(ascii: "\n") }
        guard let pager, let rows = Self.size(of: .standardOutput)?.ws_row, rows > 0, lines >= rows else {
            return result(text)
        }
        results.withLock { $0.isEmpty = false }
        if !pager.show(text.hasSuffix("\n") ? text : text + "\n") { result(text) }
    }

    private func deliver(_ text: String, endingLine: Bool) {
        let isClosed = results.withLock { results in
            results.isEmpty = false
            return results.isClosed
        }
        guard !isClosed, let failure = write(text, to: .standardOutput, endingLine: endingLine) else { return }
        results.withLock { results in
            results.isClosed = true
            if failure != EPIPE { results.loss = String(cString: strerror(failure)) }
        }
    }

    /// Whether a result was lost: a document on a full disk is not what was asked for.
    var hasLostResults: Bool { results.withLock { $0.loss != nil } }

    /// The end of a command whose results may be lost: says so, once, and turns a success into a failure.
    func afterDelivery(_ status: ExitStatus) -> ExitStatus {
        let loss = results.withLock { results in
            defer { results.loss = nil }
            return results.loss
        }
        guard let loss else { return status }
        error("results-lost", "the results could not be written to standard output: \(loss)")
        return status == .done || status == .changesPending ? .failed : status
    }

    /// Prints diagnostics to standard error, and remembers them for ``finish(in:)``.
    ///
    /// - Parameter sources: texts by file, to print lines from.
    func show(_ diagnostics: [Diagnostic], sources: [String: String] = [:]) {
        guard !diagnostics.isEmpty else { return }
        let place = place
        let completed = diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.message = place.completing(diagnostic.message)
            diagnostic.hint = diagnostic.hint.map(place.completing)
            return diagnostic
        }
        results.withLock { $0.diagnostics += completed }
        contents(DiagnosticRenderer(style: messageStyle).text(completed, sources: sources))
    }

    /// The end of a command that failed: whoever reads JSON gets a document in any case. Without a result it is the one
    /// that `validate --format json` prints, with everything that was shown.
    func finish(in format: ResultFormat) {
        let (isEmpty, diagnostics) = results.withLock { ($0.isEmpty, $0.diagnostics) }
        guard format == .json, isEmpty else { return }
        result(DiagnosticJSON.text(diagnostics))
    }

    /// Prints a message for people: progress, questions, errors. Lines that are longer than the terminal go on below.
    package func message(_ text: String) { contents(place.completing(text)) }

    /// Prints a message that shows what files or the account hold: of that not a word changes.
    func contents(_ text: String) { log(messageStyle.fitted(text: text)) }

    /// Prints a message as it is, such as a line with an address that somebody may copy.
    func log(_ text: String) {
        guard !text.isEmpty else { return }
        let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
        status.withLock { status in
            status.messages += 1
            _ = write(status.area.text(for: [.line(line)]), to: .standardError)
        }
    }

    /// Messages so far: a log in which something was said needs no sign of life.
    var messageCount: Int { status.withLock { $0.messages } }

    /// Draws progress. Messages of others go above it: lines of two tasks never mix.
    func progress(_ outputs: [ProgressOutput]) {
        status.withLock { status in
            guard !status.isOver else { return }
            let text = status.area.text(for: outputs)
            if !text.isEmpty { _ = write(text, to: .standardError, endingLine: false) }
        }
    }

    /// Takes the status off the terminal for good, for a process that ends without waiting for its tasks.
    func endProgress() {
        progress([.status([])])
        status.withLock { $0.isOver = true }
    }

    /// Reads one line from the person at the terminal; nil at the end of input.
    package func answer(to question: String) -> String? {
        _ = write(question, to: .standardError, endingLine: false)
        let answer = readLine(strippingNewline: true)
        // Nobody pressed Return.
        if answer == nil { raw("\n", to: .standardError) }
        return answer
    }

    /// Writes without an end of line, such as a part of an answer. On standard output it is a ``result(_:)``.
    package func raw(_ text: String, to stream: Stream) {
        switch stream {
        case .standardOutput: deliver(text, endingLine: false)
        case .standardError: _ = write(text, to: .standardError, endingLine: false)
        }
    }

    /// - Returns: the system's number of what went wrong; nil when everything was written.
    private func write(_ text: String, to stream: Stream, endingLine: Bool = true) -> Int32? {
        var bytes = Array(text.utf8)
        if endingLine, !bytes.isEmpty, bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        var offset = 0
        while offset < bytes.count {
            let written = bytes[offset...].withUnsafeBytes {
                Foundation.write(stream.descriptor, $0.baseAddress, $0.count)
            }
            if written < 0, errno == EINTR || errno == EAGAIN { continue }
            guard written > 0 else { return written < 0 ? errno : EIO }
            offset += written
        }
        return nil
    }

    /// Columns of a terminal; nil where the stream is none, or nobody knows.
    static func width(of stream: Stream) -> Int? {
        size(of: stream).flatMap { $0.ws_col > 0 ? Int($0.ws_col) : nil }
    }

    private static func size(of stream: Stream) -> winsize? {
        var size = winsize()
        return ioctl(stream.descriptor, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
    }
}

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
    private let results = Mutex(Results())

    private struct Results {
        var isEmpty = true
        var isClosed = false
        var diagnostics: [Diagnostic] = []
    }

    /// The streams of this process; `environment` are its variables.
    package init(noColor: Bool, environment: [String: String]) {
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
        isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
    }

    /// Prints a result. A reader that went away (`| head`) is no failure: the rest is dropped.
    package func result(_ text: String) {
        let isClosed = results.withLock { results in
            results.isEmpty = false
            return results.isClosed
        }
        guard !isClosed, !write(text, to: .standardOutput) else { return }
        results.withLock { $0.isClosed = true }
    }

    /// Prints diagnostics to standard error, and remembers them for ``finish(in:)``.
    ///
    /// - Parameter sources: texts by file, to print lines from.
    func show(_ diagnostics: [Diagnostic], sources: [String: String] = [:]) {
        guard !diagnostics.isEmpty else { return }
        results.withLock { $0.diagnostics += diagnostics }
        message(DiagnosticRenderer(style: messageStyle).text(diagnostics, sources: sources))
    }

    /// The end of a command that failed: whoever reads JSON gets a document in any case. Without a result it is the one
    /// that `validate --format json` prints, with everything that was shown.
    func finish(in format: ResultFormat) {
        let (isEmpty, diagnostics) = results.withLock { ($0.isEmpty, $0.diagnostics) }
        guard format == .json, isEmpty else { return }
        result(DiagnosticJSON.text(diagnostics))
    }

    /// Prints a message for people: progress, questions, errors.
    package func message(_ text: String) {
        _ = write(text, to: .standardError)
    }

    /// Reads one line from the person at the terminal; nil at the end of input.
    package func answer(to question: String) -> String? {
        _ = write(question, to: .standardError, endingLine: false)
        return readLine(strippingNewline: true)
    }

    /// Writes without an end of line, such as a terminal's control sequences.
    package func raw(_ text: String, to stream: Stream) {
        _ = write(text, to: stream, endingLine: false)
    }

    private func write(_ text: String, to stream: Stream, endingLine: Bool = true) -> Bool {
        var bytes = Array(text.utf8)
        if endingLine, !bytes.isEmpty, bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        var offset = 0
        while offset < bytes.count {
            let written = bytes[offset...].withUnsafeBytes {
                Foundation.write(stream.descriptor, $0.baseAddress, $0.count)
            }
            if written < 0, errno == EINTR || errno == EAGAIN { continue }
            guard written > 0 else { return false }
            offset += written
        }
        return true
    }

    private static func width(of stream: Stream) -> Int? {
        var size = winsize()
        guard ioctl(stream.descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}

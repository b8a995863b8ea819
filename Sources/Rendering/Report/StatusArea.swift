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

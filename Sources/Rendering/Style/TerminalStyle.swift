/// How text may look where it is printed.
package struct TerminalStyle: Equatable, Sendable {
    /// Whether colours are written; without them no escape sequence is.
    package var usesColor: Bool
    /// Columns of the terminal; nil where the output is not one.
    package var width: Int?

    /// A style of these two.
    package init(usesColor: Bool = false, width: Int? = nil) {
        self.usesColor = usesColor
        self.width = width
    }

    /// No colours and no width: files, pipes and tests.
    package static let plain = TerminalStyle()

    /// The text in these colours. The text itself must already be safe to print.
    func paint(_ text: String, _ colors: TerminalColor...) -> String {
        paint(text, colors)
    }

    func paint(_ text: String, _ colors: [TerminalColor]) -> String {
        guard usesColor, !text.isEmpty, !colors.isEmpty else { return text }
        return "\u{1B}[\(colors.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m"
    }
}

/// The colours in use, by their numbers in ECMA-48 "Select Graphic Rendition".
enum TerminalColor: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
}

/// Decides whether output has colours.
package enum ColorPolicy {
    /// The flag decides, then `NO_COLOR` (any text but none), then `CLICOLOR_FORCE` (any text but none and `0`), then
    /// the terminal: colours when there is one and `TERM` is not `dumb`.
    ///
    /// - Parameter flag: What the user asked for on the command line; nil when nothing.
    package static func usesColor(flag: Bool?, environment: [String: String], isTerminal: Bool) -> Bool {
        if let flag { return flag }
        if let value = environment["NO_COLOR"], !value.isEmpty { return false }
        if let value = environment["CLICOLOR_FORCE"], !value.isEmpty, value != "0" { return true }
        return isTerminal && environment["TERM"] != "dumb"
    }
}

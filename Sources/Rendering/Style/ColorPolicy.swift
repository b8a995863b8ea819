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

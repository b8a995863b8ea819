/// Examples at the end of a command's help, which its page of the manual shows too.
enum Examples {
    /// - Parameters:
    ///   - discussion: what else the help says.
    ///   - examples: what a line is for, and the line as a shell takes it.
    static func below(_ discussion: String, _ examples: (purpose: String, line: String)...) -> String {
        let lines = examples.flatMap { ["  # \($0.purpose)", "  \($0.line)"] }
        return (discussion.isEmpty ? "" : discussion + "\n\n") + "Examples:\n" + lines.joined(separator: "\n")
    }
}

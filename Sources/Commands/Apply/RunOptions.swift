import ArgumentParser
import SourceDiagnostics

/// What commands that write to the account take.
package struct RunOptions: ParsableArguments {
    @OptionGroup var pace: RunPace

    @Option(help: "How plan and report are printed: text or json.")
    var format = ResultFormat.text

    static let defaultConcurrency = 16

    package init() {}

    /// For a command whose own `--format` has more forms.
    init(_ pace: RunPace, format: ResultFormat) {
        self.pace = pace
        self.format = format
    }

    /// Whether the user said yes on the command line.
    var yes: Bool { pace.yes }
    /// Requests on the wire at a time.
    var concurrency: Int { pace.concurrency }

    /// The command and its arguments, as this process was started with them.
    static var typedWords: String { CommandLine.arguments.dropFirst().map(ShellText.quoted).joined(separator: " ") }

    /// Where nobody can be asked, `--yes` is needed: a job that waits for an answer for ever helps nobody.
    ///
    /// - Parameters:
    ///   - look: what shows what would be done.
    ///   - then: what does it.
    /// - Throws: the exit code for wrong usage.
    func requireAnswer(
        _ console: Console,
        command: String,
        look: String,
        then: String = "\(typedWords) --yes"
    ) throws {
        guard !yes, !console.isInteractive else { return }
        console.error(
            "no-terminal",
            "\(command) asks before it changes the account, and there is no terminal to ask on",
            hint: "run `assistantctl \(look)`, then `assistantctl \(then)`"
        )
        console.finish(in: format)
        throw ExitStatus.usage.exitCode
    }
}

import ArgumentParser

/// What commands that write to the account take.
package struct RunOptions: ParsableArguments {
    @Flag(help: "Do not ask.")
    var yes = false

    @Option(help: "How many requests are under way at a time: 1 to 64.")
    var concurrency = RunOptions.defaultConcurrency

    @Option(help: "How plan and report are printed: text or json.")
    var format = ResultFormat.text

    static let defaultConcurrency = 16

    package init() {}

    /// Refuses values that no command can work with, as wrong usage.
    package func validate() throws {
        guard (1...64).contains(concurrency) else { throw ValidationError("--concurrency takes a number from 1 to 64") }
    }

    /// Where nobody can be asked, `--yes` is needed: a job that waits for an answer for ever helps nobody.
    ///
    /// - Parameter hint: what to do instead; nil for a command that carries out what `plan` shows.
    /// - Throws: the exit code for wrong usage.
    func requireAnswer(_ console: Console, command: String, hint: String? = nil) throws {
        guard !yes, !console.isInteractive else { return }
        console.error(
            "no-terminal",
            "\(command) asks before it changes the account, and there is no terminal to ask on",
            hint: hint ?? "run `assistantctl plan`, then `assistantctl \(command) --yes`"
        )
        console.finish(in: format)
        throw ExitStatus.usage.exitCode
    }
}

import ArgumentParser
import Rendering

/// The question before the first write.
struct Confirmation {
    let question: String
    /// Whether the user said yes on the command line.
    let isGiven: Bool

    /// Only the whole word `yes` counts.
    func isObtained(_ console: Console) -> Bool {
        if isGiven { return true }
        let answer = console.answer(to: "\(VisibleText.line(question)) Only \"yes\" is accepted: ")
        return answer == "yes"
    }

    /// Says that nobody can be asked.
    ///
    /// - Returns: the exit code for wrong usage.
    static func withoutTerminal(
        _ console: Console,
        command: String,
        hint: String,
        format: ResultFormat
    ) -> ExitCode {
        console.error(
            "no-terminal",
            "\(command) asks before it changes the account, and there is no terminal to ask on",
            hint: hint
        )
        console.finish(in: format)
        return ExitStatus.usage.exitCode
    }
}

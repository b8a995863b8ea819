import ArgumentParser
import Foundation
import SourceDiagnostics

/// What wrong usage prints: the mistake like every other error, what was probably meant, and how the command is used.
struct UsageMistake {
    /// The parser's message, its first line the mistake.
    let message: String
    /// As they were given.
    let arguments: [String]

    init(message: String, arguments: [String]) {
        self.message = message
        self.arguments = arguments
    }

    /// A question or a query that begins with a hyphen, whose letters would be taken for options.
    ///
    /// - Returns: nil where there is none.
    init?(textTakenForOptions arguments: [String]) {
        guard let text = DashedText.first(in: arguments) else { return nil }
        let hint = "put `--` in front: -- \"\(text)\""
        self.init(message: "'\(text)' begins like an option\nhint: \(hint)", arguments: arguments)
    }

    private static let hyphenHint = "put `--` in front of a text that begins with a hyphen"

    /// Prints the text and ends the process.
    func endProcess() -> Never {
        FileHandle.standardError.write(Data((text + "\n").utf8))
        AssistantCtl.exit(withError: ExitStatus.usage.exitCode)
    }

    var text: String {
        var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let first = lines.first else { return message }
        if let unknown = unknownCommand {
            let hint = Suggestion.hint(for: unknown, among: Self.commands.compactMap { $0.configuration.commandName })
            lines[0] = "error: unknown command '\(unknown)'"
            lines.insert("hint: \(hint ?? "`assistantctl help` lists the commands")", at: 1)
            return lines.joined(separator: "\n")
        }
        // The parser suggests options that are four letters away, too.
        let mistake = first.firstRange(of: ". Did you mean").map { String(first[..<$0.lowerBound]) } ?? first
        let label = AssistantCtl._errorPrefix
        let words = mistake.hasPrefix(label) ? mistake.dropFirst(label.count) : mistake[...]
        lines[0] = "error: " + words.prefix(1).lowercased() + words.dropFirst()
        if let hint = hint(on: words) { lines.insert("hint: \(hint)", at: 1) }
        return lines.joined(separator: "\n")
    }

    private func hint(on mistake: Substring) -> String? {
        let isHyphened = arguments.contains { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.count > 2 }
        if mistake.hasPrefix("Missing expected argument") { return isHyphened ? Self.hyphenHint : nil }
        let quoted = mistake.split(separator: "'", omittingEmptySubsequences: false)
        guard quoted.count > 2 else { return nil }
        let subject = String(quoted[1])
        if mistake.hasPrefix("Unknown option") { return optionHint(subject) }
        guard mistake.hasPrefix("Unexpected argument") else { return nil }
        guard let command else { return nil }
        let takesScope = Self.options(of: command).contains("--only")
        return takesScope ? "`--only ADDRESS` is about a part of the project" : nil
    }

    private func optionHint(_ option: String) -> String? {
        if !option.hasPrefix("--") { return Self.hyphenHint }
        guard let command else { return nil }
        let options = Self.options(of: command)
        // As other programs have it.
        let names = PlanFormat.allCases.map(\.rawValue) + ValidationFormat.allCases.map(\.rawValue)
        let formats = Set(names + CheckFormat.allCases.map(\.rawValue)).sorted().map { "--\($0)" }
        let known = options + (options.contains("--format") ? formats : [])
        // `--environment` is how others call `--env`.
        let nearest =
            known.contains(option)
            ? option : Suggestion.nearest(to: option, among: known) ?? options.filter(option.hasPrefix).max()
        guard let nearest else { return nil }
        return formats.contains(nearest)
            ? "did you mean `--format \(nearest.dropFirst(2))`?" : "did you mean `\(nearest)`?"
    }

    /// What stands where the command should: the parser takes offence at the first option behind it, too.
    private var unknownCommand: String? {
        let known = Self.commands.compactMap { $0.configuration.commandName } + ["help"]
        return arguments.first.flatMap { $0.hasPrefix("-") || known.contains($0) ? nil : $0 }
    }

    private var command: (any ParsableCommand.Type)? {
        arguments.lazy.compactMap { argument in
            Self.commands.first { $0.configuration.commandName == argument }
        }.first
    }

    static var commands: [any ParsableCommand.Type] {
        AssistantCtl.configuration.groupedSubcommands.flatMap(\.subcommands) + AssistantCtl.configuration.subcommands
    }

    /// The long names, as its help has them.
    static func options(of command: any ParsableCommand.Type) -> [String] {
        let whole = AssistantCtl.helpMessage(for: command, columns: 200)
        // Examples are of other commands, too.
        let help = whole[(whole.firstRange(of: "\nOPTIONS:")?.lowerBound ?? whole.startIndex)...]
        return Set(help.matches(of: /--[a-z][a-z-]+/).map { String($0.output) }).sorted()
    }
}

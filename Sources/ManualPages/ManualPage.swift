/// A page of the manual in mdoc, which man-db and mandoc show.
package struct ManualPage: Sendable {
    private let command: CommandSummary
    private let siblings: [CommandSummary]
    private let date: ManualDate
    private let source: String

    /// The pages of a command and of all below it.
    ///
    /// - Parameter source: what the pages are about, with its version; stands at the foot of each.
    package static func pages(of command: CommandSummary, date: ManualDate, source: String) -> [ManualPage] {
        let others = command.subcommands.map {
            ManualPage(command: $0, siblings: [command], date: date, source: source)
        }
        return [ManualPage(command: command, siblings: command.subcommands, date: date, source: source)] + others
    }

    private init(command: CommandSummary, siblings: [CommandSummary], date: ManualDate, source: String) {
        self.command = command
        self.siblings = siblings
        self.date = date
        self.source = source
    }

    /// Such as `assistantctl-plan.1`.
    package var fileName: String { "\(command.pageName).1" }

    /// The page, a line break at its end.
    package var text: String {
        let discussion = Discussion(command.discussion)
        var lines = [
            ".Dd \(date)", ".Dt \(MdocText.argument(command.pageName.uppercased())) 1",
            ".Os \(MdocText.argument(source))", ".Sh NAME", ".Nm \(MdocText.argument(command.pageName))",
            ".Nd \(MdocText.argument(Self.withoutStop(command.abstract)))", ".Sh SYNOPSIS",
            ".Nm \(MdocText.argument(command.name))",
        ]
        lines += command.subcommands.isEmpty ? command.arguments.map(\.synopsis) : [".Ar command", ".Op Ar options"]
        lines += [".Sh DESCRIPTION"] + MdocText.sentences(command.abstract)
        lines += discussion.lines
        if !command.arguments.isEmpty {
            lines += [".Sh OPTIONS"] + MdocText.list(command.arguments.map { ($0.term, $0.meaning) })
        }
        if !command.subcommands.isEmpty {
            lines += [".Sh COMMANDS"] + MdocText.list(command.subcommands.map { ("Xr \($0.pageName) 1", $0.abstract) })
        }
        lines += exitStatus(discussion)
        if !discussion.examples.isEmpty {
            lines += [".Sh EXAMPLES", ".Bd -literal"] + discussion.examples.map(MdocText.literal) + [".Ed"]
        }
        lines += seeAlso
        return lines.joined(separator: "\n") + "\n"
    }

    /// The codes stand on the page of the program, and hold for all of its commands.
    private func exitStatus(_ discussion: Discussion) -> [String] {
        if command.path.count > 1 { return [".Sh EXIT STATUS", "As", ".Xr \(command.path[0]) 1", "says."] }
        guard !discussion.exitCodes.isEmpty else { return [] }
        return [".Sh EXIT STATUS"] + MdocText.list(discussion.exitCodes.map { ($0.name, $0.meaning) })
    }

    private var seeAlso: [String] {
        let names = siblings.map(\.pageName).sorted()
        let references = names.enumerated().map { ".Xr \($1) 1\($0 == names.count - 1 ? "" : " ,")" }
        return references.isEmpty ? [] : [".Sh SEE ALSO"] + references
    }

    private static func withoutStop(_ text: String) -> String {
        text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}

extension CommandArgument {
    /// How it stands in a synopsis.
    fileprivate var synopsis: String {
        let value = self.value.map { "Ar \(MdocText.argument($0))" }
        let name = names.last.map { "Fl \(MdocText.argument(String($0.dropFirst())))" }
        let word = [name, value].compactMap(\.self).joined(separator: " ") + (isRepeating ? " ..." : "")
        return isOptional ? ".Op \(word)" : ".\(word)"
    }

    /// How it stands in the list of options.
    fileprivate var term: String {
        let names = self.names.map { "Fl \(MdocText.argument(String($0.dropFirst())))" }.joined(separator: " , ")
        let value = self.value.map { "Ar \(MdocText.argument($0))" }
        return [names.isEmpty ? nil : names, value].compactMap(\.self).joined(separator: " ")
    }

    fileprivate var meaning: String {
        defaultValue.map { "\(help) Default: \($0)." } ?? help
    }
}

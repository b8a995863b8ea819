import ManualPages

/// `docs/reference/commands.md`: every command with every option, from what the program says of itself.
struct CommandReference {
    private static let introduction = """
        # Commands

        This page is made from what `--help` prints; `make test` compares the two. What a command ends with stands in
        [exit codes](exit-codes.md), what it prints in [formats](formats.md).
        """

    private let command: CommandSummary

    init(_ command: CommandSummary) { self.command = command }

    /// The whole page.
    var text: String {
        let contents = command.subcommands.map { subcommand in
            "| [`\(Self.title(of: subcommand))`](#\(Self.title(of: subcommand))) | \(Self.cell(subcommand.abstract)) |"
        }
        let sections = command.subcommands.map(Self.section)
        return
            ([Self.introduction, (["| command | does |", "| --- | --- |"] + contents).joined(separator: "\n")]
            + sections).joined(separator: "\n\n") + "\n"
    }

    private static func title(of command: CommandSummary) -> String { command.path.dropFirst().joined(separator: " ") }

    private static func section(_ command: CommandSummary) -> String {
        let rows = command.arguments.filter { $0.names != ["-h", "--help"] && $0.names != ["--version"] }.map {
            argument in
            "| \(term(argument)) | \(cell(argument.help))\(argument.defaultValue.map { " Default: `\($0)`." } ?? "") |"
        }
        let table = rows.isEmpty ? [] : [(["| | |", "| --- | --- |"] + rows).joined(separator: "\n")]
        return (["## `\(title(of: command))`", plain(command.abstract)] + paragraphs(command.discussion) + table)
            .joined(separator: "\n\n")
    }

    /// Paragraphs, lists whose lines are indented (`  name: meaning`), and examples, indented too.
    private static func paragraphs(_ discussion: String) -> [String] {
        discussion.split(separator: "\n", omittingEmptySubsequences: false).split(separator: "").map { lines in
            let examples = lines.drop { !isExample($0) }.prefix(while: isExample)
            let texts = lines.prefix(lines.count - examples.count).map(item)
            let fenced =
                examples.isEmpty ? [] : ["", "```sh excerpt"] + examples.map { String($0.dropFirst(2)) } + ["```"]
            return (texts + (texts.isEmpty ? Array(fenced.dropFirst()) : fenced)).joined(separator: "\n")
        }
    }

    /// A line as a shell takes it, and the one above that says what it is for.
    private static func isExample(_ line: Substring) -> Bool {
        guard line.hasPrefix("  ") else { return false }
        let text = line.drop { $0 == " " }
        return text.hasPrefix("assistantctl ") || text.hasPrefix("# ")
    }

    private static func item(_ line: Substring) -> String {
        guard line.hasPrefix("  ") else { return plain(String(line)) }
        let parts = line.drop { $0 == " " }.split(separator: ": ", maxSplits: 1)
        return parts.count == 2 ? "- `\(parts[0])`: \(plain(String(parts[1])))" : "- \(plain(parts.joined()))"
    }

    private static func term(_ argument: CommandArgument) -> String {
        let value = argument.value.map { "<\($0)>" }
        let names = argument.names.map { name in [name, value].compactMap(\.self).joined(separator: " ") }
        let words = names.isEmpty ? [value].compactMap(\.self) : names
        return words.map { "`\($0)`" }.joined(separator: ", ") + (argument.isRepeating ? " …" : "")
    }

    /// In a cell of a table.
    private static func cell(_ text: String) -> String { plain(text).replacing("|", with: "\\|") }

    /// What stands outside of backticks means nothing to Markdown.
    private static func plain(_ text: String) -> String {
        text.split(separator: "`", omittingEmptySubsequences: false).map(String.init).enumerated().map { index, part in
            index % 2 == 0 ? part.replacing("*", with: "\\*").replacing("<", with: "\\<") : part
        }.joined(separator: "`")
    }
}

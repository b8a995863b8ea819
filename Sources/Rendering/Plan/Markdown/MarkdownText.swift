/// Text of others inside of Markdown: shown as it is written, never obeyed and never a mention.
///
/// Made for what GitHub renders (GitHub Flavored Markdown), and read alike by CommonMark.
enum MarkdownText {
    /// A code span: nothing in it is Markdown, HTML, a mention or a reference.
    static func code(_ text: String) -> String {
        let text = VisibleText.line(text)
        guard !text.isEmpty else { return "(empty)" }
        let marks = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
        let isAmbiguous = text.hasPrefix("`") || text.hasSuffix("`") || (text.hasPrefix(" ") && text.hasSuffix(" "))
        return isAmbiguous ? "\(marks) \(text) \(marks)" : marks + text + marks
    }

    /// A sentence of ours that may hold other people's words. What stands between two backticks becomes a code span.
    static func prose(_ text: String) -> String {
        let parts = VisibleText.line(text).split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        // An even number of parts has an odd number of backticks: the last one opens nothing.
        let closed = parts.count % 2 == 0 ? parts.count - 1 : parts.count
        return parts.enumerated().map { index, part in
            if index >= closed { return "\\`" + escaped(part) }
            return index % 2 == 1 && !part.isEmpty ? code(part) : escaped(part)
        }.joined()
    }

    /// A code element for the places where GitHub reads no Markdown, such as a summary.
    static func htmlCode(_ text: String) -> String { "<code>\(html(VisibleText.line(text)))</code>" }

    /// Text between HTML tags or inside of an attribute's quotes.
    static func html(_ text: String) -> String {
        text.replacingScalars { place in
            switch place.scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            default: nil
            }
        }
    }

    /// A code block around lines, its fence longer than any run of backticks inside.
    static func fence(_ lines: [String], language: String = "") -> [String] {
        let longest = lines.lazy.map { longestRun(of: "`", in: $0) }.max() ?? 0
        let marks = String(repeating: "`", count: max(3, longest + 1))
        return [marks + language] + lines + [marks]
    }

    /// Fields: short ones as a list, then long ones with their diffs or texts.
    ///
    /// - Parameter language: of the blocks: `diff` colours what comes and goes.
    static func fields(_ displays: [FieldDisplay], language: String) -> [String] {
        let short = displays.filter(\.body.isEmpty).map { "- " + $0.head }
        let long = displays.filter { !$0.body.isEmpty }.flatMap { display in
            ["", display.head, ""] + fence(display.body.map(\.text), language: language)
        }
        return short + (short.isEmpty ? Array(long.dropFirst()) : long)
    }

    /// A line that opens. The blank lines make Markdown of what stands inside.
    static func folded(_ summary: String, _ body: [String], isOpen: Bool = false) -> String {
        (["<details\(isOpen ? " open" : "")><summary>\(summary)</summary>", ""] + body + ["", "</details>"])
            .joined(separator: "\n")
    }

    private static func longestRun(of mark: Character, in text: String) -> Int {
        guard let mark = mark.asciiValue else { return 0 }
        var (longest, run) = (0, 0)
        for byte in text.utf8 {
            run = byte == mark ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    /// Backslashes take the meaning from marks; `@` and `#` are looked for in the rendered text, so that only a
    /// character between them and the name helps.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "@", "#": escaped += "\\\(scalar)&#8203;"
            case "\\", "*", "_", "[", "]", "|", "~", "$", "!", "`": escaped += "\\\(scalar)"
            case "-" where escaped.isEmpty, "+" where escaped.isEmpty: escaped += "\\\(scalar)"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

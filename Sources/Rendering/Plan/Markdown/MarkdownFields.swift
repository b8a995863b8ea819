/// Fields as Markdown: short ones as a list, then long ones with their diffs or texts.
enum MarkdownFields {
    /// - Parameter language: Of the blocks: `diff` colours what comes and goes.
    static func lines(_ displays: [FieldDisplay], language: String) -> [String] {
        let short = displays.filter(\.body.isEmpty).map { "- " + $0.head }
        let long = displays.filter { !$0.body.isEmpty }.flatMap { display in
            ["", display.head, ""] + MarkdownText.fence(display.body, language: language)
        }
        return short + (short.isEmpty ? Array(long.dropFirst()) : long)
    }

    /// A line that opens. The blank lines make Markdown of what stands inside.
    static func folded(_ summary: String, _ body: [String], isOpen: Bool = false) -> String {
        (["<details\(isOpen ? " open" : "")><summary>\(summary)</summary>", ""] + body + ["", "</details>"])
            .joined(separator: "\n")
    }
}

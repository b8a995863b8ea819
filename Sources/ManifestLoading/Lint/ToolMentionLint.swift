import SourceDiagnostics

/// Finds tools that the instructions name and the assistant does not have: the model would promise what it cannot do.
///
/// Prompts are full of names that are no tools (columns, queues, fields). A name counts only when it is one of OpenAI's
/// own tools, when it is nearly the name of a declared function, or when the words around it say so: "call `x`", "the
/// `x` tool", "these functions: `x`, `y`". Blocks of code do not count.
struct ToolMentionLint {
    let prompt: Prompt
    let tools: DeclaredTools
    let problems: Problems

    /// What the words before a name say of it.
    private enum Announcement {
        case tool, function, call
    }

    private static let announcements: [UInt64: Announcement] = keyed([
        "tool": .tool, "tools": .tool, "function": .function, "functions": .function,
        "call": .call, "calls": .call, "calling": .call, "invoke": .call, "invokes": .call, "invoking": .call,
    ])
    /// Those that a name may stand before: "the `x` tool".
    private static let nouns: Set<UInt64> = keys(["tool", "function"])
    /// Words that may stand between the announcement and a name, or between two names.
    private static let connectors: Set<UInt64> = keys([
        "a", "an", "and", "called", "either", "first", "following", "is", "named", "or", "our", "the", "then", "these",
        "this", "your",
    ])

    private static func keyed(_ words: [String: Announcement]) -> [UInt64: Announcement] {
        Dictionary(uniqueKeysWithValues: words.map { (PromptWord.key(of: $0.key.utf8), $0.value) })
    }

    private static func keys(_ words: [String]) -> Set<UInt64> { Set(words.map { PromptWord.key(of: $0.utf8) }) }

    /// One problem for each name, at its first place.
    func run() {
        guard mayHoldNames else { return }
        var reported: Set<String> = []
        var verdicts: [String: Bool] = [:]
        var announcement: Announcement?
        /// Whether the announcement was the last word.
        var isFresh = false
        var previous: (name: PromptWord, line: Prompt.Line)?
        func mention(_ word: PromptWord, _ line: Prompt.Line, says announcement: Announcement?) {
            guard !reported.contains(word.text), isMissing(word, announcement, &verdicts) else { return }
            reported.insert(word.text)
            report(word, line)
        }
        var passage: Int?
        for line in prompt.lines {
            if line.isCode || line.isBlank || line.passage != passage {
                announcement = nil
                previous = nil
                passage = line.passage
                if line.isCode || line.isBlank { continue }
            }
            for word in PromptWord.words(of: line.bytes) {
                if word.beginsClause {
                    announcement = nil
                    isFresh = false
                    previous = nil
                }
                let wasFresh = isFresh
                isFresh = false
                if word.isName {
                    mention(word, line, says: announcement)
                    previous = (word, line)
                } else if let said = Self.announcements[word.key] {
                    // "the `x` tool", but not "`x` calls".
                    if let previous, Self.nouns.contains(word.key) {
                        mention(previous.name, previous.line, says: said)
                    }
                    // A "tool call" announces nothing.
                    announcement = said == .call && wasFresh && announcement != .call ? nil : said
                    isFresh = true
                    previous = nil
                } else {
                    if !Self.connectors.contains(word.key) { announcement = nil }
                    previous = nil
                }
            }
        }
    }

    /// Names have an underscore or stand between backticks: most prompts of assistants without functions have neither.
    private var mayHoldNames: Bool {
        prompt.lines.contains { $0.bytes.contains { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "`") } }
    }

    /// - Parameter verdicts: names that were compared with the functions before.
    private func isMissing(
        _ word: PromptWord,
        _ announcement: Announcement?,
        _ verdicts: inout [String: Bool]
    ) -> Bool {
        let name = word.text
        guard !tools.names.contains(name), !tools.properties.contains(name) else { return false }
        if DeclaredTools.unmistakable.contains(name) { return true }
        let isIdentifier = name.utf8.contains(UInt8(ascii: "_")) || word.isCamelCase
        switch announcement {
        case .tool where !tools.isOpen && (isIdentifier || word.isQuoted): return true
        case .function where !tools.isOpen && isIdentifier, .call where !tools.isOpen && isIdentifier: return true
        default: break
        }
        guard isIdentifier, name.utf8.count >= 6 else { return false }
        if let verdict = verdicts[name] { return verdict }
        let verdict = Suggestion.nearest(to: name, among: tools.functions) != nil
        verdicts[name] = verdict
        return verdict
    }

    private func report(_ word: PromptWord, _ line: Prompt.Line) {
        let advice =
            DeclaredTools.hosted[word.text].map { "add `- \($0)` under `tools`, or take the name out" }
            ?? Suggestion.hint(for: word.text, among: tools.functions)
            ?? "declare it under `tools`, or take the name out"
        problems.warning(
            .undeclaredTool,
            "the instructions name the tool \(quoted(word.text)), which `\(prompt.assistant)` does not have",
            at: prompt.place(word.range, of: line),
            broughtBy: prompt.passages[line.passage].entry,
            hint: advice
        )
    }
}

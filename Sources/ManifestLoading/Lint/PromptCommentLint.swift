import SourceDiagnostics

/// Finds comments in prompts that look as if they silenced a warning: the model reads them, and nobody else does.
struct PromptCommentLint {
    let prompt: Prompt
    let problems: Problems

    private static let word = Array("assistantctl:ignore".utf8)
    private static let openings = [Array("<!--".utf8), Array("#".utf8)]

    /// One problem for each comment.
    func run() {
        for line in prompt.lines {
            guard let range = comment(in: line.bytes) else { continue }
            problems.warning(
                .unusedIgnore,
                "this comment silences nothing: it is part of the instructions, and goes to the model",
                at: prompt.place(range, of: line),
                broughtBy: prompt.passages[line.passage].entry,
                hint: "write it in the manifest, at the entry that brings this text"
            )
        }
    }

    private func comment(in line: ArraySlice<UInt8>) -> Range<Int>? {
        for index in line.indices where line[index] == UInt8(ascii: "<") || line[index] == UInt8(ascii: "#") {
            for opening in Self.openings where line[index...].starts(with: opening) {
                let text = line[(index + opening.count)...].drop { $0 == 0x20 || $0 == 0x09 }
                if text.starts(with: Self.word) { return index..<(text.startIndex + Self.word.count) }
            }
        }
        return nil
    }
}

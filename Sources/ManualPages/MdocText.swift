/// Text in mdoc: nothing in it is taken for a macro or an escape.
enum MdocText {
    /// Running text, a sentence a line, as mdoc wants it. What stands between backticks is bold.
    static func sentences(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        var characters = Substring(text)
        while let character = characters.popFirst() {
            let ends = character == " " && line.last.map { ".!?".contains($0) } ?? false
            guard ends, characters.first?.isUppercase ?? false else {
                line.append(character)
                continue
            }
            lines.append(line)
            line = ""
        }
        return (lines + [line]).filter { !$0.isEmpty }.map { guarded(withCode($0)) }
    }

    /// Terms, in macros, and what they mean.
    static func list(_ items: [(term: String, meaning: String)]) -> [String] {
        [".Bl -tag -width Ds"] + items.flatMap { [".It \($0.term)"] + sentences($0.meaning) } + [".El"]
    }

    /// A line that is shown as it is.
    static func literal(_ line: String) -> String { guarded(escaped(line)) }

    /// One argument of a macro.
    static func argument(_ text: String) -> String {
        let escaped = escaped(text).replacing("\"", with: "\\(dq")
        // In quotes no word is taken for a macro, but for one that stands alone.
        return escaped.contains(" ") ? "\"\(escaped)\"" : "\\&\(escaped)"
    }

    private static func withCode(_ text: String) -> String {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        guard parts.count % 2 == 1 else { return escaped(text) }
        return parts.enumerated().map { index, part in
            index % 2 == 0 ? escaped(String(part)) : "\\fB\(escaped(String(part)))\\fP"
        }.joined()
    }

    /// Dashes stay what they are: groff makes typographic ones of others, which no shell takes.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    }

    /// A line that begins with a control character is none.
    private static func guarded(_ line: String) -> String {
        line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
    }
}

extension TerminalStyle {
    /// The lines as they fit the terminal: a longer one goes on in further lines, below its own text. Where the output is
    /// no terminal they stay as they are.
    package func fitted(_ lines: [String]) -> [String] {
        guard width != nil else { return lines }
        return lines.flatMap { line in
            let visible = Self.withoutColors(line)
            return fitted(line, hanging: visible.prefix { $0 == " " }.count + 2)
        }
    }

    /// The same of a text of several lines.
    package func fitted(text: String) -> String {
        guard width != nil else { return text }
        return fitted(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
            .joined(separator: "\n")
    }

    /// One line, broken at spaces, but not inside of a command between backquotes that fits a line; a word that is longer
    /// than a line, behind a slash or anywhere.
    ///
    /// - Parameter hanging: the columns that further lines are indented by.
    package func fitted(_ line: String, hanging: Int) -> [String] {
        guard let width, DisplayWidth.of(Self.withoutColors(line)) > width else { return [line] }
        var breaker = LineBreaker(width: max(width, 20), hanging: min(hanging, max(width, 20) / 2))
        for token in Self.tokens(of: line) { breaker.add(token) }
        return breaker.finished()
    }

    private static func withoutColors(_ line: String) -> String {
        line.utf8.contains(0x1B) ? line.replacing(/\u{1B}\[[0-9;]*m/, with: "") : line
    }

    /// A change of colours, white space, or a word.
    fileprivate enum Token {
        case color(String)
        case space(Int)
        case word(String)
    }

    private static func tokens(of line: String) -> [Token] {
        var tokens: [Token] = []
        var rest = line[...]
        while let first = rest.unicodeScalars.first {
            if first == "\u{1B}", let end = rest.firstIndex(of: "m") {
                tokens.append(.color(String(rest[...end])))
                rest = rest[rest.index(after: end)...]
            } else {
                let part = first == " " ? rest.prefix { $0 == " " } : word(at: rest)
                // A combining mark behind an escape sequence belongs to no character before it.
                guard !part.isEmpty else { break }
                tokens.append(first == " " ? .space(part.count) : .word(String(part)))
                rest = rest[part.endIndex...]
            }
        }
        if !rest.isEmpty { tokens.append(.word(String(rest))) }
        return tokens
    }

    /// What a text begins with up to a space, or up to one behind the backquote that closes one in it.
    private static func word(at text: Substring) -> Substring {
        let word = text.prefix { $0 != " " && $0 != "\u{1B}" }
        guard word.count(where: { $0 == "`" }) % 2 == 1 else { return word }
        let closing = text[word.endIndex...].prefix { $0 != "\u{1B}" }.firstIndex(of: "`")
        return closing.map { text[..<text[$0...].prefix { $0 != " " && $0 != "\u{1B}" }.endIndex] } ?? word
    }
}

/// Puts words into lines, and takes colours along to the next one.
private struct LineBreaker {
    let width: Int
    let hanging: Int
    private var lines: [String] = []
    private var line = ""
    private var column = 0
    /// Where the line's own text begins.
    private var start = 0
    private var space = 0
    private var colors: [String] = []

    init(width: Int, hanging: Int) {
        self.width = width
        self.hanging = hanging
    }

    mutating func add(_ token: TerminalStyle.Token) {
        switch token {
        case .color(let code):
            if code == "\u{1B}[0m" { colors = [] } else { colors.append(code) }
            // Spaces in front belong to what was said before.
            takeSpace()
            line += code
        case .space(let count): space += count
        case .word(let word):
            let columns = DisplayWidth.of(word)
            if columns > width - hanging, word.contains(" ") {
                for (index, part) in word.split(separator: " ").enumerated() {
                    if index > 0 { space += 1 }
                    add(.word(String(part)))
                }
                return
            }
            if column + space + columns > width, column > start, columns <= width - hanging { breakLine() }
            takeSpace()
            for piece in pieces(of: word) {
                if column + DisplayWidth.of(piece) > width, column > start { breakLine() }
                line += piece
                column += DisplayWidth.of(piece)
            }
        }
    }

    mutating func finished() -> [String] { lines + [line] }

    private mutating func takeSpace() {
        if column == 0 { start = space }
        line += String(repeating: " ", count: space)
        column += space
        space = 0
    }

    private mutating func breakLine() {
        while line.last == " " { line.removeLast() }
        lines.append(colors.isEmpty ? line : line + "\u{1B}[0m")
        line = String(repeating: " ", count: hanging) + colors.joined()
        (column, start, space) = (hanging, hanging, 0)
    }

    /// A word that fits a line, or its parts: behind slashes, else the characters.
    private func pieces(of word: String) -> [String] {
        let room = width - hanging
        guard DisplayWidth.of(word) > room else { return [word] }
        var pieces: [String] = []
        for character in word {
            if let last = pieces.last, last.last != "/", DisplayWidth.of(last) < room {
                pieces[pieces.count - 1].append(character)
            } else {
                pieces.append(String(character))
            }
        }
        return pieces
    }
}

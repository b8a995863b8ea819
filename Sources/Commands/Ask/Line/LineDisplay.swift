import Rendering

/// Draws a line that is edited, over as many rows of the terminal as it takes.
struct LineDisplay {
    /// In front of the line, on its first row.
    let prompt: String
    /// Below the first row, where the cursor was left.
    private var row = 0

    init(prompt: String) {
        self.prompt = prompt
    }

    /// What draws the line anew, from wherever the last one left the cursor.
    ///
    /// - Parameter columns: of the terminal.
    mutating func drawing(_ characters: [Character], cursor: Int, columns: Int) -> String {
        let shown = characters.map { $0 == "\n" ? "↵" : VisibleText.line(String($0)) }
        let (end, target) = (place(behind: shown[...], columns), place(behind: shown[..<cursor], columns))
        var text = Self.up(row) + "\r\u{1B}[J" + prompt + shown.joined()
        // Behind a full row terminals wait for one more character before they begin the next.
        if end.column == 0, end.row > 0 { text += "\r\n" }
        text += Self.up(end.row - target.row) + "\r"
        if target.column > 0 { text += "\u{1B}[\(target.column)C" }
        row = target.row
        return text
    }

    private static func up(_ rows: Int) -> String { rows > 0 ? "\u{1B}[\(rows)A" : "" }

    /// Where the next character goes. What is two columns wide and does not fit begins the next row.
    private func place(behind shown: ArraySlice<String>, _ columns: Int) -> (row: Int, column: Int) {
        var (row, column) = (0, DisplayWidth.of(prompt))
        for piece in shown {
            let width = DisplayWidth.of(piece)
            if column + width > columns { (row, column) = (row + 1, 0) }
            column += width
            if column >= columns { (row, column) = (row + 1, 0) }
        }
        return (row, column)
    }
}

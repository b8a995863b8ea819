import AssistantModel

/// Lines of a symbol, an address and a text, with the texts below each other. On a terminal they fit its width: a text
/// goes on below its first line, and below an address that is longer than the column.
struct AddressColumn {
    private let style: TerminalStyle
    private let width: Int

    /// Longer addresses do not push the texts of all others to the right.
    private static let limit = 56
    private static let gap = 4
    /// Of the symbol, with the space behind it.
    private static let indent = 4

    init(_ addresses: [ResourceAddress], style: TerminalStyle) {
        self.style = style
        // At least half of a terminal is for the texts.
        let limit = style.width.map { max($0 / 2 - Self.indent - Self.gap, 8) } ?? Self.limit
        let widths = addresses.map { DisplayWidth.of(VisibleText.line($0.description)) }
        width = widths.filter { $0 <= limit }.max() ?? (style.width == nil ? 0 : limit)
    }

    /// One line where the output is no terminal.
    func lines(symbol: String, color: TerminalColor, address: ResourceAddress, text: String) -> [String] {
        let indent = String(repeating: " ", count: max(0, 3 - symbol.count))
        let name = VisibleText.line(address.description)
        let head = indent + style.paint(symbol, .bold, color) + " " + style.paint(name, .bold)
        if text.isEmpty { return style.fitted(head, hanging: Self.indent + 2) }
        let rest = width - DisplayWidth.of(name)
        guard rest >= 0 || style.width == nil else {
            return style.fitted(head, hanging: Self.indent + 2) + continuation(text)
        }
        let gap = String(repeating: " ", count: max(rest, 0) + Self.gap)
        return style.fitted(head + gap + text, hanging: textColumn)
    }

    /// A further text below the first.
    func continuation(_ text: String) -> [String] {
        style.fitted(String(repeating: " ", count: textColumn) + text, hanging: textColumn)
    }

    private var textColumn: Int { Self.indent + width + Self.gap }
}

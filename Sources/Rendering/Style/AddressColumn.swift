import AssistantModel

/// Lines of a symbol, an address and a text, with the texts below each other.
struct AddressColumn {
    private let width: Int

    /// Longer addresses do not push the texts of all others to the right.
    private static let limit = 56
    private static let gap = 4

    init(_ addresses: [ResourceAddress]) {
        let widths = addresses.map { DisplayWidth.of(VisibleText.line($0.description)) }
        width = widths.filter { $0 <= Self.limit }.max() ?? 0
    }

    func line(
        symbol: String,
        color: TerminalColor,
        address: ResourceAddress,
        text: String,
        style: TerminalStyle
    ) -> String {
        let indent = String(repeating: " ", count: max(0, 3 - symbol.count))
        let name = VisibleText.line(address.description)
        let head = indent + style.paint(symbol, .bold, color) + " "
        if text.isEmpty { return head + style.paint(name, .bold) }
        let gap = max(width - DisplayWidth.of(name), 0) + Self.gap
        return head + style.paint(name, .bold) + String(repeating: " ", count: gap) + text
    }
    /// A further text below the first.
    func continuation(_ text: String) -> String {
        String(repeating: " ", count: 4 + width + Self.gap) + text
    }
}

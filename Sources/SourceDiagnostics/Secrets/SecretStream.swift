/// Hides what certainly is a secret in a text that comes in pieces, as an answer does: what may still become one is held
/// back, the last word, and a private key up to its end.
package struct SecretStream {
    private var held: [UInt8] = []
    /// Whether something was hidden so far.
    package private(set) var hasHidden = false

    /// How much of a text waits for the end of a private key: as much as one may have.
    private static let longestKey = 17 * 1024

    package init() {}

    /// What may be shown behind another piece.
    package mutating func take(_ piece: String) -> String {
        held += piece.utf8
        // Keys hold no blanks, and nothing but ASCII.
        guard var end = held.lastIndex(where: { $0 <= 0x20 || $0 > 0x7F }).map({ $0 + 1 }) else { return "" }
        if let start = Self.openKey(in: held[..<end]) { end = start }
        return show(end)
    }

    /// The rest, at the end of the text.
    package mutating func end() -> String { show(held.count) }

    private mutating func show(_ end: Int) -> String {
        let text = String(decoding: held[..<end], as: UTF8.self)
        held.removeFirst(end)
        let shown = SecretScan.hiding(text)
        if shown != text { hasHidden = true }
        return shown
    }

    /// Where a private key begins that is not at its end yet.
    private static func openKey(in text: ArraySlice<UInt8>) -> Int? {
        var start: Int?
        var index = text.startIndex
        while let dash = text[index...].firstIndex(of: UInt8(ascii: "-")) {
            let rest = text[dash...]
            if start == nil, rest.starts(with: "-----BEGIN ".utf8) {
                start = dash
            } else if start != nil, rest.starts(with: "-----END ".utf8) {
                let behind = rest.dropFirst(9).drop { $0 != UInt8(ascii: "-") }
                if behind.starts(with: "-----".utf8) { start = nil }
            }
            index = dash + 1
        }
        return start.flatMap { text.endIndex - $0 <= longestKey ? $0 : nil }
    }
}

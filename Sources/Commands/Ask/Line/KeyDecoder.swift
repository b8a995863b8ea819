/// Makes keys of the bytes that a terminal sends: UTF-8, control characters, and the sequences that terminals of today have
/// for arrows and pastes. What comes in pieces waits for the rest.
struct KeyDecoder {
    private var pending: [UInt8] = []

    private static let escape: UInt8 = 0x1B
    private static let pasteEnd = Array("\u{1B}[201~".utf8)

    private static let controls: [UInt8: Key] = [
        0x01: .home, 0x02: .left, 0x04: .endOfInput, 0x05: .end, 0x06: .right, 0x08: .backspace, 0x0A: .enter,
        0x0B: .killToEnd, 0x0D: .enter, 0x0E: .down, 0x10: .up, 0x15: .killToStart, 0x17: .killWord, 0x7F: .backspace,
    ]

    /// By what stands behind `ESC [` or `ESC O`.
    private static let sequences: [String: Key] = [
        "A": .up, "B": .down, "C": .right, "D": .left, "F": .end, "H": .home, "1~": .home, "3~": .delete, "4~": .end,
        "7~": .home, "8~": .end, "1;3C": .wordRight, "1;3D": .wordLeft, "1;5C": .wordRight, "1;5D": .wordLeft,
    ]

    private static let metas: [UInt8: Key] = [
        UInt8(ascii: "b"): .wordLeft, UInt8(ascii: "f"): .wordRight, 0x7F: .killWord,
    ]

    /// The keys that are complete with these bytes.
    mutating func keys(from bytes: [UInt8]) -> [Key] {
        pending += bytes
        var keys: [Key] = []
        while let (key, length) = next() {
            if let key { keys.append(key) }
            pending.removeFirst(length)
        }
        return keys
    }

    /// The key at the beginning, nil for bytes that ask for nothing, and its length; nil where it is not complete.
    private func next() -> (key: Key?, length: Int)? {
        guard let first = pending.first else { return nil }
        if first == Self.escape { return sequence() }
        if first < 0x20 || first == 0x7F { return (Self.controls[first], 1) }
        let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
        let rest = pending.dropFirst().prefix(length - 1).prefix { (0x80..<0xC0).contains($0) }
        // A character that is cut by another one is no longer waited for.
        guard rest.count == length - 1 || pending.count > rest.count + 1 else { return nil }
        let bytes = [first] + rest
        return (String(validating: bytes, as: UTF8.self).map { .text($0) }, bytes.count)
    }

    private func sequence() -> (key: Key?, length: Int)? {
        guard pending.count > 1 else { return nil }
        guard [UInt8(ascii: "["), UInt8(ascii: "O")].contains(pending[1]) else { return (Self.metas[pending[1]], 2) }
        guard let end = pending.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else { return nil }
        let name = String(decoding: pending[2...end], as: UTF8.self)
        return name == "200~" ? paste(from: end + 1) : (Self.sequences[name], end + 1)
    }

    /// All up to the mark behind a paste, whatever it holds.
    private func paste(from start: Int) -> (key: Key?, length: Int)? {
        guard let end = pending[start...].firstRange(of: Self.pasteEnd) else { return nil }
        let text = String(decoding: pending[start..<end.lowerBound], as: UTF8.self)
            .replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        return (text.isEmpty ? nil : .text(text), end.upperBound)
    }
}

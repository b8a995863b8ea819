/// Private keys as files hold them: `-----BEGIN RSA PRIVATE KEY-----`, lines of base64, and an end.
enum PrivateKeyText {
    /// How far behind its first line a key begins: headers such as `Proc-Type:` stand before it.
    private static let headerBytes = 512
    private static let shortestLine = 16
    /// How far behind its first line the end of a key is looked for: one of RSA with 16,384 bits has 13 KB.
    private static let longestKey = 16 * 1024

    /// The end of a key that begins at an index; nil where none does, and where only its first line is spoken of.
    static func end(in text: ArraySlice<UInt8>, at index: Int) -> Int? {
        guard text[index...].starts(with: "-----BEGIN ".utf8) else { return nil }
        let line = text[index...].prefix(64).prefix { $0 != 0x0A && $0 != 0x0D }
        guard let mark = Self.index(of: "PRIVATE KEY", in: line) else { return nil }
        let rest = text[(mark + 11)...]
        let start = rest.prefix(headerBytes)
        guard holdsKey(start[..<(Self.index(of: "-----END ", in: start) ?? start.endIndex)]) else { return nil }
        guard let footer = Self.index(of: "-----END ", in: rest.prefix(longestKey)) else { return endOfLines(rest) }
        let behind = text[(footer + 9)...].prefix(64).prefix { $0 != 0x0A && $0 != 0x0D }
        return Self.index(of: "-----", in: behind).map { $0 + 5 } ?? behind.endIndex
    }

    private static func holdsKey(_ text: ArraySlice<UInt8>) -> Bool {
        var run = 0
        for byte in text {
            run = isBase64(byte) ? run + 1 : 0
            if run >= shortestLine { return true }
        }
        return false
    }

    /// Behind the last of the lines that hold a key which nothing ends.
    private static func endOfLines(_ text: ArraySlice<UInt8>) -> Int {
        var end = text.prefix { $0 != 0x0A && $0 != 0x0D }.endIndex
        for line in text[end...].split(omittingEmptySubsequences: true, whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let words = line.split { $0 == 0x20 || $0 == 0x09 }
            let isHeader = words.first?.last == UInt8(ascii: ":")
            guard isHeader || (words.count <= 1 && (words.first ?? []).allSatisfy(isBase64)) else { break }
            end = line.endIndex
        }
        return end
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        SecretPattern.isDigit(byte) || SecretPattern.isLetter(byte) || "+/=".utf8.contains(byte)
    }

    private static func index(of word: StaticString, in text: ArraySlice<UInt8>) -> Int? {
        let word = Array(word.description.utf8)
        var index = text.startIndex
        while let next = text[index...].firstIndex(of: word[0]) {
            if text[next...].starts(with: word) { return next }
            index = next + 1
        }
        return nil
    }
}

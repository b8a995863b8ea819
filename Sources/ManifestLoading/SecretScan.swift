import SourceDiagnostics

/// Finds API keys in texts, so that they can be reported and never printed.
enum SecretScan {
    /// What OpenAI's keys start with.
    private static let prefix = Array("sk-".utf8)

    /// The stretches of a text that look like an API key: `sk-` at the start of a word, then at least 16 letters,
    /// digits, `-` and `_`, which words with hyphens do not look like: a digit, and 12 of them without a hyphen.
    static func findings(in text: String) -> [Range<String.Index>] {
        let bytes = text.utf8
        var findings: [Range<String.Index>] = []
        var index = bytes.startIndex
        var previous = UInt8(ascii: " ")
        while index < bytes.endIndex {
            if bytes[index] == prefix[0], !isKeyByte(previous), bytes[index...].starts(with: prefix) {
                let body = bytes[bytes.index(index, offsetBy: prefix.count)...].prefix(while: isKeyByte)
                if looksLikeKey(body) { findings.append(index..<body.endIndex) }
                previous = prefix[2]
                index = body.endIndex
            } else {
                previous = bytes[index]
                index = bytes.index(after: index)
            }
        }
        return findings
    }

    private static func looksLikeKey(_ body: Substring.UTF8View) -> Bool {
        guard body.count >= 16, body.contains(where: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return false
        }
        return body.split { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }.contains { $0.count >= 12 }
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

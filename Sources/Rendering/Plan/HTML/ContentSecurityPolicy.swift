import AssistantModel

/// What a browser may run and load for a page: its own style and script, told by their digests, and nothing else.
enum ContentSecurityPolicy {
    /// The value for a `meta` element.
    static func text(style: StaticString, script: StaticString) -> String {
        [
            "default-src 'none'", "style-src '\(source(style))'", "script-src '\(source(script))'", "img-src data:",
            "base-uri 'none'", "form-action 'none'",
        ].joined(separator: "; ")
    }

    /// `sha256-` and the digest in base64, as Content Security Policy level 3 has it.
    private static func source(_ content: StaticString) -> String {
        let digits = Array(ContentDigest.sha256(Array(content.description.utf8)))
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
        return "sha256-" + base64(bytes)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    private static func base64(_ bytes: [UInt8]) -> String {
        stride(from: 0, to: bytes.count, by: 3).map { start in
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(0) { $0 << 8 | (start + $1 < group.endIndex ? Int(group[start + $1]) : 0) }
            let digits = (0...group.count).map { alphabet[bits >> (18 - 6 * $0) & 63] }
            return String(digits) + String(repeating: "=", count: 3 - group.count)
        }.joined()
    }
}

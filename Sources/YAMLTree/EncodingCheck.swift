import SourceDiagnostics

/// Recognises Unicode text that is not UTF-8, by its byte order mark or by where its NUL bytes stand.
enum EncodingCheck {
    static func failure(_ bytes: [UInt8], file: String) -> Failure? {
        guard let name = encoding(of: bytes) else { return nil }
        return Failure(
            "encoding",
            "the text is \(name), and YAML is read as UTF-8 only",
            at: SourceLocation(
                file: file,
                range: SourceRange(start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 1))
            ),
            hint: "save the file as UTF-8"
        )
    }

    /// The first character of a manifest is ASCII, which makes the pattern of YAML 1.2 section 5.2 certain.
    static func encoding(of bytes: [UInt8]) -> String? {
        let head = Array(bytes.prefix(4))
        if head.starts(with: [0x00, 0x00, 0xFE, 0xFF]) { return "UTF-32 (big-endian)" }
        if head.starts(with: [0xFF, 0xFE, 0x00, 0x00]) { return "UTF-32 (little-endian)" }
        if head.starts(with: [0xFE, 0xFF]) { return "UTF-16 (big-endian)" }
        if head.starts(with: [0xFF, 0xFE]) { return "UTF-16 (little-endian)" }
        switch head.map({ $0 == 0 }) {
        case [true, true, true, false]: return "UTF-32 (big-endian)"
        case [false, true, true, true]: return "UTF-32 (little-endian)"
        case [true, false, true, false], [true, false]: return "UTF-16 (big-endian)"
        case [false, true, false, true], [false, true]: return "UTF-16 (little-endian)"
        default: return nil
        }
    }
}

import SourceDiagnostics

/// Line breaks that YAML 1.1 knows and editors show as nothing or as a blank: behind one of them, a comment is over and
/// a block of text may be, too.
enum OddLineBreak {
    private static let all: [(bytes: [UInt8], code: String, name: String)] = [
        ([0xC2, 0x85], "0085", "NEXT LINE"), ([0xE2, 0x80, 0xA8], "2028", "LINE SEPARATOR"),
        ([0xE2, 0x80, 0xA9], "2029", "PARAGRAPH SEPARATOR"),
    ]

    /// The first one in a YAML text.
    static func diagnostic(in bytes: [UInt8], file: String) -> Diagnostic? {
        // What else begins with these bytes are signs such as dashes and quotation marks.
        var index = bytes.startIndex
        while let lead = bytes[index...].firstIndex(where: { $0 == 0xC2 || $0 == 0xE2 }) {
            if let found = all.first(where: { bytes[lead...].starts(with: $0.bytes) }) {
                let start = position(of: lead, in: bytes)
                let end = SourcePosition(line: start.line, column: start.column + 1)
                return .error(
                    "odd-line-break",
                    "the character U+\(found.code) (\(found.name)) is a line break to some YAML parsers and none to "
                        + "others",
                    at: SourceLocation(file: file, range: SourceRange(start: start, end: end)),
                    hint: "replace it by a line end or a blank, or write it as \"\\u\(found.code)\" in double quotes"
                )
            }
            index = lead + 1
        }
        return nil
    }

    private static func position(of index: Int, in bytes: [UInt8]) -> SourcePosition {
        let before = bytes[..<index].dropFirst(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        let line = before.split(separator: 0x0A, omittingEmptySubsequences: false)
        return SourcePosition(line: line.count, column: (line.last ?? []).count { $0 & 0xC0 != 0x80 } + 1)
    }
}

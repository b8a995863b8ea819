/// How the lines of a text end, and whether a mark of byte order stands in front of it.
package struct TextForm: Sendable {
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let isCRLF: Bool
    package let hasMark: Bool

    /// The first line decides.
    package init(of bytes: [UInt8]) {
        hasMark = bytes.starts(with: Self.mark)
        let first = bytes.firstIndex(of: 0x0A)
        isCRLF = first.map { $0 > 0 && bytes[$0 - 1] == 0x0D } ?? false
    }

    /// What a new line ends with.
    var lineEnd: [UInt8] { isCRLF ? [0x0D, 0x0A] : [0x0A] }

    /// A text with LF line ends, as such a file has it.
    package func applied(to text: String) -> [UInt8] {
        var bytes: [UInt8] = hasMark ? Self.mark : []
        for byte in text.utf8 {
            if byte == 0x0A, isCRLF { bytes.append(0x0D) }
            bytes.append(byte)
        }
        return bytes
    }
}

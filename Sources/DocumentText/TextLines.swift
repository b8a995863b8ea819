/// Collects text with runs of white space folded and without empty lines.
///
/// In bytes, because documents are large, and strings look for the bounds of characters with every step.
struct TextLines: Sendable {
    /// Finished lines, each with its line feed, and the one that is still open.
    private var bytes: [UInt8] = []
    private var lineStart = 0
    /// Behind what is no white space in the open line.
    private var contentEnd = 0

    mutating func append(_ text: String) {
        for scalar in text.unicodeScalars {
            if !Self.isWhitespace(scalar) {
                write(scalar)
            } else if bytes.count > lineStart, bytes.last != UInt8(ascii: " ") {
                write(" ")
            }
        }
    }

    mutating func appendVerbatim(_ text: String) {
        for scalar in text.unicodeScalars {
            scalar == "\n" ? breakLine() : write(scalar)
        }
    }

    mutating func breakLine() {
        bytes.removeLast(bytes.count - contentEnd)
        if contentEnd > lineStart { bytes.append(UInt8(ascii: "\n")) }
        (lineStart, contentEnd) = (bytes.count, bytes.count)
    }

    var text: String {
        String(decoding: contentEnd > lineStart ? bytes[..<contentEnd] : bytes[..<lineStart].dropLast(), as: UTF8.self)
    }

    /// Of the text, and of white space that may be part of it.
    var byteCount: Int { bytes.count }

    private mutating func write(_ scalar: Unicode.Scalar) {
        if scalar.isASCII {
            bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
            bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        if !Self.isWhitespace(scalar) { contentEnd = bytes.count }
    }

    /// The property White_Space of Unicode, which is looked up in tables otherwise.
    private static func isWhitespace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }
}

import AssistantModel
import Planning

/// A content in other forms: what checkouts and editors do to files whose text nobody changed.
enum ContentForms {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// The content that was applied, where it differs from these bytes in its form alone: in its line ends, its byte order
    /// mark, or the end of its last line. Nil for none.
    static func content(like bytes: [UInt8], _ applied: AppliedContent) -> [UInt8]? {
        [withOtherLineEnds(bytes), withOtherMark(bytes), withOtherEnd(bytes)].first { other in
            applied.holds(ContentDigest.sha256(other))
        }
    }

    /// What differs in two contents of one text.
    static func difference(_ before: [UInt8], _ after: [UInt8], isPlainText: Bool) -> DocumentChange.Form {
        guard isPlainText else { return .layout }
        let isUTF8 = [before, after].allSatisfy { !$0.starts(with: [0xFF, 0xFE]) && !$0.starts(with: [0xFE, 0xFF]) }
        return isUTF8 ? .byteOrderMark : .encoding
    }

    private static func withOtherLineEnds(_ bytes: [UInt8]) -> [UInt8] {
        var other: [UInt8] = []
        other.reserveCapacity(bytes.count)
        let hasReturns = bytes.contains(carriageReturn)
        for (index, byte) in bytes.enumerated() {
            if hasReturns {
                let isPair = byte == carriageReturn && index + 1 < bytes.count && bytes[index + 1] == lineFeed
                if !isPair { other.append(byte) }
            } else {
                if byte == lineFeed { other.append(carriageReturn) }
                other.append(byte)
            }
        }
        return other
    }

    private static func withOtherMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(byteOrderMark.count)) : byteOrderMark + bytes
    }

    private static func withOtherEnd(_ bytes: [UInt8]) -> [UInt8] {
        bytes.last == lineFeed ? Array(bytes.dropLast()) : bytes + [lineFeed]
    }
}

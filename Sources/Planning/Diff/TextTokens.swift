/// Two texts as one buffer of UTF-8, whose stretches can be numbered so that equal ones have equal numbers: what
/// diffs compare instead of strings.
struct TextTokens {
    /// The old text, then the new one.
    let bytes: [UInt8]
    let old: Range<Int>
    let new: Range<Int>

    init(old: String, new: String) {
        var bytes = Array(old.utf8)
        let oldCount = bytes.count
        bytes.append(contentsOf: new.utf8)
        self.bytes = bytes
        self.old = 0..<oldCount
        self.new = oldCount..<bytes.count
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The lines of a stretch, each with its line end.
    func lines(in range: Range<Int>) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = range.lowerBound
        for index in range where bytes[index] == UInt8(ascii: "\n") {
            lines.append(start..<index + 1)
            start = index + 1
        }
        if start < range.upperBound { lines.append(start..<range.upperBound) }
        return lines
    }

    /// Words, runs of white space, line ends and single punctuation marks, in order and without gaps.
    func words(in range: Range<Int>) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var index = range.lowerBound
        while index < range.upperBound {
            let start = index
            let kind = wordKind(at: index, end: range.upperBound)
            index += kind.length
            if kind.joins {
                while index < range.upperBound {
                    let next = wordKind(at: index, end: range.upperBound)
                    guard next.kind == kind.kind else { break }
                    index += next.length
                }
            }
            words.append(start..<index)
        }
        return words
    }

    private enum WordKind {
        case letter, space, single
    }

    /// The scalar at an index: its kind, its length in bytes, and whether neighbours of its kind belong to it.
    private func wordKind(at index: Int, end: Int) -> (kind: WordKind, length: Int, joins: Bool) {
        switch bytes[index] {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): (.space, 1, true)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), 0x80..<0xC0:
            (.letter, 1, true)
        case 0..<0x80: (.single, 1, false)
        case 0xC0..<0xE0: (.letter, min(2, end - index), true)
        // General punctuation (dashes, curly quotes), its joiners left out: those hold an emoji together.
        case 0xE2 where index + 2 < end && bytes[index + 1] == 0x80 && bytes[index + 2] >= 0x90: (.single, 3, false)
        // CJK punctuation, kana and ideographs (U+3000 to U+9FFF): written without spaces, so each is a word.
        case 0xE3...0xE9: (.single, min(3, end - index), false)
        case 0xE0..<0xF0: (.letter, min(3, end - index), true)
        default: (.letter, min(4, end - index), true)
        }
    }

    func isSpace(_ word: Range<Int>) -> Bool { Self.isSpace(bytes[word.lowerBound]) }

    /// Whether two stretches are equal once white space is taken out of both.
    func areEqualWithoutSpace(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        var (leftIndex, rightIndex) = (left.lowerBound, right.lowerBound)
        while true {
            while leftIndex < left.upperBound, Self.isSpace(bytes[leftIndex]) { leftIndex += 1 }
            while rightIndex < right.upperBound, Self.isSpace(bytes[rightIndex]) { rightIndex += 1 }
            guard leftIndex < left.upperBound, rightIndex < right.upperBound else { break }
            guard bytes[leftIndex] == bytes[rightIndex] else { return false }
            leftIndex += 1
            rightIndex += 1
        }
        return leftIndex == left.upperBound && rightIndex == right.upperBound
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains(byte)
    }

    /// The elements of two lists of stretches that have no counterpart in the other.
    func differences(old: [Range<Int>], new: [Range<Int>]) -> SequenceDiff {
        var numbers = StretchNumbers(bytes: bytes)
        let oldNumbers = old.map { numbers.number(of: $0) }
        let newNumbers = new.map { numbers.number(of: $0) }
        return SequenceDiff(old: oldNumbers, new: newNumbers, idCount: numbers.count)
    }
}

/// Gives equal stretches of a buffer equal numbers, counted from 0.
private struct StretchNumbers {
    let bytes: [UInt8]
    private var numberByHash: [UInt64: Int] = [:]
    private var samples: [Range<Int>] = []

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var count: Int { samples.count }

    mutating func number(of range: Range<Int>) -> Int {
        // FNV-1a: one multiplication a byte.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        while let number = numberByHash[hash] {
            if bytes[samples[number]] == bytes[range] { return number }
            hash &+= 1
        }
        numberByHash[hash] = samples.count
        samples.append(range)
        return samples.count - 1
    }
}

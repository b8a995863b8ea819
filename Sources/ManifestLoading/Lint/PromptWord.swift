/// A word of a line of a prompt, as far as it matters to tell names of tools from prose.
struct PromptWord {
    /// Empty for a word of prose: ``key`` is enough to know it.
    var text: String
    /// Of a word of prose; 0 for a long one.
    var key: UInt64
    /// In the line.
    var range: Range<Int>
    /// Whether backticks stand around it, `()` before the second one or not.
    var isQuoted: Bool
    /// Whether it is written like a name in a program: between backticks, or with an underscore.
    var isName: Bool
    /// Whether a sentence, a cell of a table or an item of a list begins with it.
    var beginsClause: Bool

    /// Whether it is written `likeThis`.
    var isCamelCase: Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return text.utf8.contains { (0x41...0x5A).contains($0) }
    }

    /// The words of a line in their order.
    static func words(of line: ArraySlice<UInt8>) -> [PromptWord] {
        var words: [PromptWord] = []
        var index = line.startIndex
        var beginsClause = false
        if let mark = line.first(where: { $0 != 0x20 && $0 != 0x09 }), itemMarks.contains(mark) {
            beginsClause = true
        }
        while index < line.endIndex {
            guard isWordByte(line[index]) else {
                if clauseEnds.contains(line[index]) { beginsClause = true }
                index += 1
                continue
            }
            let start = index
            while index < line.endIndex, isWordByte(line[index]) { index += 1 }
            words.append(word(start..<index, in: line, beginsClause: beginsClause))
            beginsClause = false
        }
        return words
    }

    private static let clauseEnds = Array(".;!?|".utf8)
    private static let itemMarks = Array("-*+#>|".utf8)
    /// What joins a word to one before it: a path, a variable, an option.
    private static let joints = Array("/.$@{<%=&#\\-".utf8)
    private static let continuations = Array("/=@\\[{".utf8)

    private static func word(_ range: Range<Int>, in line: ArraySlice<UInt8>, beginsClause: Bool) -> PromptWord {
        let bytes = line[range]
        let before = range.lowerBound > line.startIndex ? line[range.lowerBound - 1] : 0x20
        let hasUnderscore = bytes.contains(UInt8(ascii: "_"))
        guard hasUnderscore || before == UInt8(ascii: "`") else {
            return prose(bytes, range, beginsClause: beginsClause)
        }
        let after = line[range.upperBound...]
        let isCall = after.starts(with: "()".utf8)
        let isQuoted = before == UInt8(ascii: "`") && (isCall ? after.dropFirst(2) : after).first == UInt8(ascii: "`")
        let isShouted = !bytes.contains { (0x61...0x7A).contains($0) }
        let isPart = joints.contains(before) || isContinued(after)
        let isLong = bytes.count > 1 && bytes.count <= LimitTable.identifierCharacters
        let joinsWords = hasUnderscore && bytes.dropFirst().dropLast().contains(UInt8(ascii: "_"))
        guard isLong, !isShouted, !isPart, isQuoted || joinsWords else {
            return prose(bytes, range, beginsClause: beginsClause)
        }
        return PromptWord(
            text: String(decoding: bytes, as: UTF8.self),
            key: 0,
            range: range,
            isQuoted: isQuoted,
            isName: true,
            beginsClause: beginsClause
        )
    }

    private static func prose(_ bytes: ArraySlice<UInt8>, _ range: Range<Int>, beginsClause: Bool) -> PromptWord {
        PromptWord(
            text: "",
            key: key(of: bytes),
            range: range,
            isQuoted: false,
            isName: false,
            beginsClause: beginsClause
        )
    }

    /// A number for a word of up to nine ASCII letters, the same in upper and lower case; 0 for every other word. Prose
    /// has many words, and a string for each would be most of the work.
    static func key(of word: some Sequence<UInt8>) -> UInt64 {
        var key: UInt64 = 0
        var count = 0
        for byte in word {
            let lower = byte | 0x20
            guard (0x61...0x7A).contains(lower), count < 9 else { return 0 }
            key = key << 7 | UInt64(lower)
            count += 1
        }
        return key
    }

    /// Whether what follows makes a word part of something longer: a path, a file name, an assignment.
    private static func isContinued(_ after: ArraySlice<UInt8>) -> Bool {
        guard let first = after.first else { return false }
        if continuations.contains(first) { return true }
        guard first == UInt8(ascii: "."), let second = after.dropFirst().first else { return false }
        return isWordByte(second)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte >= 0x80
    }
}

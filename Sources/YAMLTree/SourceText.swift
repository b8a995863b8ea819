import SourceDiagnostics

/// Text that was checked to be what YAML allows, and a map from offsets in it to lines and columns.
///
/// libyaml counts characters, and more line breaks than editors do (U+0085, U+2028, U+2029): its character offsets are
/// what is kept, lines and columns are counted here. Offsets count Unicode scalars behind the byte order mark.
struct SourceText {
    /// The text's bytes without a byte order mark.
    let bytes: [UInt8]
    /// The number of scalars.
    let count: Int
    let file: String
    private let lineStarts: [Int]
    /// The byte index of every 64th scalar.
    private let checkpoints: [Int]

    private static let stride = 64

    /// - Throws: the first place where the bytes are not YAML's characters in UTF-8.
    init(_ original: [UInt8], file: String) throws(Failure) {
        let hasMark = original.starts(with: [0xEF, 0xBB, 0xBF])
        let bytes = hasMark ? Array(original.dropFirst(3)) : original
        if let failure = EncodingCheck.failure(original, file: file) { throw failure }
        var lineStarts = [0]
        var checkpoints: [Int] = []
        var index = 0
        var count = 0
        while index < bytes.count {
            if count % Self.stride == 0 { checkpoints.append(index) }
            guard case .scalar(let scalar, let length) = UTF8Scan.step(bytes, at: index) else {
                let place = SourcePosition(line: lineStarts.count, column: count - lineStarts[lineStarts.count - 1] + 1)
                throw CharacterCheck.invalidByte(bytes, at: index, place: place, file: file)
            }
            if !CharacterCheck.isAllowed(scalar) {
                let place = SourcePosition(line: lineStarts.count, column: count - lineStarts[lineStarts.count - 1] + 1)
                throw CharacterCheck.forbidden(scalar, place: place, file: file)
            }
            index += length
            count += 1
            let isLineFeed = scalar == 0x0A
            let isLoneReturn = scalar == 0x0D && !(index < bytes.count && bytes[index] == 0x0A)
            if isLineFeed || isLoneReturn { lineStarts.append(count) }
        }
        checkpoints.append(index)
        self.bytes = bytes
        self.count = count
        self.file = file
        self.lineStarts = lineStarts
        self.checkpoints = checkpoints
    }

    /// The line and column of an offset. An offset behind the end is the end.
    func position(_ offset: Int) -> SourcePosition {
        let offset = min(max(offset, 0), count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return SourcePosition(line: low + 1, column: offset - lineStarts[low] + 1)
    }

    func location(_ start: Int, _ end: Int) -> SourceLocation {
        SourceLocation(file: file, range: SourceRange(start: position(start), end: position(max(start, end))))
    }

    /// The byte index of an offset.
    func byteIndex(_ offset: Int) -> Int {
        guard offset < count else { return bytes.count }
        var index = checkpoints[offset / Self.stride]
        for _ in 0..<offset % Self.stride {
            index += 1
            while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
        }
        return index
    }

    /// The offset of a byte index, or of the character that it lies in.
    private func offset(ofByte index: Int) -> Int {
        let index = min(max(index, 0), bytes.count)
        var low = 0
        var high = checkpoints.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if checkpoints[middle] <= index { low = middle } else { high = middle }
        }
        return low * Self.stride + bytes[checkpoints[low]..<index].count { $0 & 0xC0 != 0x80 }
    }

    func location(ofBytes range: Range<Int>) -> SourceLocation {
        location(offset(ofByte: range.lowerBound), offset(ofByte: range.upperBound))
    }

    /// The byte index of a place; of one behind the text its end.
    func byteIndex(of position: SourcePosition) -> Int {
        guard lineStarts.indices.contains(position.line - 1) else { return bytes.count }
        return byteIndex(lineStarts[position.line - 1] + position.column - 1)
    }

    /// The scalar at an offset; nil at the end.
    func scalar(at offset: Int) -> Unicode.Scalar? {
        guard offset < count, case .scalar(let value, _) = UTF8Scan.step(bytes, at: byteIndex(offset)) else {
            return nil
        }
        return Unicode.Scalar(value)
    }

    /// `end` moved back over white space, but not before `start`.
    func trimmedEnd(_ end: Int, notBefore start: Int) -> Int {
        var end = min(end, count)
        var index = byteIndex(end)
        while end > start, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index - 1]) {
            end -= 1
            index -= 1
        }
        return end
    }

    /// What stands at `start` up to the next white space or the next comma, bracket or brace.
    func word(at start: Int) -> (text: String, end: Int) {
        let first = byteIndex(start)
        var index = first
        while index < bytes.count, blankLength(at: index) == nil, !",[]{}".utf8.contains(bytes[index]) { index += 1 }
        let text = String(decoding: bytes[first..<index], as: UTF8.self)
        return (text, start + text.unicodeScalars.count)
    }

    /// The tag at `start`. A verbatim one, `!<tag:example.org,2000:x>`, may hold commas and brackets.
    func tag(at start: Int) -> (text: String, end: Int) {
        let first = byteIndex(start)
        guard bytes[first...].starts(with: "!<".utf8) else { return word(at: start) }
        var index = first
        while index < bytes.count, blankLength(at: index) == nil, bytes[index] != UInt8(ascii: ">") { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: ">") { index += 1 }
        let text = String(decoding: bytes[first..<index], as: UTF8.self)
        return (text, start + text.unicodeScalars.count)
    }

    /// What stands before an offset on its line.
    func line(before offset: Int) -> String {
        let start = offset - position(offset).column + 1
        return String(decoding: bytes[byteIndex(start)..<byteIndex(offset)], as: UTF8.self)
    }

    /// The first offset from `start` on that is neither in white space nor in a comment.
    func skippingBlanks(_ start: Int) -> Int {
        var offset = start
        var index = byteIndex(start)
        while index < bytes.count {
            if let length = blankLength(at: index) {
                index += length
                offset += 1
            } else if bytes[index] == UInt8(ascii: "#") {
                while index < bytes.count, !isLineBreak(at: index) {
                    if bytes[index] & 0xC0 != 0x80 { offset += 1 }
                    index += 1
                }
            } else {
                break
            }
        }
        return offset
    }

    /// Whether libyaml ends a line, and a comment with it, at a byte index.
    private func isLineBreak(at index: Int) -> Bool {
        bytes[index] != 0x20 && bytes[index] != 0x09 && blankLength(at: index) != nil
    }

    /// The bytes of a space, a tab, or what libyaml takes for a line break, at a byte index; nil for anything else.
    private func blankLength(at index: Int) -> Int? {
        switch bytes[index] {
        case 0x20, 0x09, 0x0A, 0x0D: 1
        case 0xC2: bytes[index...].starts(with: "\u{85}".utf8) ? 2 : nil
        case 0xE2:
            bytes[index...].starts(with: "\u{2028}".utf8) || bytes[index...].starts(with: "\u{2029}".utf8) ? 3 : nil
        default: nil
        }
    }
}

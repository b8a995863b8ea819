/// Reads HTML or XML as a sequence of tags and text. It never fails: what is no tag is text, as browsers see it.
struct MarkupScanner {
    enum Token: Equatable {
        /// The name as written; `isClosed` for `<br/>`.
        case open(String, isClosed: Bool)
        case close(String)
        case text(String)
    }

    private let bytes: [UInt8]
    /// How many bytes were read.
    private(set) var offset = 0
    /// Elements whose content is not markup, in lower case.
    private let rawElements: Set<String>
    private var pendingRaw: String?
    /// Where the attributes of the last tag stand.
    private var attributeRange = 0..<0

    init(_ text: String, rawElements: Set<String> = []) {
        bytes = Array(text.utf8)
        self.rawElements = rawElements
    }

    mutating func next() -> Token? {
        guard offset < bytes.count else { return nil }
        if let name = pendingRaw {
            pendingRaw = nil
            return .text(rawText(until: name))
        }
        if bytes[offset] == UInt8(ascii: "<"), let token = markup() { return token }
        return text()
    }

    private mutating func text() -> Token {
        let start = offset
        offset += 1
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "<") { offset += 1 }
        return .text(CharacterReference.decode(String(decoding: bytes[start..<offset], as: UTF8.self)))
    }

    /// A tag; comments, declarations and processing instructions read as empty text. Nil when `<` begins none.
    private mutating func markup() -> Token? {
        let start = offset + 1
        if starts("!--", at: start) { return skip(past: "-->") }
        if starts("![CDATA[", at: start) {
            let from = start + 8
            let end = find("]]>", from: from) ?? bytes.count
            offset = min(bytes.count, end + 3)
            return .text(String(decoding: bytes[from..<end], as: UTF8.self))
        }
        if starts("!", at: start) || starts("?", at: start) { return skip(past: ">") }
        let isClosing = starts("/", at: start)
        let nameStart = isClosing ? start + 1 : start
        guard nameStart < bytes.count, isLetter(bytes[nameStart]) else { return nil }
        var nameEnd = nameStart
        while nameEnd < bytes.count, !isNameEnd(bytes[nameEnd]) { nameEnd += 1 }
        let name = String(decoding: bytes[nameStart..<nameEnd], as: UTF8.self)
        let end = tagEnd(from: nameEnd)
        let isClosed = end > nameEnd && bytes[end - 1] == UInt8(ascii: "/")
        offset = min(bytes.count, end + 1)
        attributeRange = nameEnd..<end
        if isClosing { return .close(name) }
        if !isClosed, rawElements.contains(name.lowercased()) { pendingRaw = name.lowercased() }
        return .open(name, isClosed: isClosed)
    }

    /// The closing `>`, which may not be the first: attribute values in quotes may hold one.
    private func tagEnd(from start: Int) -> Int {
        var quote: UInt8?
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return index
            }
            index += 1
        }
        return bytes.count
    }

    private mutating func rawText(until name: String) -> String {
        let start = offset
        let closing = Array("</\(name)".utf8)
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "<"), offset + closing.count <= bytes.count,
                zip(bytes[offset..<offset + closing.count], closing).allSatisfy({ lowercased($0) == $1 })
            {
                break
            }
            offset += 1
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func skip(past end: String) -> Token {
        offset = find(end, from: offset).map { $0 + end.utf8.count } ?? bytes.count
        return .text("")
    }

    /// The attributes of the last tag, in their order, names as written.
    func attributes() -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        var rest = bytes[attributeRange]
        while let start = rest.firstIndex(where: { !isNameEnd($0) }) {
            let name = rest[start...].prefix { !isNameEnd($0) && $0 != UInt8(ascii: "=") }
            rest = rest[name.endIndex...].drop { $0 <= 0x20 }
            guard rest.first == UInt8(ascii: "=") else {
                // Without a value, and without a name too for a lone `"`.
                if name.isEmpty { rest = rest.dropFirst() }
                continue
            }
            rest = rest.dropFirst().drop { $0 <= 0x20 }
            let quote = rest.first.flatMap { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") ? $0 : nil }
            if quote != nil { rest = rest.dropFirst() }
            let value = rest.prefix { byte in quote.map { byte != $0 } ?? !isNameEnd(byte) }
            rest = rest[value.endIndex...].dropFirst(quote == nil ? 0 : 1)
            found.append(
                (
                    String(decoding: name, as: UTF8.self),
                    CharacterReference.decode(String(decoding: value, as: UTF8.self))
                )
            )
        }
        return found
    }

    private func find(_ text: String, from start: Int) -> Int? {
        let first = text.utf8.first
        return bytes.indices[start...].first { bytes[$0] == first && starts(text, at: $0) }
    }

    private func starts(_ text: String, at index: Int) -> Bool {
        index <= bytes.count && bytes[index...].starts(with: text.utf8)
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowercased(byte)) || byte == UInt8(ascii: "_")
    }

    private func isNameEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") || byte <= 0x20
    }

    private func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }
}

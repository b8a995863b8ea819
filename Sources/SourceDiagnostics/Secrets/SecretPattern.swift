/// What the keys of a service look like: their first characters tell them from everything else.
package struct SecretPattern: Sendable {
    /// Which characters follow the prefix.
    enum Alphabet: Sendable {
        case lettersAndDigits, upperCaseAndDigits, hexadecimal, wordCharacters, wordCharactersAndDots, base64
    }

    /// As a message says it: "a key of OpenAI".
    var name: String
    var prefix: [UInt8]
    var alphabet: Alphabet
    /// How many characters follow the prefix at least.
    var minimum: Int
    /// Whether every key has some.
    var hasDigits: Bool

    init(_ name: String, _ prefix: String, _ alphabet: Alphabet, _ minimum: Int, hasDigits: Bool = true) {
        self.name = name
        self.prefix = Array(prefix.utf8)
        self.alphabet = alphabet
        self.minimum = minimum
        self.hasDigits = hasDigits
    }

    /// The name of OpenAI's.
    package static let apiKey = "an API key"

    /// By the first character of the prefix.
    static let byFirstByte: [[SecretPattern]] = (UInt8.min...UInt8.max).map { byte in
        all.filter { $0.prefix[0] == byte }
    }

    /// Whether a key may begin with three characters, by their ``mark(_:_:_:)``: texts are passed over without another
    /// look at nearly every place.
    static let marks: [Bool] = {
        var marks = Array(repeating: false, count: 1 << 16)
        for prefix in all.map(\.prefix) {
            let thirds = prefix.count > 2 ? [prefix[2]] : Array(UInt8.min...UInt8.max)
            for third in thirds { marks[mark(prefix[0], prefix[1], third)] = true }
        }
        return marks
    }()

    /// The index of three characters in ``marks``, which few others share.
    static func mark(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
        let characters = UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)
        return Int((characters &* 0x9E37_79B1) >> 16)
    }

    /// How much of what follows a prefix tells whether it is a key. Keys are shorter; a text may hold its prefix at
    /// every fourth byte.
    private static let judgedBytes = 512

    /// The end of a key that begins at an index; nil when there is none, or one that documents write as an example.
    ///
    /// - Parameter previous: what stands before it: a blank for the start of the text.
    func end(in text: ArraySlice<UInt8>, at index: Int, behind previous: UInt8) -> Int? {
        let rest = text[index...]
        guard rest.starts(with: prefix) else { return nil }
        let body = rest.dropFirst(prefix.count).prefix(Self.judgedBytes).prefix(while: isAllowed)
        guard body.count >= minimum, Set(body).count >= 7, isCertain(body, behind: previous) else { return nil }
        guard hasDigits ? body.contains(where: Self.isDigit) : Self.isMixed(body) else { return nil }
        // Words with hyphens are no key: somewhere twelve characters stand together, letters and digits among them.
        let parts = body.split { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        let isWord = !parts.contains { part in
            part.count >= 12 && (!hasDigits || part.contains(where: Self.isDigit))
                && part.contains(where: Self.isLetter)
        }
        guard !isWord, !Self.isExample(body, parts) else { return nil }
        let end = rest[body.endIndex...].prefix(while: isAllowed).endIndex
        return rest[end...].first.map(Self.isWordByte) ?? false ? nil : end
    }

    /// Whether a key can be told by what it holds, where the prefix may be the end of a word, such as `task-` or
    /// `network_test_`.
    private func isCertain(_ body: ArraySlice<UInt8>, behind previous: UInt8) -> Bool {
        let isJoined = previous == UInt8(ascii: "-") || previous == UInt8(ascii: "_")
        let isBehindLetter = Self.isDigit(previous) || Self.isLetter(previous)
        let isWord = prefix == Self.shortest
        guard isBehindLetter || (isJoined && isWord) else { return true }
        switch alphabet {
        // A checksum may follow a word.
        case .hexadecimal: return prefix.count >= 5
        case .upperCaseAndDigits: return true
        case .lettersAndDigits, .wordCharacters, .wordCharactersAndDots, .base64:
            return Self.longestRandomRun(of: body) >= (isWord ? 40 : 16)
        }
    }

    /// The beginning of OpenAI's first keys, which `task` and `desk` end with and which is a language.
    private static let shortest = Array("sk-".utf8)

    /// The longest run of letters and digits that has small letters, capitals and digits: neither words nor checksums do.
    private static func longestRandomRun(of body: ArraySlice<UInt8>) -> Int {
        body.split { !isDigit($0) && !isLetter($0) }
            .filter { run in
                run.contains(where: isDigit) && run.contains { (0x41...0x5A).contains($0) }
                    && run.contains { (0x61...0x7A).contains($0) }
            }
            .map(\.count).max() ?? 0
    }

    /// AWS's own documents end keys with `EXAMPLE`; others write `sk-your-key-…` and `ghp_xxxx…`.
    private static func isExample(_ body: ArraySlice<UInt8>, _ parts: [ArraySlice<UInt8>]) -> Bool {
        let text = String(decoding: body, as: UTF8.self).lowercased()
        return text.contains("example") || text.contains("xxxx") || parts.contains { $0.elementsEqual("your".utf8) }
    }

    private func isAllowed(_ byte: UInt8) -> Bool {
        switch alphabet {
        case .upperCaseAndDigits: return Self.isDigit(byte) || (0x41...0x5A).contains(byte)
        case .hexadecimal:
            return Self.isDigit(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
        case .lettersAndDigits: return Self.isDigit(byte) || Self.isLetter(byte)
        case .wordCharacters: return Self.isWordByte(byte) || byte == UInt8(ascii: "-")
        case .wordCharactersAndDots:
            return Self.isWordByte(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        case .base64:
            return Self.isWordByte(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
                || byte == UInt8(ascii: "=")
        }
    }

    private static func isMixed(_ body: ArraySlice<UInt8>) -> Bool {
        body.contains { (0x41...0x5A).contains($0) } && body.contains { (0x61...0x7A).contains($0) || isDigit($0) }
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

    static func isWordByte(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "_") }
}

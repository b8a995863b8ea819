/// Finds secrets in texts, so that they can be reported and never printed.
package struct SecretScan {
    /// A stretch of a text.
    package struct Finding: Equatable, Sendable {
        /// In UTF-8.
        package var range: Range<Int>
        /// As a message says it: "a token of GitHub".
        package var name: String
        /// Whether nothing else looks like it: then it is an error.
        package var isCertain: Bool

        /// A stretch that looks like a secret.
        package init(range: Range<Int>, name: String, isCertain: Bool) {
            self.range = range
            self.name = name
            self.isCertain = isCertain
        }
    }

    private let text: ArraySlice<UInt8>
    private var findings: [Finding] = []
    /// Where the last finding ends.
    private var covered = 0

    /// The secrets of a text, in its order; of two that overlap the first.
    package static func findings(in text: String) -> [Finding] {
        var scan = SecretScan(Array(text.utf8)[...])
        scan.run()
        return scan.findings
    }

    /// The text with `<hidden>` in the place of everything that certainly is a secret.
    package static func hiding(_ text: String) -> String {
        let findings = findings(in: text).filter(\.isCertain)
        guard !findings.isEmpty else { return text }
        let bytes = Array(text.utf8)
        var hidden: [UInt8] = []
        var end = 0
        for finding in findings {
            hidden += bytes[end..<finding.range.lowerBound]
            hidden += "<hidden>".utf8
            end = finding.range.upperBound
        }
        return String(decoding: hidden + bytes[end...], as: UTF8.self)
    }

    private init(_ text: ArraySlice<UInt8>) {
        self.text = text
    }

    private mutating func run() {
        let patterns = SecretPattern.byFirstByte
        var previous: UInt8 = 0x20
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            if index >= covered {
                if !patterns[Int(byte)].isEmpty, !Self.isWordByte(previous), previous != UInt8(ascii: "-") {
                    keys(patterns[Int(byte)], at: index)
                }
                switch byte {
                case UInt8(ascii: ":"), UInt8(ascii: "="): assignment(at: index)
                case UInt8(ascii: "e") where !Self.isWordByte(previous): webToken(at: index)
                case UInt8(ascii: "-") where previous != byte: privateKey(at: index)
                default: break
                }
            }
            previous = byte
            index += 1
        }
    }

    private mutating func add(_ range: Range<Int>, _ name: String, isCertain: Bool) {
        guard range.lowerBound >= covered else { return }
        findings.append(Finding(range: range, name: name, isCertain: isCertain))
        covered = range.upperBound
    }

    private mutating func keys(_ patterns: [SecretPattern], at index: Int) {
        for pattern in patterns {
            guard let end = pattern.end(in: text, at: index) else { continue }
            return add(index..<end, pattern.name, isCertain: true)
        }
    }

    /// `-----BEGIN RSA PRIVATE KEY-----` and what follows, up to its end.
    private mutating func privateKey(at index: Int) {
        let line = text[index...].prefix(64).prefix { $0 != 0x0A && $0 != 0x0D }
        guard line.starts(with: "-----BEGIN ".utf8), let mark = Self.index(of: "PRIVATE KEY", in: line) else { return }
        let rest = text[mark...]
        let end = Self.index(of: "-----END ", in: rest).map { end in
            text[end...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? text.endIndex
        }
        add(index..<(end ?? line.endIndex), "a private key", isCertain: true)
    }

    /// A JSON Web Token: `eyJ....eyJ....…`. Its content may be old or a sample.
    private mutating func webToken(at index: Int) {
        guard text[index...].starts(with: "eyJ".utf8) else { return }
        let token = text[index...].prefix { Self.isWordByte($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
        let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].starts(with: "eyJ".utf8), parts.allSatisfy({ $0.count >= 10 }) else { return }
        add(index..<token.endIndex, "a JSON Web Token", isCertain: false)
    }

    private static let names = [
        "password", "passwd", "passwort", "kennwort", "passphrase", "pwd", "secret", "token", "apikey", "api_key",
        "api-key", "api key", "access_key", "access key", "secret_key", "secret key", "auth_key",
    ].map { Array($0.utf8) }

    /// `password: …`, `API_KEY=…` with a value that nobody writes by chance; `https://user:password@host`.
    private mutating func assignment(at index: Int) {
        if text[index...].starts(with: "://".utf8) { return credentials(behind: index + 3) }
        // Few values have a digit: the name is looked at only then.
        let rest = text[(index + 1)...].drop { $0 == 0x20 || $0 == 0x09 || Self.isQuote($0) }
        let value = rest.prefix { $0 > 0x20 && $0 != 0x2C && $0 != 0x3B && $0 != 0x29 && !Self.isQuote($0) }
        guard SecretValue.isLikely(value) else { return }
        let before = text[..<index].suffix(40).reversed().drop { $0 == 0x20 || $0 == 0x5F || Self.isQuote($0) }
        let name = before.prefix { Self.isWordByte($0) || $0 == 0x20 || $0 == UInt8(ascii: "-") }
            .map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        guard Self.names.contains(where: { name.starts(with: $0.reversed()) }) else { return }
        add(value.startIndex..<value.endIndex, "a password or a token", isCertain: false)
    }

    private mutating func credentials(behind index: Int) {
        let authority = text[index...].prefix(200).prefix { $0 > 0x20 && !"/\"'`<>)".utf8.contains($0) }
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
            let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":"))
        else { return }
        let password = authority[(colon + 1)..<at]
        guard password.count >= 8, SecretValue.isNoPlaceholder(password) else { return }
        add(password.startIndex..<password.endIndex, "the password of a URL", isCertain: false)
    }

    private static func index(of word: StaticString, in text: ArraySlice<UInt8>) -> Int? {
        let word = Array(word.description.utf8)
        var index = text.startIndex
        while let next = text[index...].firstIndex(of: word[0]) {
            if text[next...].starts(with: word) { return next }
            index = next + 1
        }
        return nil
    }

    /// Quotes of YAML, JSON and Markdown.
    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == 0x22 || byte == 0x27 || byte == UInt8(ascii: "`") || byte == UInt8(ascii: "*")
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == UInt8(ascii: "_")
    }
}

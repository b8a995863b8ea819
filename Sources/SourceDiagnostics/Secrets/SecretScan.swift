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
    /// What certainly is a secret, and what may be one: the first is looked for in the second too, for a key often stands
    /// behind a word such as `password:`.
    private var certain = Found()
    private var likely = Found()
    /// Where the run of characters ends in which a web token was looked for last.
    private var tokenRunEnd = 0

    /// Findings in their order, and where the last of them ends.
    private struct Found {
        var findings: [Finding] = []
        var end = 0

        mutating func add(_ range: Range<Int>, _ name: String, isCertain: Bool) {
            guard range.lowerBound >= end, !range.isEmpty else { return }
            findings.append(Finding(range: range, name: name, isCertain: isCertain))
            end = range.upperBound
        }
    }

    /// The secrets of a text, in its order. Of two that overlap there is the certain one, else the first.
    package static func findings(in text: String) -> [Finding] { findings(in: Array(text.utf8)[...]) }

    /// The secrets of a text in UTF-8.
    package static func findings(in text: ArraySlice<UInt8>) -> [Finding] {
        var scan = SecretScan(text)
        scan.run()
        var findings: [Finding] = []
        var rest = scan.certain.findings[...]
        for finding in scan.likely.findings {
            while let next = rest.first, next.range.upperBound <= finding.range.lowerBound {
                findings.append(rest.removeFirst())
            }
            if rest.first.map({ !$0.range.overlaps(finding.range) }) ?? true { findings.append(finding) }
        }
        return findings + rest
    }

    /// The text with other text in the place of everything that certainly is a secret.
    package static func hiding(_ text: String, behind mask: String = "<hidden>") -> String {
        hiding(findings(in: text).filter(\.isCertain), in: text, behind: mask)
    }

    /// The text with other text in the place of these stretches, which are in its order and do not overlap.
    static func hiding(_ findings: [Finding], in text: String, behind mask: String) -> String {
        guard !findings.isEmpty else { return text }
        let bytes = Array(text.utf8)
        var hidden: [UInt8] = []
        var end = 0
        for finding in findings {
            hidden += bytes[end..<finding.range.lowerBound]
            hidden += mask.utf8
            end = finding.range.upperBound
        }
        return String(decoding: hidden + bytes[end...], as: UTF8.self)
    }

    private init(_ text: ArraySlice<UInt8>) {
        self.text = text
    }

    private mutating func run() {
        let (text, marks) = (text, SecretPattern.marks)
        // What every place is asked is cheap: a project has many of them.
        var previous: UInt8 = 0x20
        for index in text.indices {
            let byte = text[index]
            defer { previous = byte }
            guard index >= certain.end else { continue }
            let next = index + 1 < text.endIndex ? text[index + 1] : 0
            if index + 2 < text.endIndex, marks[SecretPattern.mark(byte, next, text[index + 2])] {
                keys(SecretPattern.byFirstByte[Int(byte)], at: index, behind: previous)
            }
            switch (byte, next) {
            case (UInt8(ascii: ":"), _), (UInt8(ascii: "="), _): assignment(at: index)
            case (UInt8(ascii: "e"), UInt8(ascii: "y")): webToken(at: index)
            case (UInt8(ascii: "B"), _), (UInt8(ascii: "b"), _):
                if next | 0x20 == UInt8(ascii: "e"), !SecretPattern.isWordByte(previous) { bearer(at: index) }
            case (UInt8(ascii: "-"), UInt8(ascii: "-")): privateKey(at: index)
            default: break
            }
        }
    }

    private mutating func keys(_ patterns: [SecretPattern], at index: Int, behind previous: UInt8) {
        for pattern in patterns {
            guard let end = pattern.end(in: text, at: index, behind: previous) else { continue }
            return certain.add(index..<end, pattern.name, isCertain: true)
        }
    }

    private mutating func privateKey(at index: Int) {
        guard let end = PrivateKeyText.end(in: text, at: index) else { return }
        certain.add(index..<end, "a private key", isCertain: true)
    }

    /// Of JSON Web Tokens in documents nearly all are this one: the claims of "John Doe".
    private static let sampleClaims = "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6Ikpva"

    /// A JSON Web Token: `eyJ….eyJ….…`.
    private mutating func webToken(at index: Int) {
        // What began earlier in the same run of characters and was no token is none from here on, either.
        guard index >= tokenRunEnd, text[index...].starts(with: "eyJ".utf8) else { return }
        var end = index
        for part in 0..<3 {
            if part > 0 {
                guard end < text.endIndex, text[end] == UInt8(ascii: ".") else { return }
                end += 1
            }
            let body = text[end...].prefix { SecretPattern.isWordByte($0) || $0 == UInt8(ascii: "-") }
            if part == 0 { tokenRunEnd = body.endIndex }
            guard body.count >= 10, part != 1 || body.starts(with: "eyJ".utf8) else { return }
            if part == 1, body.starts(with: Self.sampleClaims.utf8) { return }
            end = body.endIndex
        }
        certain.add(index..<end, "a JSON Web Token", isCertain: true)
    }

    /// `Authorization: Bearer …` with a value that nobody writes by chance.
    private mutating func bearer(at index: Int) {
        let word = "bearer ".utf8
        let rest = text[index...]
        guard rest.count > word.count, zip(rest, word).allSatisfy({ $0 | 0x20 == $1 }) else { return }
        let value = Self.value(rest.dropFirst(word.count))
        guard value.count >= 16, SecretValue.isLikely(value) else { return }
        likely.add(value.startIndex..<value.endIndex, "a password or a token", isCertain: false)
    }

    private static let names = [
        "password", "passwd", "passwort", "kennwort", "passphrase", "pwd", "secret", "token", "apikey", "api_key",
        "api-key", "api key", "access_key", "access key", "secret_key", "secret key", "auth_key",
    ].map { Array($0.utf8) }

    /// `password: …`, `API_KEY=…` with a value that nobody writes by chance; `https://user:password@host`, webhooks.
    private mutating func assignment(at index: Int) {
        if text[index...].starts(with: "://".utf8) {
            guard let finding = SecretAddress.finding(in: text, behind: index + 3) else { return }
            return certain.add(finding.range, finding.name, isCertain: true)
        }
        // Few values have a digit: the name is looked at only then.
        let value = Self.value(text[(index + 1)...].drop { $0 == 0x20 || $0 == 0x09 || Self.isQuote($0) })
        guard SecretValue.isLikely(value) else { return }
        let before = text[..<index].suffix(40).reversed().drop { $0 == 0x20 || $0 == 0x5F || Self.isQuote($0) }
        let name = before.prefix { SecretPattern.isWordByte($0) || $0 == 0x20 || $0 == UInt8(ascii: "-") }
            .map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        guard Self.names.contains(where: { name.starts(with: $0.reversed()) }) else { return }
        likely.add(value.startIndex..<value.endIndex, "a password or a token", isCertain: false)
    }

    /// What stands at the start of a text up to a blank, a quote or a mark that ends values. Of a longer value than may
    /// be a secret, one byte more than that: a text may begin values at each of its bytes.
    private static func value(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.prefix(SecretValue.maximum + 1).prefix {
            $0 > 0x20 && $0 != 0x2C && $0 != 0x3B && $0 != 0x29 && !isQuote($0)
        }
    }

    /// Quotes of YAML, JSON and Markdown.
    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == 0x22 || byte == 0x27 || byte == UInt8(ascii: "`") || byte == UInt8(ascii: "*")
    }
}

/// What the keys of a service look like: their first characters tell them from everything else.
package struct SecretPattern: Sendable {
    /// Which characters follow the prefix.
    enum Alphabet: Sendable {
        case lettersAndDigits, upperCaseAndDigits, wordCharacters, wordCharactersAndDots
    }

    /// As a message says it: "a key of OpenAI".
    var name: String
    var prefix: [UInt8]
    var alphabet: Alphabet
    /// How many characters follow the prefix at least.
    var minimum: Int

    private init(_ name: String, _ prefix: String, _ alphabet: Alphabet, _ minimum: Int) {
        self.name = name
        self.prefix = Array(prefix.utf8)
        self.alphabet = alphabet
        self.minimum = minimum
    }

    /// The name of OpenAI's.
    package static let apiKey = "an API key"

    /// By the first character of the prefix. The lengths are those that the services write, or a little less.
    static let byFirstByte: [[SecretPattern]] = (UInt8.min...UInt8.max).map { byte in
        all.filter { $0.prefix[0] == byte }
    }

    private static let all: [SecretPattern] = [
        SecretPattern(apiKey, "sk-", .wordCharacters, 16),
        SecretPattern("a token of GitHub", "ghp_", .lettersAndDigits, 36),
        SecretPattern("a token of GitHub", "gho_", .lettersAndDigits, 36),
        SecretPattern("a token of GitHub", "ghu_", .lettersAndDigits, 36),
        SecretPattern("a token of GitHub", "ghs_", .lettersAndDigits, 36),
        SecretPattern("a token of GitHub", "ghr_", .lettersAndDigits, 36),
        SecretPattern("a token of GitHub", "github_pat_", .wordCharacters, 40),
        SecretPattern("a token of GitLab", "glpat-", .wordCharacters, 20),
        SecretPattern("an access key of AWS", "AKIA", .upperCaseAndDigits, 16),
        SecretPattern("an access key of AWS", "ASIA", .upperCaseAndDigits, 16),
        SecretPattern("a token of Slack", "xoxa-", .wordCharacters, 20),
        SecretPattern("a token of Slack", "xoxb-", .wordCharacters, 20),
        SecretPattern("a token of Slack", "xoxp-", .wordCharacters, 20),
        SecretPattern("a token of Slack", "xoxr-", .wordCharacters, 20),
        SecretPattern("a token of Slack", "xoxs-", .wordCharacters, 20),
        SecretPattern("an API key of Google", "AIza", .wordCharacters, 35),
        SecretPattern("a key of Stripe", "sk_live_", .lettersAndDigits, 24),
        SecretPattern("a key of Stripe", "rk_live_", .lettersAndDigits, 24),
        SecretPattern("a token of Hugging Face", "hf_", .lettersAndDigits, 34),
        SecretPattern("a token of npm", "npm_", .lettersAndDigits, 36),
        SecretPattern("a key of SendGrid", "SG.", .wordCharactersAndDots, 60),
    ]

    /// The end of a key that begins at an index; nil when there is none.
    func end(in text: ArraySlice<UInt8>, at index: Int) -> Int? {
        let rest = text[index...]
        guard rest.starts(with: prefix) else { return nil }
        let body = rest.dropFirst(prefix.count).prefix(while: isAllowed)
        guard body.count >= minimum, body.contains(where: { (0x30...0x39).contains($0) }) else { return nil }
        // AWS's own documents write keys that end so.
        guard !body.reversed().starts(with: "EXAMPLE".utf8.reversed()) else { return nil }
        // Words with hyphens are no key: somewhere twelve characters stand together.
        let parts = body.split { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        guard parts.contains(where: { $0.count >= 12 }) else { return nil }
        return body.endIndex
    }

    private func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A: true
        case 0x61...0x7A: alphabet != .upperCaseAndDigits
        case UInt8(ascii: "-"), UInt8(ascii: "_"): alphabet == .wordCharacters || alphabet == .wordCharactersAndDots
        case UInt8(ascii: "."): alphabet == .wordCharactersAndDots
        default: false
        }
    }
}

/// URLs that let in whoever knows them: with a password, with a key, addresses of webhooks.
package enum SecretAddress {
    /// What is secret in a text that is one URL, in its order: user name and password, what stands under names such as
    /// `api_key` in its query or behind its `#`, a long random part of its path. Placeholders are none.
    ///
    /// What may be a mere identifier is not certain.
    package static func findings(in url: String) -> [SecretScan.Finding] {
        let bytes = Array(url.utf8)[...]
        guard let separator = url.firstRange(of: "://") else { return [] }
        let start = url.utf8.distance(from: url.startIndex, to: separator.upperBound)
        if let webhook = webhook(bytes[start...]) { return [webhook] }
        let authority = bytes[start...].prefix { !"/?#".utf8.contains($0) }
        var findings: [SecretScan.Finding] = []
        if let at = authority.lastIndex(of: UInt8(ascii: "@")), SecretValue.isNoPlaceholder(authority[..<at]) {
            findings.append(.init(range: start..<at, name: "a user name or a password", isCertain: true))
        }
        let path = bytes[authority.endIndex...].prefix { !"?#".utf8.contains($0) }
        findings += path.split(separator: UInt8(ascii: "/")).compactMap(segment)
        let rest = bytes[path.endIndex...]
        findings += rest.split { "?#&;".utf8.contains($0) }.compactMap(parameter)
        return findings
    }

    /// A URL with other text in the place of what is secret in it.
    package static func hiding(_ url: String, behind mask: String = "<hidden>") -> String {
        SecretScan.hiding(findings(in: url), in: url, behind: mask)
    }

    /// What is secret in a path for some services is the name of a tenant or a workspace for others: never certain.
    private static func segment(_ segment: ArraySlice<UInt8>) -> SecretScan.Finding? {
        guard segment.count >= 20, SecretValue.isNoPlaceholder(segment) else { return nil }
        let parts = segment.split { "-_.~%:@".utf8.contains($0) }
        let isRandom = parts.contains { part in
            part.count >= 16 && part.contains(where: SecretPattern.isDigit)
                && part.contains(where: SecretPattern.isLetter)
        }
        guard isUUID(segment) || (isRandom && SecretValue.isLikely(segment)) else { return nil }
        let range = segment.startIndex..<segment.endIndex
        return .init(range: range, name: "a secret part of its path", isCertain: false)
    }

    private static func isUUID(_ text: ArraySlice<UInt8>) -> Bool {
        text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map(\.count) == [8, 4, 4, 4, 12]
            && text.allSatisfy {
                $0 == UInt8(ascii: "-") || SecretPattern.isDigit($0) || (0x61...0x66).contains($0 | 0x20)
            }
    }

    /// What they name is a secret, whatever it is.
    private static let names = [
        "apikey", "token", "secret", "password", "passwd", "pwd", "authorization", "signature", "credential",
        "credentials", "bearer", "jwt",
    ]
    /// What they name is a secret where it looks like one.
    private static let doubtfulNames = ["key", "auth", "sig", "code", "session"]

    /// `api_key=…`, `accessToken=…`, `x-functions-key=…`.
    private static func parameter(_ text: ArraySlice<UInt8>) -> SecretScan.Finding? {
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let value = text[(equals + 1)...]
        let name = letters(of: String(decoding: text[..<equals], as: UTF8.self))
        guard value.count >= 8, SecretValue.isNoPlaceholder(value),
            isSecret(letters: name) || (doubtfulNames.contains(name) && SecretValue.isLikely(value))
        else { return nil }
        return .init(range: value.startIndex..<value.endIndex, name: "a key or a token", isCertain: true)
    }

    /// Whether a header or a field of this name holds what lets somebody in: `X-Auth`, `api_key`, `accessToken`.
    package static func isSecret(name: String) -> Bool {
        let name = letters(of: name)
        return isSecret(letters: name) || name.hasSuffix("auth") || name == "key" || name.hasSuffix("session")
    }

    private static func letters(of name: String) -> String { name.lowercased().filter(\.isLetter) }

    private static func isSecret(letters name: String) -> Bool {
        names.contains { name == $0 || ($0.count > 4 && name.hasSuffix($0)) } || isKey(name)
    }

    /// `apikey`, `xfunctionskey`, `subscriptionkey`, and no `monkey`.
    private static func isKey(_ name: String) -> Bool {
        [
            "api", "access", "auth", "secret", "private", "function", "functions", "subscription", "service", "license",
            "x",
        ]
        .contains { name.hasSuffix($0 + "key") }
    }

    /// The password of a URL in the middle of a text, or the part of a webhook's address that makes it one.
    ///
    /// - Parameter start: behind `://`.
    static func finding(in text: ArraySlice<UInt8>, behind start: Int) -> SecretScan.Finding? {
        let url = text[start...].prefix(2048).prefix { $0 > 0x20 && !"\"'`<>)]},\\".utf8.contains($0) }
        guard let password = password(url.prefix { !"/?#".utf8.contains($0) }) else { return webhook(url) }
        return .init(
            range: password.startIndex..<password.endIndex,
            name: "the password of a URL",
            isCertain: true
        )
    }

    /// - Parameter url: from its host on.
    private static func webhook(_ url: ArraySlice<UInt8>) -> SecretScan.Finding? {
        let authority = url.prefix { !"/?#".utf8.contains($0) }
        let path = url[authority.endIndex...]
        guard path.count > 20, let service = Webhook.service(at: authority, path),
            SecretValue.isNoPlaceholder(path)
        else { return nil }
        return .init(
            range: path.startIndex..<path.endIndex,
            name: "the address of a webhook of \(service)",
            isCertain: true
        )
    }

    private static func password(_ authority: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
            let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        let password = authority[(colon + 1)..<at]
        return password.count >= 6 && SecretValue.isNoPlaceholder(password) ? password : nil
    }
}

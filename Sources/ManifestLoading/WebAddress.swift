import SourceDiagnostics
import AssistantModel

/// The URLs that manifests hold. Only what can be told from the text is checked.
enum WebAddress {
    /// The parts of `scheme://authority/path`.
    private struct Parts {
        var scheme: String
        var authority: Substring
        var rest: Substring

        var userInfo: Substring? {
            authority.lastIndex(of: "@").map { authority[..<$0] }
        }

        var host: Substring {
            let hostAndPort = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
            if hostAndPort.hasPrefix("[") { return hostAndPort.prefix { $0 != "]" }.dropFirst() }
            return hostAndPort.prefix { $0 != ":" }
        }

        /// Whether what follows the host is nothing or a port.
        var hasValidPort: Bool {
            let hostAndPort = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
            let behind =
                hostAndPort.hasPrefix("[")
                ? hostAndPort.drop { $0 != "]" }.dropFirst() : hostAndPort.drop { $0 != ":" }
            if behind.isEmpty { return true }
            return behind.first == ":" && Int(behind.dropFirst()).map { (1...65_535).contains($0) } ?? false
        }

        init?(_ text: String) {
            guard let separator = text.firstRange(of: "://") else { return nil }
            scheme = text[..<separator.lowerBound].lowercased()
            let behind = text[separator.upperBound...]
            authority = behind.prefix { !"/?#".contains($0) }
            rest = behind[authority.endIndex...]
            guard !host.isEmpty, hasValidPort,
                text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && $0 != "\\" })
            else { return nil }
        }
    }

    static func isHTTP(_ text: String) -> Bool {
        Parts(text).map { ["http", "https"].contains($0.scheme) } ?? false
    }

    /// Whether `scheme://host[:port]` and nothing else: https, or http on loopback.
    static func isOrigin(_ text: String) -> Bool {
        guard let parts = Parts(text), parts.rest.isEmpty, parts.userInfo == nil else { return false }
        let isPlain = parts.authority.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.:[]".contains($0)) }
        return isPlain && isHTTPSOrLoopback(text)
    }

    /// Whether nobody on the way can read what is sent there.
    static func isHTTPSOrLoopback(_ text: String) -> Bool {
        guard let parts = Parts(text), parts.userInfo == nil else { return false }
        return parts.scheme == "https" || (parts.scheme == "http" && isLoopback(parts.host))
    }

    /// `base_url`: `embedded`, or an http or https URL without credentials, query and fragment.
    static func endpoint(_ field: Field, context: LoadContext) -> EnvironmentSettings.Endpoint? {
        guard let text = field.string() else { return nil }
        if text == "embedded" { return .embedded }
        guard let parts = Parts(text), ["http", "https"].contains(parts.scheme) else {
            let isOtherScheme = text.contains("://")
            context.problems.error(
                "invalid-url",
                isOtherScheme
                    ? "\(quoted(text)) is not an http or https URL" : "\(quoted(text)) is neither `embedded` nor a URL",
                at: field.location,
                hint: "such as https://gateway.example/v1"
            )
            return nil
        }
        let advice = "the key is read from the environment variable that `api_key_env` names"
        if parts.userInfo != nil {
            context.refuseSecret(
                "a URL with a user name or password never stands in a manifest",
                at: field.location,
                advice: advice
            )
            return nil
        }
        // Paths hold names of accounts and deployments.
        let pathless = "\(parts.scheme)://\(parts.host)\(parts.rest.drop { !"?#".contains($0) })"
        if refuseSecrets(of: pathless, in: "`base_url`", at: field.location, advice, context) { return nil }
        if let correction = BaseAddress.correction(of: text) {
            context.problems.error(
                "invalid-url",
                "`base_url` \(correction.reason)",
                at: field.location,
                hint: "write \"\(correction.form)\""
            )
            return nil
        }
        guard !parts.rest.contains(where: { $0 == "?" || $0 == "#" }) else {
            context.problems.error(
                "invalid-url",
                "`base_url` must end with its path, without `?` and `#`",
                at: field.location
            )
            return nil
        }
        if parts.scheme == "http", !isLoopback(parts.host) {
            context.problems.warning(
                .insecureURL,
                "the key goes to \(parts.host) without encryption",
                at: field.location,
                hint: "use https"
            )
        }
        if parts.rest.allSatisfy({ $0 == "/" }) {
            let slash = parts.rest.isEmpty ? "/" : ""
            context.problems.warning(
                .urlWithoutPath,
                "`base_url` has no path, and servers answer below `/v1`",
                at: field.location,
                hint: "did you mean \"\(text)\(slash)v1\"?"
            )
        }
        var url = text
        while url.hasSuffix("/") { url.removeLast() }
        return .url(url)
    }

    /// Reports what is secret in a URL.
    ///
    /// - Parameter subject: as a message names the URL.
    /// - Returns: whether something certainly is.
    @discardableResult
    static func refuseSecrets(
        of url: String,
        in subject: String,
        at location: SourceLocation,
        _ advice: String,
        _ context: LoadContext
    ) -> Bool {
        let findings = SecretAddress.findings(in: url)
        guard let finding = findings.first(where: \.isCertain) ?? findings.first else { return false }
        if finding.isCertain {
            context.refuseSecret("\(subject) holds \(finding.name)", at: location, advice: advice)
        } else {
            context.doubtSecret("\(subject) may hold \(finding.name)", at: location, advice: advice)
        }
        return finding.isCertain
    }

    /// Whether a URL leads to OpenAI's own servers.
    static func isOpenAI(_ url: String) -> Bool { Parts(url).map { BaseAddress.isOpenAI(host: $0.host) } ?? false }

    private static func isLoopback(_ host: Substring) -> Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host.hasPrefix("127.") || host == "::1"
    }
}

extension EnvironmentSettings {
    /// Whether the account is on OpenAI's own server, as far as `project.yaml` says.
    var isOpenAI: Bool {
        switch endpoint {
        case .standard: true
        case .url(let url): WebAddress.isOpenAI(url)
        case .embedded: false
        }
    }
}

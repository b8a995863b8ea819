/// What can be told of an account's base URL from its text alone: whether it leads to OpenAI, and whether somebody wrote
/// a URL that is well formed and leads nowhere.
package enum BaseAddress {
    /// A base URL that does not work, with the one that does.
    package struct Correction: Hashable, Sendable {
        /// To follow the name of the URL in a sentence.
        package var reason: String
        package var form: String
    }

    /// Whether a host is OpenAI's, one for data residency included (docs/openai-api.md, 1.8).
    package static func isOpenAI(host: some StringProtocol) -> Bool {
        let host = host.lowercased()
        return host == "api.openai.com" || host.hasSuffix(".api.openai.com")
    }

    /// First segments behind `/v1` of what the api serves: none of them is part of a base URL.
    private static let endpoints: Set<Substring> = [
        "assistants", "audio", "chat", "completions", "containers", "conversations", "embeddings", "files", "images",
        "models", "realtime", "responses", "skills", "threads", "uploads", "vector_stores",
    ]

    /// - Parameter url: an http or https URL.
    /// - Returns: nil for one that nothing speaks against, and for one with a password, which is never shown.
    package static func correction(of url: String) -> Correction? {
        guard let separator = url.firstRange(of: "://") else { return nil }
        let behind = url[separator.upperBound...]
        let authority = behind.prefix { !"/?#".contains($0) }
        let target = behind[authority.endIndex...]
        let path = target.prefix { $0 != "?" && $0 != "#" }
        let query = target[path.endIndex...]
        let segments = path.split(separator: "/")
        guard !authority.contains("@") else { return nil }
        let host = authority.prefix { $0 != ":" }
        func base(_ segments: some Sequence<Substring>) -> String {
            url[..<separator.upperBound] + authority + segments.map { "/\($0)" }.joined()
        }
        let azure: [Substring] = ["openai", "v1"]
        if let place = segments.indices.dropLast().first(where: {
            segments[$0...].starts(with: ["openai", "deployments"])
        }) {
            return Correction(
                reason: "names a deployment, which is what `model` of an assistant names there",
                form: base(segments[..<place] + azure)
            )
        }
        if host.lowercased().hasSuffix(".openai.azure.com"), segments != azure || !query.isEmpty {
            return Correction(
                reason:
                    "is no base URL of Azure OpenAI, which answers below /openai/v1 without an api-version, and where "
                    + "`model` is the name of a deployment",
                form: base(azure)
            )
        }
        if let version = segments.firstIndex(of: "v1"), segments.indices.contains(version + 1),
            endpoints.contains(segments[version + 1])
        {
            return Correction(
                reason: "goes on behind /v1, where every request puts its own path",
                form: base(segments[...version])
            )
        }
        if query.contains("api-version=") {
            let isComplete = segments.contains("v1")
            return Correction(
                reason: "has an api-version, which the v1 paths do not take",
                form: base(segments + (isComplete ? [] : ["v1"]))
            )
        }
        if isOpenAI(host: host), !segments.isEmpty, segments != ["v1"] {
            return Correction(reason: "is none of OpenAI's, which answers below /v1", form: base(["v1"]))
        }
        return nil
    }
}

extension BaseAddress {
    /// A base URL as it may be printed: without user name and password, and without the values of a query, which a server
    /// may take for keys.
    package static func shown(_ url: String) -> String {
        let start = url.firstRange(of: "://")?.upperBound ?? url.startIndex
        let authority = url[start...].prefix { !"/?#".contains($0) }
        let host = authority.lastIndex(of: "@").map { "<hidden>" + authority[$0...] } ?? String(authority)
        let path = url[authority.endIndex...].prefix { $0 != "?" && $0 != "#" }
        let query = url[path.endIndex...].prefix { $0 != "#" }
        let parameters = query.dropFirst().split(separator: "&").map { parameter in
            parameter.firstIndex(of: "=").map { parameter[...$0] + "<hidden>" } ?? "<hidden>"
        }
        return url[..<start] + host + path + (parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&"))
            + (query.endIndex < url.endIndex ? "#<hidden>" : "")
    }
}

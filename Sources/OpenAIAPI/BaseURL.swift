import Foundation

/// Where an account is reached: scheme, host, port and the path in front of every endpoint. `/v1` is part of it.
package struct BaseURL: Sendable, Hashable, CustomStringConvertible {
    /// `https`, or `http`.
    package let scheme: String
    /// As it stands in a URL: IPv6 addresses in brackets.
    package let host: String
    /// Nil is the scheme's own.
    package let port: Int?
    /// Without a slash at its end; empty for the root.
    package let path: String

    /// - Throws: ``APIError`` with ``APIError/Code/configuration`` for anything that is not an http or https URL, for
    ///   user names and passwords, queries and fragments.
    package init(_ text: String) throws(APIError) {
        func refusal(_ reason: String) -> APIError {
            APIError(.configuration, "the base URL \(reason): write it like https://api.openai.com/v1")
        }
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased() else {
            throw refusal("is not a URL")
        }
        guard scheme == "https" || scheme == "http" else { throw refusal("does not start with https:// or http://") }
        guard parts.percentEncodedUser == nil, parts.percentEncodedPassword == nil else {
            throw refusal("holds a user name or a password, which never belong there")
        }
        guard let host = parts.encodedHost, !host.isEmpty else { throw refusal("names no host") }
        guard parts.percentEncodedQuery == nil, parts.percentEncodedFragment == nil else {
            throw refusal("has a query or a fragment")
        }
        self.scheme = scheme
        self.host = host.lowercased()
        port = parts.port
        var path = parts.percentEncodedPath
        while path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    /// Scheme, host and port.
    package var origin: String { "\(scheme)://\(host)\(port.map { ":\($0)" } ?? "")" }

    package var description: String { origin + path }

    /// Whether the host is this machine, so that plain http tells nobody the key.
    package var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" || Self.isLoopbackAddress(host)
    }

    private static func isLoopbackAddress(_ host: String) -> Bool {
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }

    /// Scheme, host and port with the scheme's own port written out: what two URLs must share to be one origin.
    package var effectiveOrigin: String { "\(scheme)://\(host):\(effectivePort)" }

    /// The port that connections go to.
    package var effectivePort: Int { port ?? (scheme == "https" ? 443 : 80) }
}

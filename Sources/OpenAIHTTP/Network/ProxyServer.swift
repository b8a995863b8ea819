import Foundation

/// A server that connections are made through. Printing it shows neither user nor password.
package struct ProxyServer: Sendable, Hashable, CustomStringConvertible {
    /// How it is spoken to.
    package enum Kind: Sendable, Hashable {
        /// CONNECT for https, absolute requests for http.
        case http
        /// SOCKS 5, which gets the host's name, not its address.
        case socks5
    }

    /// Why a text names no usable proxy: to follow the variable in a sentence. Holds nothing of the text.
    package struct Fault: Error, Sendable, Hashable {
        package let reason: String
    }

    package let kind: Kind
    /// Without brackets.
    package let host: String
    package let port: Int
    /// What the proxy wants to see; nil for a proxy that was given without a user.
    let credentials: Credentials?

    /// User and password as `Proxy-Authorization: Basic` carries them. Printing shows `<redacted>`.
    struct Credentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        let revealed: String

        fileprivate init(user: some Collection<UInt8>, password: some Collection<UInt8>) {
            revealed = Data(Array(user) + [UInt8(ascii: ":")] + Array(password)).base64EncodedString()
        }

        var description: String { "<redacted>" }
        var debugDescription: String { "<redacted>" }
        var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// Reads `[http://][user[:password]@]host[:port]`, or `socks5://host[:port]`. User and password are percent-decoded.
    package init(_ text: String) throws(Fault) {
        var rest = text.trimmingCharacters(in: .whitespacesAndNewlines)[...]
        var scheme = "http"
        if let separator = rest.firstRange(of: "://") {
            scheme = rest[..<separator.lowerBound].lowercased()
            rest = rest[separator.upperBound...]
        }
        kind = try Self.kind(of: scheme)
        // Passwords often hold a "/" or a "#" that nobody encoded: all that comes before the last "@" is user info.
        var userInfo: Substring?
        if let at = rest.lastIndex(of: "@") {
            userInfo = rest[..<at]
            rest = rest[rest.index(after: at)...]
        }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        (host, port) = try Self.place(rest, standardPort: kind == .http ? 80 : 1080)
        guard let userInfo, !userInfo.isEmpty else {
            credentials = nil
            return
        }
        guard kind == .http else {
            throw Fault(reason: "gives a SOCKS proxy a user, which is not supported: use an http:// proxy, or none")
        }
        let user = userInfo.prefix { $0 != ":" }
        let password = userInfo.dropFirst(user.count + 1)
        credentials = Credentials(user: Self.percentDecoded(user), password: Self.percentDecoded(password))
    }

    /// Host and port.
    package var description: String {
        let place = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        return kind == .socks5 ? "socks5://\(place)" : place
    }

    private static func kind(of scheme: String) throws(Fault) -> Kind {
        switch scheme {
        case "http": return .http
        case "socks5", "socks5h": return .socks5
        case "https":
            throw Fault(
                reason: "names an https:// proxy, and connections to the proxy itself are not encrypted here: write "
                    + "http:// where the proxy answers that, as most do"
            )
        case "socks", "socks4", "socks4a":
            throw Fault(reason: "names a proxy of SOCKS 4, which is not supported: write socks5://host:port")
        default: throw Fault(reason: "is not the address of a proxy: write it like http://proxy.example:3128")
        }
    }

    private static func place(_ text: Substring, standardPort: Int) throws(Fault) -> (host: String, port: Int) {
        let fault = Fault(
            reason: "is not the address of a proxy: write it like http://user:password@proxy.example:3128, special "
                + "characters of the password percent-encoded"
        )
        var (host, behind) = (text, Substring())
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]"), IPAddress(text[...end])?.bytes.count == 16 else { throw fault }
            host = text[..<end].dropFirst()
            behind = text[text.index(after: end)...]
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            behind = text[colon...]
        }
        let isName = host.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F].contains(byte)
        }
        guard !host.isEmpty, isName || text.hasPrefix("[") else { throw fault }
        if behind.isEmpty { return (String(host), standardPort) }
        guard behind.first == ":", let port = Int(behind.dropFirst()), (1...65_535).contains(port) else { throw fault }
        return (String(host), port)
    }

    /// As curl decodes it: a `%` without two digits stands for itself.
    private static func percentDecoded(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit),
                let decoded = UInt8(digits, radix: 16)
            {
                bytes.append(decoded)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}

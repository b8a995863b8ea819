/// The hosts that are reached without the proxy: the value of `NO_PROXY`. Nothing standardises it; this reads what curl
/// and Python's http clients agree on, and of what only some of them know whatever cannot be meant otherwise.
///
/// Entries stand between commas or blanks: `*` for every host, `example.com` and `.example.com` for it and what is below
/// it, `*.example.com` for what is below it, an address, a network as `10.0.0.0/8`, each but a network with `:port` too.
/// What cannot be read counts for nothing, as everywhere else.
package struct NoProxyList: Sendable, Hashable {
    private struct Entry: Sendable, Hashable {
        enum Rule: Sendable, Hashable {
            case everything
            case network(IPAddress, bits: Int)
            case name(String, onlyBelow: Bool)
        }

        var text: String
        var rule: Rule
        /// Nil for every port.
        var port: Int?
    }

    private let entries: [Entry]

    package init(_ text: String) {
        entries = text.split { $0 == "," || $0.isWhitespace }.compactMap { Self.entry(String($0)) }
    }

    /// The entry, as it was written, that lets a host be reached without the proxy; nil where none does.
    ///
    /// - Parameters:
    ///   - host: as in a URL; addresses of version 6 in brackets.
    ///   - port: the one that is connected to, the scheme's own too.
    package func entry(for host: String, port: Int) -> String? {
        let address = IPAddress(host)
        let name = Self.withoutLastDot(host.lowercased())
        return entries.first { entry in
            guard entry.port == nil || entry.port == port else { return false }
            return switch entry.rule {
            case .everything: true
            case .network(let network, let bits): address?.isIn(network, bits: bits) ?? false
            case .name(let own, let onlyBelow):
                address == nil && (name.hasSuffix("." + own) || (name == own && !onlyBelow))
            }
        }?.text
    }

    private static func entry(_ text: String) -> Entry? {
        if text == "*" { return Entry(text: text, rule: .everything) }
        if let slash = text.firstIndex(of: "/") {
            guard let network = IPAddress(text[..<slash]), let bits = Int(text[text.index(after: slash)...]),
                (0...network.bytes.count * 8).contains(bits)
            else { return nil }
            return Entry(text: text, rule: .network(network, bits: bits))
        }
        if let address = IPAddress(text) { return Entry(text: text, rule: .network(address, bits: 128)) }
        var (host, port) = (text[...], Int?.none)
        if let colon = text.lastIndex(of: ":") {
            guard let number = Int(text[text.index(after: colon)...]), (1...65_535).contains(number) else { return nil }
            (host, port) = (text[..<colon], number)
        }
        if let address = IPAddress(host) { return Entry(text: text, rule: .network(address, bits: 128), port: port) }
        let onlyBelow = host.hasPrefix("*.")
        if onlyBelow { host = host.dropFirst() }
        let name = withoutLastDot(host.drop { $0 == "." }.lowercased())
        guard !name.isEmpty else { return nil }
        return Entry(text: text, rule: .name(name, onlyBelow: onlyBelow), port: port)
    }

    private static func withoutLastDot(_ name: String) -> String {
        name.hasSuffix(".") ? String(name.dropLast()) : name
    }
}

import Crypto
import Foundation
import Hummingbird
import NIOCore
import OrderedJSON
import Spending

/// Who asks: visitors by a signed token that only they hold, and network addresses as what no one can turn back.
struct Visitors: Sendable {
    /// How long a token is good.
    private static let tokenSeconds = 90 * Ledger.secondsOfDay
    /// How long tokens of one visitor are good, from the first: then somebody else comes.
    static let longestSeconds = 365 * Ledger.secondsOfDay
    /// From this age on a token that is used is answered with a new one: who comes back in time loses no chat.
    private static let renewal = Ledger.secondsOfDay

    /// What a clock that was set back may be behind the one that a token was made by, in seconds.
    private static let ahead: Int64 = 300

    let store: any ChatStore
    let trustedHops: Int
    let random: @Sendable () -> UInt64

    /// Whose token it is.
    struct Visit: Sendable, Equatable {
        var visitor: String
        /// To be used from now on. The one before is good until its own end: others may be on the way with it.
        var renewedToken: String?
        /// By the store's clock, in Unix seconds.
        var now: Int64
    }

    /// A token for somebody new.
    func newToken(at now: Int64) async throws -> String {
        let identity = (0..<2).map { _ in Self.hexadecimal(random()) }.joined()
        return try await token(of: identity, first: now, made: now)
    }

    /// The visitor whose token it is.
    ///
    /// - Throws: ``ChatRefusal`` for a token that is none of ours, or too old: nobody gets a new one for it.
    func visit(token: String?) async throws -> Visit {
        guard let token, token.utf8.count <= 200 else { throw ChatRefusal.unauthorized }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0] == "v2", let first = Int64(parts[2]), let made = Int64(parts[3]) else {
            throw ChatRefusal.unauthorized
        }
        let expected = try await signature(of: parts[1...3].joined(separator: "."))
        guard Self.areEqual(expected, parts[4]) else { throw ChatRefusal.unauthorized }
        let now = try await store.now()
        guard now - made < Self.tokenSeconds, made - now <= Self.ahead, now - first < Self.longestSeconds else {
            throw ChatRefusal.unauthorized
        }
        var visit = Visit(visitor: parts[1], now: now)
        if now - made >= Self.renewal {
            visit.renewedToken = try await self.token(of: visit.visitor, first: first, made: now)
        }
        return visit
    }

    private func token(of identity: String, first: Int64, made: Int64) async throws -> String {
        let claim = "\(identity).\(first).\(made)"
        return "v2.\(claim).\(try await signature(of: claim))"
    }

    private func signature(of claim: String) async throws -> String {
        let key = SymmetricKey(data: try await store.secret("visitors"))
        let code = HMAC<SHA256>.authenticationCode(for: Data(claim.utf8), using: key)
        return code.map { Self.hexadecimal($0) }.joined()
    }

    /// Where a request comes from, as hashes with a salt of the day.
    struct Address: Sendable, Equatable {
        /// The address; of IPv6 the network of 64 bits, which one household has to itself.
        var network: String
        /// Of IPv6 the network of 48 bits, which whoever asks for one gets with 65,536 of the others.
        var site: String?
        /// The same; of IPv4 the network of 24 bits, of which somebody may have all and strangers may have one each.
        var neighbourhood: String?
    }

    /// - Parameter now: by the store's clock, in Unix seconds.
    func address(of network: [UInt8], at now: Int64) async throws -> Address {
        let day = Ledger.day(of: now)
        let salt = try await store.secret("salt/\(day)")
        func hash(_ network: some Collection<UInt8>) -> String {
            SHA256.hash(data: Data(salt) + Data(network)).prefix(12).map { Self.hexadecimal($0) }.joined()
        }
        let neighbourhood = Self.site(of: network).map(hash)
        return Address(
            network: hash(network),
            site: network.count == 8 ? neighbourhood : nil,
            neighbourhood: neighbourhood
        )
    }

    /// What a network belongs to, as somebody may have all of it: of IPv6 48 bits, of IPv4 24.
    static func site(of network: [UInt8]) -> [UInt8]? {
        switch network.count {
        case 4: Array(network.prefix(3))
        case 8: Array(network.prefix(6))
        default: nil
        }
    }

    /// The bytes of the address that a request comes from: of IPv6 those of its network.
    func network(of request: Request, _ context: ChatContext) -> [UInt8] {
        let forwarded = request.headers[.forwardedFor]
        let asker = Self.asker(context.channel.remoteAddress, forwarded: forwarded, hops: trustedHops)
        return asker.map(Self.network) ?? []
    }

    /// Who asks: whoever is connected, or whom so many proxies say that they speak for.
    static func asker(_ peer: SocketAddress?, forwarded: String?, hops: Int) -> SocketAddress? {
        guard hops > 0, let peer, isNear(peer), let forwarded else { return peer }
        // The last is what the proxy next to us saw, and so on: further to the left stands what anybody wrote.
        let named = forwarded.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        return named.count < hops ? peer : parsed(named[named.count - hops]) ?? peer
    }

    /// An address as proxies write it: with or without brackets and port.
    static func parsed(_ text: String) -> SocketAddress? {
        var host = text[...]
        if host.hasPrefix("[") { host = host.dropFirst().prefix { $0 != "]" } }
        if host.filter({ $0 == ":" }).count == 1 { host = host.prefix { $0 != ":" } }
        return try? SocketAddress(ipAddress: String(host), port: 0)
    }

    /// Whether an address is of this machine or a private network, where proxies are: from elsewhere anybody could say
    /// whom they speak for.
    static func isNear(_ address: SocketAddress) -> Bool {
        let network = network(of: address)
        switch (address, network.count) {
        case (.unixDomainSocket, _): return true
        case (_, 4):
            return switch (network[0], network[1]) {
            case (10, _), (127, _), (169, 254), (172, 16...31), (192, 168), (100, 64...127): true
            default: false
            }
        default:
            // Unique local, link local, and loopback.
            return network[0] & 0xFE == 0xFC || (network[0] == 0xFE && network[1] & 0xC0 == 0x80)
                || address.ipAddress == "::1"
        }
    }

    static func network(of address: SocketAddress) -> [UInt8] {
        switch address {
        case .v4(let address): return withUnsafeBytes(of: address.address.sin_addr) { Array($0) }
        case .v6(let address):
            let bytes = withUnsafeBytes(of: address.address.sin6_addr) { Array($0) }
            // One of IPv4 in the form of IPv6.
            if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10...11].allSatisfy({ $0 == 0xFF }) {
                return Array(bytes.suffix(4))
            }
            return Array(bytes.prefix(8))
        case .unixDomainSocket: return [0]
        }
    }

    static func areEqual(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func hexadecimal<Number: FixedWidthInteger>(_ number: Number) -> String {
        let text = String(UInt64(truncatingIfNeeded: number), radix: 16)
        return String(repeating: "0", count: max(0, Number.bitWidth / 4 - text.count)) + text
    }
}

import NIOCore
import Synchronization

/// Connections by where they come from: neither one address nor all of one site take more than their share.
final class ConnectionCount: Sendable {
    private let most: Int
    private let mostOfSite: Int
    /// By networks and by sites, which are shorter.
    private let counts = Mutex<[[UInt8]: Int]>([:])

    /// - Parameters:
    ///   - most: of one address at a time; of IPv6 of its network.
    ///   - mostOfSite: of all addresses of one site.
    init(most: Int, mostOfSite: Int) {
        self.most = most
        self.mostOfSite = mostOfSite
    }

    /// Takes a place.
    ///
    /// - Returns: the key to give back with ``leave(_:)``; nil where the address or its site has all that it may.
    func enter(_ address: SocketAddress) -> [UInt8]? {
        let network = Visitors.network(of: address)
        let site = Visitors.site(of: network)
        return counts.withLock { counts in
            guard counts[network] ?? 0 < most, site.map({ counts[$0] ?? 0 < mostOfSite }) ?? true else { return nil }
            for place in [network, site].compactMap(\.self) { counts[place, default: 0] += 1 }
            return network
        }
    }

    func leave(_ network: [UInt8]) {
        counts.withLock { counts in
            for place in [network, Visitors.site(of: network)].compactMap(\.self) {
                let count = (counts[place] ?? 0) - 1
                counts[place] = count > 0 ? count : nil
            }
        }
    }

    /// Whether an address is of this machine, from which a proxy or an operator asks for many.
    static func isLoopback(_ address: SocketAddress) -> Bool {
        let network = Visitors.network(of: address)
        return switch address {
        case .unixDomainSocket: true
        case .v4: network.first == 127
        // Also 127.0.0.0/8 in the form of IPv6, which is four bytes long.
        case .v6: address.ipAddress == "::1" || (network.count == 4 && network.first == 127)
        }
    }
}

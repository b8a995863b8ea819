import NIOCore
import Synchronization

/// Connections by the address that they come from: one address takes no more than its share.
final class ConnectionCount: Sendable {
    private let most: Int
    private let counts = Mutex<[[UInt8]: Int]>([:])

    /// - Parameter most: of one address at a time.
    init(most: Int) { self.most = most }

    /// Takes a place.
    ///
    /// - Returns: the key to give back with ``leave(_:)``; nil where the address has all that it may.
    func enter(_ address: SocketAddress) -> [UInt8]? {
        let network = Visitors.network(of: address)
        return counts.withLock { counts in
            let count = counts[network] ?? 0
            guard count < most else { return nil }
            counts[network] = count + 1
            return network
        }
    }

    func leave(_ network: [UInt8]) {
        counts.withLock { counts in
            let count = (counts[network] ?? 0) - 1
            counts[network] = count > 0 ? count : nil
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

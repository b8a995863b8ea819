import NIOCore
import Testing

@testable import ChatServer

@Suite("Where visitors come from")
struct VisitorsTests {
    private func address(_ text: String) throws -> SocketAddress { try SocketAddress(ipAddress: text, port: 1) }

    private func place(_ text: String, _ visitors: Visitors) async throws -> Visitors.Address {
        try await visitors.address(of: Visitors.network(of: address(text)), at: 1_000_000_000)
    }

    @Test("of IPv6 a household's network is an address, and all networks of whoever has 65,536 of them are one site")
    func networks() async throws {
        let visitors = Visitors(store: try await SetClock().store(), trustedHops: 0, random: { 1 })
        let first = try await place("2001:db8:1:1::1", visitors)
        #expect(try await place("2001:db8:1:1:ffff::2", visitors) == first)
        let neighbour = try await place("2001:db8:1:2::1", visitors)
        #expect(neighbour.network != first.network && neighbour.site == first.site && first.site != nil)
        #expect(try await place("2001:db8:2:1::1", visitors).site != first.site)
        let old = try await place("192.0.2.1", visitors)
        #expect(first.neighbourhood == first.site)
        #expect(old.site == nil)
        #expect(try await place("192.0.2.200", visitors).neighbourhood == old.neighbourhood)
        #expect(try await place("192.0.3.1", visitors).neighbourhood != old.neighbourhood)
        #expect(try await place("::ffff:192.0.2.1", visitors) == old)
    }

    @Test("a proxy is believed where proxies are, and nobody else who names an address")
    func proxies() throws {
        func asker(_ peer: String, _ forwarded: String?, hops: Int = 1) throws -> String? {
            Visitors.asker(try address(peer), forwarded: forwarded, hops: hops)?.ipAddress
        }
        for peer in ["127.0.0.1", "::1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "fd00::1", "fe80::1"] {
            #expect(try asker(peer, "198.51.100.7, 203.0.113.9") == "203.0.113.9", "\(peer)")
        }
        #expect(try asker("10.1.2.3", "198.51.100.7, 203.0.113.9", hops: 2) == "198.51.100.7")
        #expect(try asker("10.1.2.3", "203.0.113.9", hops: 2) == "10.1.2.3")
        #expect(try asker("10.1.2.3", "203.0.113.9", hops: 0) == "10.1.2.3")
        for peer in ["203.0.113.200", "172.32.0.1", "2001:db8::1", "::ffff:8.8.8.8"] {
            #expect(try asker(peer, "198.51.100.7") == asker(peer, nil), "\(peer)")
        }
    }
}

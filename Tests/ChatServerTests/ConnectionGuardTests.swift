import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import ChatServer

@Suite("Connections that only take up room")
struct ConnectionGuardTests {
    private static let head = HTTPRequestPart.head(
        HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/")
    )
    private static let body = HTTPRequestPart.body(ByteBuffer(repeating: 1, count: 100))

    /// As bytes, as a connection has them.
    private final class Encoding: ChannelOutboundHandler {
        typealias OutboundIn = HTTPResponsePart
        typealias OutboundOut = ByteBuffer

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            var text = "end"
            if case .head(let head) = unwrapOutboundIn(data) { text = head.headerFields[.connection] ?? "kept" }
            context.write(wrapOutboundOut(ByteBuffer(string: text)), promise: promise)
        }
    }

    private func channel(_ count: ConnectionCount? = nil, from address: String = "192.0.2.1") throws -> EmbeddedChannel
    {
        let bounds = ConnectionGuard.Bounds(taken: 1000, unread: 250)
        let channel = EmbeddedChannel(handlers: [Encoding(), ConnectionGuard(bounds, count: count)])
        try channel.connect(to: SocketAddress(ipAddress: address, port: 1)).wait()
        return channel
    }

    /// - Returns: what the answer says of the connection.
    private func answer(_ channel: EmbeddedChannel, _ status: HTTPResponse.Status = .ok) throws -> String? {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: status)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        return try channel.readOutbound(as: ByteBuffer.self).map { String(buffer: $0) }
    }

    @Test("a head comes within half a minute, and a body within ten seconds")
    func deadline() throws {
        let silent = try channel()
        silent.embeddedEventLoop.advanceTime(by: .seconds(29))
        #expect(silent.isActive)
        silent.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!silent.isActive)
        let slow = try channel()
        try slow.writeInbound(Self.head)
        for _ in 0..<9 {
            slow.embeddedEventLoop.advanceTime(by: .seconds(1))
            try slow.writeInbound(Self.body)
        }
        #expect(slow.isActive)
        slow.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!slow.isActive)
    }

    @Test("an answer may take its time, and the next request as long as a pause")
    func pause() throws {
        let channel = try channel()
        try channel.writeInbound(Self.head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .seconds(500))
        #expect(channel.isActive)
        #expect(try answer(channel) == "kept")
        channel.embeddedEventLoop.advanceTime(by: .seconds(59))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("after a refusal with an unread body the connection ends: with the body, or when there is too much of it")
    func unread() throws {
        for parts in [[Self.body, .end(nil)], [Self.body, Self.body, Self.body]] {
            let channel = try channel()
            try channel.writeInbound(Self.head)
            #expect(try answer(channel, .contentTooLarge) == "close")
            for part in parts {
                #expect(channel.isActive)
                try channel.writeInbound(part)
            }
            #expect(!channel.isActive)
        }
    }

    @Test("a client that takes nothing of what is written for a minute is left")
    func stalled() throws {
        let channel = try channel()
        try channel.writeInbound(Self.head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        // Written and not flushed: nobody takes it.
        channel.write(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
        channel.embeddedEventLoop.advanceTime(by: .seconds(59))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("a client that takes some of what waits for it is left where that is too little, and not where it takes all")
    func slow() throws {
        for (taken, isKept) in [(990, false), (1010, true)] {
            let channel = try channel()
            try channel.writeInbound(Self.head)
            try channel.writeInbound(HTTPRequestPart.end(nil))
            channel.write(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
            // The channel holds a few bytes of it: the rest is on its way.
            channel.embeddedEventLoop.advanceTime(by: .seconds(59))
            channel.write(HTTPResponsePart.body(ByteBuffer(repeating: 1, count: taken)), promise: nil)
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            #expect(channel.isActive == isKept, "\(taken)")
        }
        let channel = try channel()
        try channel.writeInbound(Self.head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        for _ in 0..<5 {
            channel.write(HTTPResponsePart.body(ByteBuffer(repeating: 1, count: 1)), promise: nil)
            channel.embeddedEventLoop.advanceTime(by: .seconds(30))
            channel.flush()
            channel.write(HTTPResponsePart.body(ByteBuffer(repeating: 1, count: 1)), promise: nil)
            channel.embeddedEventLoop.advanceTime(by: .seconds(29))
            channel.flush()
        }
        #expect(channel.isActive)
    }

    @Test("an address has its share of connections, and gets a place back when one ends; this machine has no share")
    func addresses() throws {
        let count = ConnectionCount(most: 2, mostOfSite: 100)
        let first = try channel(count)
        let second = try channel(count)
        #expect(first.isActive)
        #expect(second.isActive)
        let third = try channel(count)
        #expect(!third.isActive)
        #expect(try channel(count, from: "192.0.2.2").isActive)
        try first.close().wait()
        #expect(try channel(count).isActive)
        for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            for _ in 0..<3 { #expect(try channel(count, from: address).isActive) }
        }
    }

    @Test("all addresses of a site have a share of connections together")
    func sites() throws {
        let count = ConnectionCount(most: 2, mostOfSite: 3)
        for (site, others) in [("2001:db8:1", ["2001:db8:2:1::1", "2001:db8:3:1::1"]), ("", ["198.51.100.1"])] {
            let addresses = site.isEmpty ? ["192.0.2.1", "192.0.2.2"] : ["\(site):1::1", "\(site):2::1"]
            let first = try channel(count, from: addresses[0])
            for _ in 0..<2 { #expect(try channel(count, from: addresses[1]).isActive) }
            #expect(try !channel(count, from: addresses[0]).isActive)
            for other in others { #expect(try channel(count, from: other).isActive) }
            try first.close().wait()
            #expect(try channel(count, from: addresses[0]).isActive)
        }
    }

    private func network(_ text: String) throws -> [UInt8] {
        Visitors.network(of: try SocketAddress(ipAddress: text, port: 1))
    }

    @Test("bodies of one network and of one site have a share of what others leave, and give back what they took")
    func bodies() throws {
        let bodies = BodyBudget(bytes: 800)
        let (first, second) = (try network("2001:db8:1:1::1"), try network("2001:db8:1:2::1"))
        let (third, other) = (try network("2001:db8:1:3::1"), try network("2001:db8:2:1::1"))
        #expect(bodies.take(60, of: first) && bodies.take(40, of: first))
        #expect(!bodies.take(1, of: first))
        // An eighth of 700, and of the site together a quarter of 800.
        #expect(!bodies.take(88, of: second))
        #expect(bodies.take(87, of: second))
        #expect(bodies.take(13, of: third) && !bodies.take(1, of: third))
        #expect(bodies.take(75, of: other))
        // What others took has left less for the first than it holds: still a stream is none of its bytes.
        #expect(bodies.take(0, of: first) && !bodies.take(1, of: first))
        bodies.giveBack(60, of: first)
        #expect(bodies.take(30, of: first))
        for (bytes, network) in [(70, first), (87, second), (13, third), (75, other)] {
            bodies.giveBack(bytes, of: network)
        }
        // Nothing is left of them: clients have all that there is.
        #expect(bodies.take(800, of: nil) && !bodies.take(1, of: nil))
    }

    @Test("forty addresses that hold bodies back leave room for a question of the forty-first")
    func manyBodies() {
        let bodies = BodyBudget(bytes: ChatConfiguration.Limits.bodies)
        for number in 0..<40 {
            var size = ChatConfiguration.Limits.body
            while size > 0 { if !bodies.take(size, of: [10, 0, UInt8(number), 1]) { size /= 2 } }
        }
        #expect(bodies.take(32 << 10, of: [192, 0, 2, 1]))
    }

    @Test("connections stay below what the process may have open")
    func limit() throws {
        #expect(OpenFileLimit.connections(below: 1024) == 768)
        #expect(OpenFileLimit.connections(below: 1 << 20) == 12_000)
        #expect(OpenFileLimit.connections(below: 100) == 16)
        #expect(try #require(OpenFileLimit.raise()) > 0)
    }
}

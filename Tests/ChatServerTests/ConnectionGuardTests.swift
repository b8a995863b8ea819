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
        let bounds = ConnectionGuard.Bounds(unread: 250)
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

    @Test("an address has its share of connections, and gets a place back when one ends; this machine has no share")
    func addresses() throws {
        let count = ConnectionCount(most: 2)
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

    @Test("bodies of one network have a share of the room for all, and give back what they took")
    func bodies() {
        let bodies = BodyBudget(bytes: 100, share: 40)
        #expect(bodies.take(30, of: [1]) && bodies.take(10, of: [1]))
        #expect(!bodies.take(1, of: [1]))
        #expect(bodies.take(40, of: [2]))
        // Clients have what is left.
        #expect(bodies.take(20, of: nil))
        #expect(!bodies.take(1, of: [3]) && !bodies.take(1, of: nil))
        bodies.giveBack(10, of: [1])
        #expect(bodies.take(10, of: [1]))
        bodies.giveBack(40, of: [1])
        #expect(bodies.take(40, of: [3]))
    }

    @Test("connections stay below what the process may have open")
    func limit() throws {
        #expect(OpenFileLimit.connections(below: 1024) == 768)
        #expect(OpenFileLimit.connections(below: 1 << 20) == 12_000)
        #expect(OpenFileLimit.connections(below: 100) == 16)
        #expect(try #require(OpenFileLimit.raise()) > 0)
    }
}

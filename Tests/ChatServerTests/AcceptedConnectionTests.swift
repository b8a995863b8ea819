import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Synchronization
import Testing

@testable import ChatServer

@Suite("Connections that a server was about to begin with")
struct AcceptedConnectionTests {
    private func accepted(_ channel: EmbeddedChannel) throws -> AcceptedConnection {
        AcceptedConnection(
            try NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>(wrappingChannelSynchronously: channel)
        )
    }

    @Test("one that a cancelled server drops is closed, and does not end the program", arguments: [true, false])
    func dropped(isActive: Bool) throws {
        let channel = EmbeddedChannel()
        var connection: AcceptedConnection? = try accepted(channel)
        let address = try SocketAddress(ipAddress: "192.0.2.1", port: 1)
        if isActive { try channel.connect(to: address).wait() }
        let isClosed = Mutex(false)
        channel.closeFuture.whenComplete { _ in isClosed.withLock { $0 = true } }
        channel.embeddedEventLoop.run()
        #expect(connection != nil && channel.isActive == isActive && !isClosed.withLock { $0 })
        connection = nil
        channel.embeddedEventLoop.run()
        #expect(isClosed.withLock { $0 })
    }
}

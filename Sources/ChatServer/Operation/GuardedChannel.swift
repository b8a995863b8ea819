import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// A connection of HTTP/1.1 that reads requests strictly, and that a server may leave alone when it ends.
struct GuardedChannel: ServerChildChannel {
    private let http: HTTP1Channel

    init(_ http: HTTP1Channel) { self.http = http }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
        http.setup(channel: channel, logger: logger).flatMapThrowing { http in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(StrictRequests(), position: .after(decoder))
            return AcceptedConnection(http)
        }
    }

    func handle(value: AcceptedConnection, logger: Logger) async {
        // Its end closes the connection.
        defer { withExtendedLifetime(value) {} }
        await http.handle(value: value.http, logger: logger)
    }
}

/// A connection that was accepted. A server that is cancelled drops those that it has not begun with, and they close.
final class AcceptedConnection: ServerChildChannelValue {
    let http: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    var channel: any Channel { http.channel }

    init(_ http: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>) {
        self.http = http
        // NIO ends the program where nobody holds an open connection that nobody handled.
        http.channel.closeFuture.whenComplete { _ in withExtendedLifetime(http) {} }
    }

    deinit { http.channel.close(promise: nil) }
}

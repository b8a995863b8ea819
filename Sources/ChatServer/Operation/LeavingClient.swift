import NIOCore

/// Closes the connection of a client that sends nothing any more: whoever does that has left, and what is written for it
/// would be for nobody. No client of this server ends its side first and then waits.
final class LeavingClient: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = Never

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}

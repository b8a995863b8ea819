import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends connections that only take up room: of an address that has too many, with a request that does not come to its
/// end, with a body that nobody asked for, or of a client that does not read.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Times and sizes.
    struct Bounds: Sendable {
        /// Of a head, from the connection's beginning.
        var head = TimeAmount.seconds(30)
        /// Of a body, from the head to its end.
        var body = TimeAmount.seconds(10)
        /// Between an answer and the next request.
        var pause = TimeAmount.seconds(60)
        /// Between two looks at what the client takes.
        var look = TimeAmount.seconds(60)
        /// Of what waits for the client all the time between two looks, in bytes: who takes less is left.
        var taken = 240 << 10
        /// Of a body, in bytes, after its request was answered.
        var unread = 256 << 10
    }

    private let bounds: Bounds
    private let count: ConnectionCount?
    private var place: [UInt8]?
    private var deadline: Scheduled<Void>?
    /// Looks now and then whether the client takes what is written.
    private var look: Scheduled<Void>?
    private var unwritten = 0
    /// Bytes of bodies that were handed over.
    private var written = 0
    /// Whether the client has taken all that there was since the last look.
    private var isUpToDate = false
    private var isReading = false
    private var isRefusing = false
    private var isAnswered = false
    private var unread = 0

    /// - Parameter count: of the addresses; nil where they are not told apart.
    init(_ bounds: Bounds = Bounds(), count: ConnectionCount? = nil) {
        self.bounds = bounds
        self.count = count
    }

    // MARK: connections

    func channelActive(context: ChannelHandlerContext) {
        if let count, let address = context.channel.remoteAddress, !ConnectionCount.isLoopback(address) {
            place = count.enter(address)
            guard place != nil else { return context.close(promise: nil) }
        }
        expect(within: bounds.head, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        look?.cancel()
        if let place { count?.leave(place) }
        place = nil
        context.fireChannelInactive()
    }

    private func expect(within time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
    }

    // MARK: requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            (isReading, isRefusing, isAnswered, unread) = (true, false, false, 0)
            expect(within: bounds.body, context)
        case .body(let bytes):
            guard isRefusing else { break }
            unread += bytes.readableBytes
            if unread > bounds.unread { context.close(promise: nil) }
            // Nobody reads it any more.
            return
        case .end:
            isReading = false
            deadline?.cancel()
            if isRefusing {
                if isAnswered { context.close(promise: nil) }
                return
            }
            if isAnswered { expect(within: bounds.pause, context) }
        }
        context.fireChannelRead(data)
    }

    // MARK: answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var part = unwrapOutboundIn(data)
        if case .head(var head) = part, isReading, head.status.kind != .informational {
            // The rest of the body is in the way of another request: there will be none.
            isRefusing = true
            head.headerFields[.connection] = "close"
            part = .head(head)
        }
        let isEnd = if case .end = part { true } else { false }
        // A head goes out before its body comes: that it was taken says nothing.
        let isHead = if case .head = part { true } else { false }
        if case .body(let bytes) = part { written += bytes.readableBytes }
        let promise = promise ?? context.eventLoop.makePromise()
        unwritten += 1
        promise.futureResult.assumeIsolated().whenComplete { _ in
            self.unwritten -= 1
            if self.unwritten == 0, !isHead { self.isUpToDate = true }
            guard isEnd else { return }
            self.isAnswered = true
            if self.isReading { return }
            if self.isRefusing { context.close(promise: nil) } else { self.expect(within: self.bounds.pause, context) }
        }
        context.write(wrapOutboundOut(part), promise: promise)
        if look == nil { watch(context) }
    }

    /// Closes the connection of a client that takes what waits for it too slowly, or not at all.
    private func watch(_ context: ChannelHandlerContext) {
        let before = taken(context)
        isUpToDate = false
        look = context.eventLoop.assumeIsolated().scheduleTask(in: bounds.look) {
            self.look = nil
            guard self.unwritten > 0 else { return }
            if self.isUpToDate || self.taken(context) - before >= self.bounds.taken {
                self.watch(context)
            } else {
                context.close(promise: nil)
            }
        }
    }

    /// Bytes of bodies that the client took, or the system for it.
    private func taken(_ context: ChannelHandlerContext) -> Int {
        written - ((try? context.channel.syncOptions?.getOption(ChannelOptions.bufferedWritableBytes)) ?? 0)
    }
}

import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Synchronization

/// Thrown when the connection was closed in place of an answer.
struct ConnectionDropped: Error {}

extension SandboxContext {
    /// Closes the connection at once.
    func drop() -> ConnectionDropped {
        channel.close(mode: .all, promise: nil)
        return ConnectionDropped()
    }

    /// Has the connection closed as soon as either side goes, which a request that is worked on does not notice.
    func closeWithEitherSide() async throws {
        let channel = channel
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(DepartureWatcher(), position: .first)
        }.get()
    }

    /// Answers nothing until the connection is closed.
    /// - Parameter request: one whose body nobody has read yet, or nil.
    func hang(reading request: Request?) async throws -> ConnectionDropped {
        // Whoever does not read does not see the other side go.
        if let request { for try await _ in request.body {} }
        let channel = channel
        try await withTaskCancellationHandler {
            try await channel.closeFuture.get()
        } onCancel: {
            channel.close(mode: .all, promise: nil)
        }
        return ConnectionDropped()
    }
}

/// Ends a connection on which nobody will ever answer when the client goes or the server shuts down.
private final class DepartureWatcher: ChannelInboundHandler {
    typealias InboundIn = Never

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent || event as? ChannelEvent == .inputClosed {
            context.close(mode: .all, promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }
}

extension RequestBody {
    /// Reads half of what the client announced, or the first piece where it announced nothing.
    func readHalf(announced: Int?) async throws {
        var count = 0
        for try await piece in self {
            count += piece.readableBytes
            guard let announced, count < announced / 2 else { return }
        }
    }
}

extension Response {
    /// The same answer, broken off by closing the connection behind half of the body.
    func brokenOff() async throws -> Response {
        let body = try await collected()
        let half = body.getSlice(at: body.readerIndex, length: body.readableBytes / 2) ?? ByteBuffer()
        var response = self
        response.body = ResponseBody(contentLength: body.readableBytes) { writer in
            try await writer.write(half)
            throw ConnectionDropped()
        }
        return response
    }

    /// The same answer with half of the body, as if that were all.
    func halved() async throws -> Response {
        let body = try await collected()
        var response = self
        response.body = ResponseBody(
            byteBuffer: body.getSlice(at: body.readerIndex, length: body.readableBytes / 2) ?? ByteBuffer()
        )
        return response
    }

    /// The whole body, which for a stream is also when its work is done.
    func collected() async throws -> ByteBuffer {
        let collector = BodyCollector()
        try await body.write(collector)
        return collector.buffer
    }
}

private final class BodyCollector: ResponseBodyWriter, Sendable {
    private let content = Mutex(ByteBuffer())

    var buffer: ByteBuffer { content.withLock { $0 } }

    func write(_ buffer: ByteBuffer) async throws {
        content.withLock { _ = $0.writeImmutableBuffer(buffer) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

import NIOCore
import NIOPosix
import Synchronization

/// A server on a port of the system's choice that reads raw requests and does what a script says, misdeeds included.
final class ScriptedServer: Sendable {
    /// What to do with one request.
    enum Step: Sendable {
        /// These bytes, and the connection stays open.
        case answer(String)
        /// As `answer`, for what is not text.
        case answerBytes([UInt8])
        /// These bytes, then the connection closes.
        case answerAndClose(String)
        /// No answer; the connection closes.
        case close
        /// No answer; the connection stays open.
        case hang
    }

    /// A request as it arrived.
    struct Request: Sendable {
        /// Request line and headers.
        var lines: [String]
        var body: [UInt8]
        /// Whether as many bytes came as the headers promised.
        var isComplete: Bool

        /// The value of a header, by its lower-case name.
        func header(_ name: String) -> String? {
            lines.dropFirst().first { $0.lowercased().hasPrefix(name + ":") }.map {
                String($0.dropFirst(name.count + 1).drop(while: \.isWhitespace))
            }
        }
    }

    private struct State {
        var steps: [Step]
        var requests: [Request] = []
    }

    private let channel: any Channel
    private let state: StateBox
    /// Requests that broke off, as they do.
    let brokenRequests: AsyncStream<Request>
    /// Requests that arrived whole, as they do.
    let arrivals: AsyncStream<Request>

    fileprivate final class StateBox: Sendable {
        private let state: Mutex<State>
        private let broken: AsyncStream<Request>.Continuation
        private let arrived: AsyncStream<Request>.Continuation

        init(
            _ steps: [Step],
            broken: AsyncStream<Request>.Continuation,
            arrived: AsyncStream<Request>.Continuation
        ) {
            state = Mutex(State(steps: steps))
            self.broken = broken
            self.arrived = arrived
        }

        var requests: [Request] { state.withLock { $0.requests } }

        func next(for request: Request) -> Step {
            defer { arrived.yield(request) }
            return state.withLock { state in
                state.requests.append(request)
                return state.steps.isEmpty ? .answer(ScriptedServer.response(500, "{}")) : state.steps.removeFirst()
            }
        }

        func brokeOff(_ request: Request) {
            broken.yield(request)
        }
    }

    private init(
        channel: any Channel,
        state: StateBox,
        brokenRequests: AsyncStream<Request>,
        arrivals: AsyncStream<Request>
    ) {
        self.channel = channel
        self.state = state
        self.brokenRequests = brokenRequests
        self.arrivals = arrivals
    }

    /// Runs the body beside a server that takes the steps one after the other.
    static func with<Result: Sendable>(
        _ steps: [Step],
        _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let broken = AsyncStream.makeStream(of: Request.self)
        let arrivals = AsyncStream.makeStream(of: Request.self)
        let state = StateBox(steps, broken: broken.continuation, arrived: arrivals.continuation)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RequestReader(state: state))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = ScriptedServer(
            channel: channel,
            state: state,
            brokenRequests: broken.stream,
            arrivals: arrivals.stream
        )
        let result: Result
        do {
            result = try await body(server)
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
        return result
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    /// The requests that arrived whole, in their order.
    var requests: [Request] { state.requests }

    static func response(_ status: Int, _ body: String, headers: [String] = []) -> String {
        let lines = ["HTTP/1.1 \(status) Words", "Content-Length: \(body.utf8.count)"] + headers
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }
}

/// Collects the bytes of one connection into requests.
private final class RequestReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let state: ScriptedServer.StateBox
    private var received: [UInt8] = []

    init(state: ScriptedServer.StateBox) {
        self.state = state
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        received += buffer.readBytes(length: buffer.readableBytes) ?? []
        // The first byte of a TLS handshake: plain servers answer it with a refusal.
        if received.first == 0x16 {
            perform(.answerAndClose(ScriptedServer.response(400, "")), context: context)
            return
        }
        while let (request, length) = parse(), request.isComplete {
            received.removeFirst(length)
            perform(state.next(for: request), context: context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let (request, _) = parse() { state.brokeOff(request) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func perform(_ step: ScriptedServer.Step, context: ChannelHandlerContext) {
        switch step {
        case .answer(let text):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        case .answerBytes(let bytes):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        case .answerAndClose(let text):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            context.close(promise: nil)
        case .close:
            context.close(promise: nil)
        case .hang:
            break
        }
    }

    /// The first request among the bytes; nil while its headers are not there yet.
    private func parse() -> (ScriptedServer.Request, length: Int)? {
        let separator = Array("\r\n\r\n".utf8)
        guard received.count >= 4,
            let end = (0...(received.count - 4)).first(where: { received[$0..<$0 + 4].elementsEqual(separator) })
        else { return nil }
        let lines = String(decoding: received[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        var request = ScriptedServer.Request(lines: lines, body: [], isComplete: false)
        let length = request.header("content-length").flatMap { Int($0) } ?? 0
        request.body = Array(received[(end + 4)...].prefix(length))
        request.isComplete = request.body.count == length
        return (request, end + 4 + length)
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        var parts: [String] = [""]
        var rest = self[...]
        while let character = rest.first {
            rest.removeFirst()
            if String(character) == separator { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts
    }
}

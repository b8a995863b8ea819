import NIOCore
import NIOHTTP1
import NIOPosix

/// How a proxy answers when it is asked for a connection. The library tells that it refused, and not how.
struct ProxyAnswer: Sendable, Hashable {
    var status: Int
    var reason: String

    /// Asks for a connection and closes it at once.
    ///
    /// - Parameter target: host and port.
    /// - Returns: nil without an answer in time, and for a connection: what stood in its way has passed.
    static func refusal(of proxy: ProxyServer, target: String, within limit: Duration) async -> ProxyAnswer? {
        let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(TimeAmount(limit))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers(leftOverBytesStrategy: .dropBytes)
                }
            }
        guard let channel = try? await bootstrap.connect(host: proxy.host, port: proxy.port).get() else { return nil }
        let said = try? await answer(of: proxy, target: target, on: channel, within: limit)
        try? await channel.close()
        return said.flatMap { $0.status / 100 == 2 ? nil : $0 }
    }

    private static func answer(
        of proxy: ProxyServer,
        target: String,
        on channel: any Channel,
        within limit: Duration
    ) async throws -> ProxyAnswer {
        let answer = channel.eventLoop.makePromise(of: ProxyAnswer.self)
        channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(Question(proxy, target: target, answer: answer))
            channel.eventLoop.scheduleTask(in: TimeAmount(limit)) { answer.fail(ChannelError.eof) }
        }.cascadeFailure(to: answer)
        return try await answer.futureResult.get()
    }

    /// Sends CONNECT and waits for the head of the answer.
    private final class Question: ChannelInboundHandler {
        typealias InboundIn = HTTPClientResponsePart
        typealias OutboundOut = HTTPClientRequestPart

        private let proxy: ProxyServer
        private let target: String
        private let answer: EventLoopPromise<ProxyAnswer>

        init(_ proxy: ProxyServer, target: String, answer: EventLoopPromise<ProxyAnswer>) {
            self.proxy = proxy
            self.target = target
            self.answer = answer
        }

        func handlerAdded(context: ChannelHandlerContext) {
            var head = HTTPRequestHead(version: .http1_1, method: .CONNECT, uri: target)
            head.headers.add(name: "host", value: target)
            if let credentials = proxy.credentials {
                head.headers.add(name: "proxy-authorization", value: "Basic \(credentials.revealed)")
            }
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let head) = unwrapInboundIn(data) else { return }
            answer.succeed(ProxyAnswer(status: Int(head.status.code), reason: head.status.reasonPhrase))
        }

        func channelInactive(context: ChannelHandlerContext) { answer.fail(ChannelError.eof) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { answer.fail(error) }
    }
}

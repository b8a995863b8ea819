import NIOCore
import NIOPosix
import Testing

@testable import OpenAIHTTP

@Suite("What a proxy says when it is asked")
struct ProxyAnswerTests {
    @Test(
        "the connection is closed whatever comes: a refusal, a connection, nonsense, nothing",
        .timeLimit(.minutes(5)),
        arguments: [
            ("HTTP/1.1 403 Forbidden\r\n\r\n", ProxyAnswer(status: 403, reason: "Forbidden")),
            ("HTTP/1.1 200 OK\r\n\r\n", nil), ("nonsense\r\n\r\n", nil), ("", nil),
        ] as [(String, ProxyAnswer?)]
    )
    func closed(text: String, expected: ProxyAnswer?) async throws {
        let (endings, ended) = AsyncStream.makeStream(of: Void.self)
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.closeFuture.whenComplete { _ in ended.yield() }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answer(text))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let proxy = try ProxyServer("http://127.0.0.1:\(server.localAddress?.port ?? 0)")
        let answer = await ProxyAnswer.refusal(
            of: proxy,
            target: "a.example:443",
            within: .seconds(text.isEmpty ? 1 : 50)
        )
        #expect(answer == expected)
        // Without an end here the test runs into its limit.
        for await _ in endings { break }
        try await server.close()
    }

    /// Answers the first bytes with a text.
    private final class Answer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let text: String

        init(_ text: String) { self.text = text }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }
    }
}

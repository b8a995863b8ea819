import NIOCore
import NIOHTTP1

/// Requests for http URLs as a proxy wants them: with the whole URL where a server wants the path. CONNECT, which the
/// library makes of every proxied request, is for https: many proxies refuse it for port 80.
final class AbsoluteRequests: ChannelOutboundHandler {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data), let host = head.headers.first(name: "host") else {
            return context.write(data, promise: promise)
        }
        head.uri = "http://\(host)\(head.uri)"
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }

    /// Puts it in front of the encoder of a connection to the proxy.
    @Sendable static func install(on channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            let encoder = try pipeline.handler(type: HTTPRequestEncoder.self)
            try pipeline.addHandler(AbsoluteRequests(), position: .after(encoder))
        }
    }
}

/// An http proxy that requests for http URLs are handed to.
struct ForwardingProxy: Sendable {
    let proxy: ProxyServer

    /// Nil where requests go another way.
    init?(_ route: NetworkRoute, scheme: String) {
        guard scheme == "http", let proxy = route.proxy, proxy.kind == .http else { return nil }
        self.proxy = proxy
    }

    /// The same path at the proxy, and the host that is meant.
    func address(of url: String) -> (url: String, host: String) {
        let behind = url.dropFirst("http://".count)
        let host = behind.prefix { !"/?".contains($0) }
        return ("http://\(proxy)\(behind[host.endIndex...])", String(host))
    }
}

import NIOCore
import NIOHTTP1

/// Refuses requests that a server in front and this one could read differently, and answers clients of HTTP/1.0 in their
/// own version. Stands where a request still is as it was sent.
final class StrictRequests: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Requests that a client may send ahead of their answers. Browsers send none, and each is held in memory.
    private static let mostAhead = 16

    /// Requests that are not answered to the end.
    private var unanswered = 0
    /// Nothing more is read: nobody knows where the next request would begin.
    private var isRefusing = false
    private var isOldVersion = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefusing else { return }
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        guard Self.isClear(head), unanswered < Self.mostAhead else {
            isRefusing = true
            if unanswered == 0 { refuse(context) }
            return
        }
        unanswered += 1
        isOldVersion = head.version != .http1_1
        // Such a client knows the end of an answer by that of the connection.
        if isOldVersion { head.headers.replaceOrAdd(name: "connection", value: "close") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var part = unwrapOutboundIn(data)
        if isOldVersion, case .head(var head) = part {
            head.version = .http1_0
            part = .head(head)
        }
        context.write(wrapOutboundOut(part), promise: promise)
        guard case .end = part else { return }
        unanswered -= 1
        if isRefusing, unanswered == 0 { refuse(context) }
    }

    /// The connection ends with it; the client's side when it has read that, or when its time is over.
    private func refuse(_ context: ChannelHandlerContext) {
        let headers: HTTPHeaders = ["connection": "close", "content-length": "0"]
        let head = HTTPResponseHead(version: .http1_1, status: .badRequest, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(mode: .output, promise: nil)
    }

    /// Whether everybody reads it alike: one host, a body whose length is said in one way, and a target of this server.
    private static func isClear(_ head: HTTPRequestHead) -> Bool {
        let hosts = head.headers["host"]
        guard hosts.count == 1, let host = hosts.first?.lowercased() else { return false }
        let codings = head.headers["transfer-encoding"].map { $0.lowercased() }
        guard codings.isEmpty || (codings == ["chunked"] && head.version == .http1_1) else { return false }
        if head.uri.hasPrefix("/") || head.uri == "*" { return true }
        let target = head.uri.lowercased()
        return ["http://", "https://"].contains { scheme in
            target.hasPrefix(scheme) && target.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" } == host
        }
    }
}

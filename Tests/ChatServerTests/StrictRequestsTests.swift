import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import ChatServer

@Suite("Requests that can be read in two ways")
struct StrictRequestsTests {
    private func head(
        _ headers: HTTPHeaders,
        uri: String = "/",
        version: HTTPVersion = .http1_1
    ) -> HTTPServerRequestPart {
        .head(HTTPRequestHead(version: version, method: .GET, uri: uri, headers: headers))
    }

    /// - Returns: the statuses of what was written.
    private func statuses(_ channel: EmbeddedChannel) throws -> [UInt] {
        var statuses: [UInt] = []
        while let part = try channel.readOutbound(as: HTTPServerResponsePart.self) {
            if case .head(let head) = part { statuses.append(head.status.code) }
        }
        return statuses
    }

    private func answer(_ channel: EmbeddedChannel) throws {
        try channel.writeOutbound(HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: .ok)))
        try channel.writeOutbound(HTTPServerResponsePart.end(nil))
    }

    @Test("what is clear goes on as it came")
    func clear() throws {
        let heads = [
            head(["host": "a"]), head(["host": "a"], uri: "http://A/x"), head(["host": "a"], uri: "*"),
            head(["host": "a", "transfer-encoding": "Chunked"]), head(["host": "a", "content-length": "3"]),
        ]
        for head in heads {
            let channel = EmbeddedChannel(handler: StrictRequests())
            try channel.writeInbound(head)
            #expect(try channel.readInbound(as: HTTPServerRequestPart.self) == head)
            #expect(try statuses(channel).isEmpty)
        }
    }

    @Test("what is not is refused, and nothing behind it is read")
    func unclear() throws {
        let heads = [
            head([:]), head([("host", "a"), ("host", "a")].headers), head(["host": "a"], uri: "http://b/x"),
            head(["host": "a"], uri: "b:443"), head(["host": "a", "transfer-encoding": "gzip, chunked"]),
            head([("host", "a"), ("transfer-encoding", "chunked"), ("transfer-encoding", "x")].headers),
            head(["host": "a", "transfer-encoding": "chunked"], version: .http1_0),
        ]
        for head in heads {
            let channel = EmbeddedChannel(handler: StrictRequests())
            try channel.writeInbound(head)
            try channel.writeInbound(HTTPServerRequestPart.end(nil))
            try channel.writeInbound(self.head(["host": "a"]))
            #expect(try channel.readInbound(as: HTTPServerRequestPart.self) == nil)
            #expect(try statuses(channel) == [400])
        }
    }

    @Test("a refusal waits for the answers to what came before")
    func order() throws {
        let channel = EmbeddedChannel(handler: StrictRequests())
        for _ in 0..<2 {
            try channel.writeInbound(head(["host": "a"]))
            try channel.writeInbound(HTTPServerRequestPart.end(nil))
        }
        try channel.writeInbound(head([:]))
        try answer(channel)
        #expect(try statuses(channel) == [200])
        try answer(channel)
        #expect(try statuses(channel) == [200, 400])
    }

    @Test("who sends too many requests ahead of their answers gets sixteen of them")
    func ahead() throws {
        let channel = EmbeddedChannel(handler: StrictRequests())
        for _ in 0..<100 { try channel.writeInbound(head(["host": "a"])) }
        var passed = 0
        while try channel.readInbound(as: HTTPServerRequestPart.self) != nil { passed += 1 }
        #expect(passed == 16)
        for _ in 0..<16 { try answer(channel) }
        #expect(try statuses(channel) == Array(repeating: 200, count: 16) + [400])
    }

    @Test("a client of HTTP/1.0 is answered in its version, and the connection ends behind it")
    func old() throws {
        let channel = EmbeddedChannel(handler: StrictRequests())
        try channel.writeInbound(head(["host": "a", "connection": "keep-alive"], version: .http1_0))
        guard case .head(let passed)? = try channel.readInbound(as: HTTPServerRequestPart.self) else {
            Issue.record("nothing came through")
            return
        }
        #expect(passed.headers["connection"] == ["close"])
        try answer(channel)
        guard case .head(let said)? = try channel.readOutbound(as: HTTPServerResponsePart.self) else {
            Issue.record("nothing was answered")
            return
        }
        #expect(said.version == .http1_0)
    }
}

extension [(String, String)] {
    /// With names that come twice.
    fileprivate var headers: HTTPHeaders { HTTPHeaders(self) }
}

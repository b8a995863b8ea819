import Foundation
import OpenAIAPI
import Testing

@testable import OpenAIHTTP

@Suite("Which way requests go")
struct NetworkRouteTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        var list: String
        var host: String
        var port = 443
        var entry: String?

        init(_ list: String, _ host: String, port: Int = 443, _ entry: String?) {
            (self.list, self.host, self.port, self.entry) = (list, host, port, entry)
        }

        var testDescription: String { "\(list) and \(host):\(port)" }
    }

    @Test(
        "hosts that NO_PROXY covers",
        arguments: [
            // Names: itself and what is below it, with a dot in front or without one.
            Case("example.com", "example.com", "example.com"),
            Case("example.com", "api.example.com", "example.com"),
            Case("example.com", "API.Example.COM", "example.com"),
            Case("Example.COM", "api.example.com", "Example.COM"),
            Case(".example.com", "api.example.com", ".example.com"),
            Case(".example.com", "example.com", ".example.com"),
            Case("example.com.", "example.com", "example.com."),
            Case("example.com", "example.com.", "example.com"),
            Case("localhost,.internal", "gateway.internal", ".internal"),
            Case("*.example.com", "api.example.com", "*.example.com"),
            // Lists: commas, blanks, both, and empty entries.
            Case("a.example, b.example", "b.example", "b.example"),
            Case("a.example b.example", "b.example", "b.example"),
            Case(",,  b.example,", "b.example", "b.example"),
            // Everything.
            Case("*", "api.openai.com", "*"),
            Case("a.example,*", "api.openai.com", "*"),
            // Ports, the scheme's own included.
            Case("example.com:443", "example.com", "example.com:443"),
            Case("example.com:8443", "api.example.com", port: 8443, "example.com:8443"),
            Case("10.0.0.1:8443", "10.0.0.1", port: 8443, "10.0.0.1:8443"),
            Case("[2001:db8::1]:8443", "[2001:db8::1]", port: 8443, "[2001:db8::1]:8443"),
            // Addresses, and networks.
            Case("10.0.0.1", "10.0.0.1", "10.0.0.1"),
            Case("10.0.0.0/8", "10.200.3.4", "10.0.0.0/8"),
            Case("192.168.16.0/20", "192.168.31.255", "192.168.16.0/20"),
            Case("0.0.0.0/0", "8.8.8.8", "0.0.0.0/0"),
            Case("2001:db8::/32", "[2001:db8:1::7]", "2001:db8::/32"),
            Case("2001:DB8::1", "[2001:db8:0::1]", "2001:DB8::1"),
            Case("[2001:db8::1]", "[2001:db8::1]", "[2001:db8::1]"),
        ]
    )
    private func covered(_ example: Case) {
        #expect(NoProxyList(example.list).entry(for: example.host, port: example.port) == example.entry)
    }

    @Test(
        "hosts that NO_PROXY does not cover",
        arguments: [
            Case("", "example.com", nil),
            Case("ample.com", "example.com", nil),
            Case("example.com", "example.com.evil.net", nil),
            Case("api.example.com", "example.com", nil),
            Case("*.example.com", "example.com", nil),
            Case("*.example.com", "badexample.com", nil),
            Case("*example.com", "api.example.com", nil),
            Case("example.com:8443", "example.com", nil),
            Case("10.0.0.1", "10.0.0.10", nil),
            Case(".0.0.1", "10.0.0.1", nil),
            Case("1", "10.0.0.1", nil),
            Case("10.0.0.0/8", "11.0.0.1", nil),
            Case("192.168.16.0/20", "192.168.32.0", nil),
            Case("10.0.0.0/33", "10.0.0.1", nil),
            Case("10.0.0.0/x", "10.0.0.1", nil),
            Case("10.0.0.0/8", "ten.example.com", nil),
            Case("::/0", "10.0.0.1", nil),
            Case("2001:db8::/32", "[2001:db9::1]", nil),
        ]
    )
    private func notCovered(_ example: Case) {
        #expect(NoProxyList(example.list).entry(for: example.host, port: example.port) == nil)
    }

    @Test(
        "what names a proxy",
        arguments: [
            ("http://proxy.example:3128", "proxy.example:3128"), ("proxy.example:3128", "proxy.example:3128"),
            ("http://proxy.example", "proxy.example:80"), ("http://proxy.example:3128/", "proxy.example:3128"),
            ("HTTP://proxy.example:3128", "proxy.example:3128"), (" http://proxy.example:3128\n", "proxy.example:3128"),
            ("http://[2001:db8::1]:3128", "[2001:db8::1]:3128"), ("10.0.0.1:8080", "10.0.0.1:8080"),
            ("socks5://proxy.example", "socks5://proxy.example:1080"),
            ("socks5h://proxy.example:9050", "socks5://proxy.example:9050"),
            ("http://anna:secret@proxy.example:3128", "proxy.example:3128"),
            ("http://@proxy.example:1", "proxy.example:1"),
        ]
    )
    func proxies(text: String, shown: String) throws {
        let proxy = try ProxyServer(text)
        #expect(proxy.description == shown)
        #expect(!"\(proxy) \(String(reflecting: proxy))".contains("secret"))
    }

    @Test(
        "user and password, as people write them",
        arguments: [
            ("anna:secret", "anna:secret"), ("anna", "anna:"), ("anna:", "anna:"), ("anna:a:b", "anna:a:b"),
            ("anna%40velo:p%3As%2Fw%25rd", "anna@velo:p:s/w%rd"), ("anna:p%C3%B6", "anna:pö"),
            // Not encoded, though they should be.
            ("anna:p@ss", "anna:p@ss"), ("anna:p/s#s?", "anna:p/s#s?"), ("anna:100%", "anna:100%"),
            ("anna:%zz%2", "anna:%zz%2"), ("anna:a+b", "anna:a+b"),
        ]
    )
    func credentials(written: String, meant: String) throws {
        let proxy = try ProxyServer("http://\(written)@proxy.example:3128")
        #expect(proxy.description == "proxy.example:3128")
        #expect(proxy.credentials?.revealed == base64(meant))
        #expect(!"\(proxy) \(String(reflecting: proxy))".contains(base64(meant)))
    }

    @Test(
        "what names none is refused without a word of it",
        arguments: [
            "http://", "::", "http://proxy secret", "http://anna:secret@", "http://anna:secret@:3128",
            "http://anna:secret@proxy:port", "http://anna:secret@proxy:0", "http://anna:secret@proxy:65536",
            "\"http://anna:secret@proxy:3128\"", "'http://anna:secret@proxy:3128'", "http://[anna]:3128",
            "ftp://anna:secret@proxy", "https://anna:secret@proxy:443", "socks://anna:secret@proxy:1080",
            "socks4://proxy:1080", "socks5://anna:secret@proxy:1080", "http://proxy:3128/path",
        ]
    )
    func refused(text: String) throws {
        let url = try BaseURL("https://api.openai.com/v1")
        let error = #expect(throws: APIError.self) { try NetworkRoute(to: url, variables: ["HTTPS_PROXY": text]) }
        #expect(error?.code == .configuration)
        #expect(error?.message.hasPrefix("HTTPS_PROXY ") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test(
        "variables in the order in which curl reads them",
        arguments: [
            ("https", ["HTTPS_PROXY": "b:1", "https_proxy": "a:1", "ALL_PROXY": "c:1"], "https_proxy"),
            ("https", ["HTTPS_PROXY": "b:1", "https_proxy": "", "ALL_PROXY": "c:1"], "HTTPS_PROXY"),
            ("https", ["ALL_PROXY": "c:1", "all_proxy": "d:1", "http_proxy": "e:1"], "all_proxy"),
            ("https", ["HTTP_PROXY": "b:1", "http_proxy": "e:1"], nil),
            ("https", ["HTTPS_PROXY": "  "], nil), ("https", [:], nil),
            ("http", ["http_proxy": "a:1", "HTTPS_PROXY": "b:1"], "http_proxy"),
            ("http", ["HTTP_PROXY": "a:1", "ALL_PROXY": "c:1"], "ALL_PROXY"), ("http", ["HTTP_PROXY": "a:1"], nil),
        ] as [(String, [String: String], String?)]
    )
    func variables(scheme: String, variables: [String: String], expected: String?) throws {
        let route = try NetworkRoute(to: BaseURL("\(scheme)://gateway.example/v1"), variables: variables)
        switch route {
        case .direct: #expect(expected == nil)
        case .proxy(_, let variable): #expect(variable == expected)
        }
    }

    @Test(
        "this machine is never behind a proxy, and a host of NO_PROXY is not",
        arguments: [
            ("http://localhost:8080/v1", "", "the host is this machine"),
            ("https://127.4.5.6/v1", "", "the host is this machine"),
            ("http://[::1]:1/v1", "", "the host is this machine"),
            ("https://a.example/v1", "a.example", "no_proxy holds a.example"),
            ("https://a.example/v1", "a.example:443", "no_proxy holds a.example:443"),
        ]
    )
    func direct(url: String, list: String, reason: String) throws {
        let variables = ["ALL_PROXY": "no proxy at all", "no_proxy": list, "NO_PROXY": ""]
        #expect(try NetworkRoute(to: BaseURL(url), variables: variables) == .direct(because: reason))
    }
}

private func base64(_ text: String) -> String {
    Data(text.utf8).base64EncodedString()
}

import HTTPTypes
import Hummingbird
import Testing

@testable import Sandbox

@Suite("a fault is a line of words: METHOD PATH KIND name=value")
struct FaultSyntaxTests {
    @Test(
        "short words are written out",
        arguments: [
            ("POST /v1/files 503 after times=2", "POST /v1/files server-error status=503 when=after times=2"),
            ("/files 429 retry-after-ms=200", "/v1/files rate-limit retry-after-ms=200"),
            ("GET delay ms=50..200 seed=7 probability=0.5", "GET delay ms=50..200 probability=0.5 seed=7"),
            ("drop answering", "drop when=answering"),
            ("POST /v1/vector_stores/*/file_batches hang", "POST /v1/vector_stores/*/file_batches hang"),
            ("/v1/skills/** html status=502", "/v1/skills/** html status=502"),
            (
                #"index-failure name=*.pdf message="The file is empty.""#,
                #"index-failure name=*.pdf message="The file is empty.""#
            ),
            ("competing-release as=journal lease=30", "competing-release as=journal lease=30"),
            ("POST /files error-200 after", "POST /v1/files error-200 when=after"),
            ("short-pages cursor=ignored size=10", "short-pages size=10 cursor=ignored"),
            ("odd-times as=date", "odd-times as=date"), ("batches-in-turn ms=5", "batches-in-turn ms=5"),
        ]
    )
    func spelling(_ text: String, _ full: String) throws {
        let fault = try Fault(text)
        #expect(fault.description == full)
        let again = try Fault(full)
        #expect(again == fault)
    }

    @Test(
        "a spelling mistake is answered with what there is and what could be meant",
        arguments: [
            (
                "POST /v1/files server-eror",
                """
                "server-eror" is no kind of fault; did you mean "server-error"?
                The kinds are delay, rate-limit, billing, server-error, drop, hang, late, html, half-json, list-lag, \
                attach-lag, index-failure, keep-listed, request-limit, attach-limit, competing-release, error-200, \
                not-found-400, null-lists, short-pages, newest-first, compressed, latin1-names, trimmed-texts, odd-times, \
                untold-status, stuck-indexing, needs-file-ids, fixed-assistants, batches-in-turn, answer, 429, and the \
                statuses 500, 502, 503, 504
                """
            ),
            (
                "POST /v1/files",
                """
                a fault needs a kind: one of delay, rate-limit, billing, server-error, drop, hang, late, html, half-json, \
                list-lag, attach-lag, index-failure, keep-listed, request-limit, attach-limit, competing-release, \
                error-200, not-found-400, null-lists, short-pages, newest-first, compressed, latin1-names, trimmed-texts, \
                odd-times, untold-status, stuck-indexing, needs-file-ids, fixed-assistants, batches-in-turn, \
                answer
                """
            ),
            ("answer as=late ms=0", "ms=0 is not a whole number from 1 to 3600000"),
            ("answer as=wrong ms=5", "ms belongs to as=late"),
            ("/v1/flies 503", #"the sandbox serves nothing at /v1/flies; did you mean "/v1/files"?"#),
            (
                "DELETE /v1/vector_stores 503",
                "/v1/vector_stores is not served with DELETE, but with GET and POST"
            ),
            ("post /v1/files 503", #""post" is no kind of fault; did you mean the method "POST"?"#),
            (
                "503 time=2",
                "server-error has no option \"time\": it takes status, when, retry-after, retry-after-ms, skip, times, "
                    + "probability, seed; did you mean \"times\"?"
            ),
            (
                "503 aftr",
                #""aftr" is neither name=value nor one of before, during, after, answering; did you mean "after"?"#
            ),
            ("503 during", "when=during is not one of before, after"),
            ("delay ms=200..50", "ms=200..50 ends before it begins"),
            ("503 times=0", "times=0 is not a whole number from 1"),
            ("503 probability=2", "probability=2 is not a number above 0 and at most 1"),
            ("503 times=1 times=2", "times is there twice"),
            ("429 retry-after=1 retry-after-ms=5", "take one of retry-after and retry-after-ms"),
            ("GET /v1/files list-lag", "list-lag is about the whole account and takes no route"),
            ("request-limit times=2", #"request-limit has no option "times": it takes per-minute"#),
            ("competing-release lease=5", "lease belongs to as=journal"),
            (#"index-failure message="open"#, "a quotation mark is not closed"),
        ]
    )
    func mistakes(_ text: String, _ message: String) {
        do throws(FaultSyntaxError) {
            let fault = try Fault(text)
            Issue.record("read as \(fault)")
        } catch {
            #expect(error.message == message)
        }
    }

    @Test("stars in a route stand for one segment, two at its end for all that follow")
    func routes() throws {
        let one = try Fault("/v1/vector_stores/*/files 503").route
        #expect(one.matches(method: "GET", path: "/v1/vector_stores/vs_1/files"))
        #expect(!one.matches(method: "GET", path: "/v1/vector_stores/vs_1/files/file-1"))
        let rest = try Fault("POST /v1/skills/** 503").route
        #expect(rest.matches(method: "POST", path: "/v1/skills/skill_1/versions"))
        #expect(!rest.matches(method: "GET", path: "/v1/skills/skill_1/versions"))
        #expect(!rest.matches(method: "POST", path: "/v1/files"))
        let any = try Fault("503").route
        #expect(any.matches(method: "DELETE", path: "/v1/files/file-1"))
    }

    @Test("names match with stars anywhere")
    func names() {
        #expect(NamePattern(text: "*.pdf").matches("a.b.pdf"))
        #expect(NamePattern(text: "price*2026*").matches("prices-2026.html"))
        #expect(!NamePattern(text: "*.pdf").matches("a.pdf.md"))
        #expect(NamePattern(text: "*").matches(""))
    }

    @Test("the routes that faults can name are those that the sandbox serves")
    func servedRoutes() throws {
        let served = try SandboxServer().router().routes.map { route in
            let segments = route.path.description.split(separator: "/").map {
                $0.hasPrefix("{") || $0.hasPrefix(":") ? "*" : String($0)
            }
            return ServedRoute(method: route.method.rawValue, path: "/" + segments.joined(separator: "/"))
        }
        #expect(Set(served.filter { $0.path.hasPrefix("/v1/") }) == Set(ServedRoute.all))
    }

    @Test("every kind is read without options, and its summary names each of its options")
    func kinds() throws {
        for kind in FaultKind.allCases {
            let fault = try Fault(kind.rawValue)
            #expect(fault.description == kind.rawValue)
            for option in kind.options { #expect(kind.summary.contains(option), "\(kind) \(option)") }
        }
    }
}

import OpenAIAPI
import Testing

@Suite("Repeating requests")
struct RetryPolicyTests {
    private let policy = RetryPolicy()

    private func error(_ code: APIError.Code, _ answer: APIError.Answer? = nil, mayBeDone: Bool = false) -> APIError {
        var error = APIError(code, "", answer: answer)
        error.mayHaveBeenCarriedOut = mayBeDone
        return error
    }

    private func wait(
        _ error: APIError,
        _ repeatability: APIRequest.Repeatability = .always,
        retries: Int = 0,
        chance: Double = 0
    ) -> Duration? {
        policy.wait(after: error, repeatability: repeatability, retries: retries, chance: chance)
    }

    @Test("waits double up to eight seconds, less up to a quarter")
    func backoff() {
        let waits = (0..<6).map { wait(error(.server), retries: $0) }
        #expect(waits == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8), nil])
        #expect(wait(error(.server), retries: 1, chance: 1) == .milliseconds(750))
    }

    @Test("an overloaded server gets longer pauses")
    func overloaded() {
        let answer = APIError.Answer(status: 503, code: "server_is_overloaded")
        #expect(wait(error(.server, answer)) == .seconds(2))
        #expect(wait(error(.server, answer), retries: 4) == .seconds(30))
    }

    @Test("the server's own timing wins, up to two minutes")
    func serverTiming() {
        let asks = { (wait: Duration) in APIError.Answer(status: 429, retryAfter: wait) }
        #expect(wait(error(.rateLimited, asks(.milliseconds(20)))) == .milliseconds(20))
        #expect(wait(error(.rateLimited, asks(.seconds(120)))) == .seconds(120))
        #expect(wait(error(.rateLimited, asks(.seconds(121)))) == nil)
    }

    @Test("x-should-retry wins over the status, and billing over everything")
    func shouldRetry() {
        #expect(wait(error(.server, APIError.Answer(status: 500, shouldRetry: false))) == nil)
        #expect(wait(error(.invalidRequest, APIError.Answer(status: 400, shouldRetry: true))) == .milliseconds(500))
        #expect(wait(error(.billing, APIError.Answer(status: 429, shouldRetry: true))) == nil)
    }

    @Test("a creation is repeated only when it was certainly not carried out")
    func creations() {
        #expect(wait(error(.server, mayBeDone: true), .onlyIfNotCarriedOut) == nil)
        #expect(wait(error(.unreachable), .onlyIfNotCarriedOut) == .milliseconds(500))
        #expect(
            wait(error(.server, APIError.Answer(status: 500, shouldRetry: true), mayBeDone: true), .onlyIfNotCarriedOut)
                == nil
        )
    }

    @Test("a host that is not there is told after two repetitions")
    func connections() {
        #expect(wait(error(.nameResolution), retries: 1) == .seconds(1))
        #expect(wait(error(.nameResolution), retries: 2) == nil)
        #expect(wait(error(.unreachable), retries: 2) == nil)
    }

    @Test(
        "refusals are not repeated",
        arguments: [
            APIError.Code.unauthorized, .forbidden, .notFound, .apiRemoved, .invalidRequest, .tls, .notJSON, .decoding,
            .redirected, .fileChanged, .fileUnreadable, .cancelled,
        ]
    )
    func refusals(code: APIError.Code) {
        #expect(wait(error(code)) == nil)
    }
}

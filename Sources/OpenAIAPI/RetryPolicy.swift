/// When a failed request is sent again, and after which wait. Pure: chance comes in as a number.
package struct RetryPolicy: Sendable, Hashable {
    /// Repetitions after answers that ask for patience (408, 409, 5xx) or broke off.
    package var maximumRetries: Int
    /// Repetitions after refusals for the rate (429): the request was not wrong, and its turn comes.
    package var maximumRateLimitRetries: Int
    /// Repetitions after connections that could not be made and answers that are not the API's: a wrong host should be
    /// told soon.
    package var maximumConnectionRetries: Int
    /// A server that asks for more is not waited for (docs/openai-api.md, 3.10).
    package var longestWait: Duration

    package init(
        maximumRetries: Int = 5,
        maximumRateLimitRetries: Int = 20,
        maximumConnectionRetries: Int = 2,
        longestWait: Duration = .seconds(120)
    ) {
        self.maximumRetries = maximumRetries
        self.maximumRateLimitRetries = maximumRateLimitRetries
        self.maximumConnectionRetries = maximumConnectionRetries
        self.longestWait = longestWait
    }

    /// The wait before the next try; nil when there is none.
    ///
    /// - Parameters:
    ///   - retries: repetitions so far.
    ///   - chance: 0 to 1, spreads the waits of many clients.
    package func wait(
        after error: APIError,
        repeatability: APIRequest.Repeatability,
        retries: Int,
        chance: Double
    ) -> Duration? {
        guard repeatability != .never, isTransient(error), retries < limit(for: error.code) else { return nil }
        if repeatability == .onlyIfNotCarriedOut, error.mayHaveBeenCarriedOut { return nil }
        if let asked = error.answer?.retryAfter, asked > .zero { return asked <= longestWait ? asked : nil }
        return backoff(slowly: Self.overloadCodes.contains(error.answer?.code ?? ""), retries: retries, chance: chance)
    }

    /// Codes of a server that needs longer pauses (docs/openai-api.md, 3.5).
    private static let overloadCodes: Set<String> = ["server_is_overloaded", "slow_down"]

    private func isTransient(_ error: APIError) -> Bool {
        if error.code == .billing { return false }
        if let shouldRetry = error.answer?.shouldRetry { return shouldRetry }
        // A page in place of a success passes with the proxy that sent it; a refusal in that form stands.
        if error.code == .notJSON, let status = error.answer?.status { return (200..<300).contains(status) }
        let codes: Set<APIError.Code> = [
            .conflict, .rateLimited, .server, .unreachable, .proxyUnreachable, .nameResolution, .timeout,
            .truncatedAnswer,
        ]
        return codes.contains(error.code)
    }

    private func limit(for code: APIError.Code) -> Int {
        switch code {
        case .unreachable, .proxyUnreachable, .nameResolution, .notJSON: maximumConnectionRetries
        case .rateLimited: maximumRateLimitRetries
        default: maximumRetries
        }
    }

    /// 0.5, 1, 2, 4, 8 s (overloaded: 2, 4, 8, 16, 30 s), each less up to a quarter.
    private func backoff(slowly: Bool, retries: Int, chance: Double) -> Duration {
        let seconds = min((slowly ? 2 : 0.5) * Double(1 << min(retries, 10)), slowly ? 30 : 8)
        return .milliseconds(Int64((seconds * (1 - 0.25 * chance) * 1000).rounded()))
    }
}

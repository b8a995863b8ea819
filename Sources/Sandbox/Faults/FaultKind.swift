/// What can go wrong, by the word that names it.
package enum FaultKind: String, Sendable, CaseIterable {
    case delay
    case rateLimit = "rate-limit"
    case billing
    case serverError = "server-error"
    case drop
    case hang
    case late
    case html
    case halfJSON = "half-json"
    case listLag = "list-lag"
    case attachLag = "attach-lag"
    case indexFailure = "index-failure"
    case keepListed = "keep-listed"
    case requestLimit = "request-limit"
    case attachLimit = "attach-limit"
    case competingRelease = "competing-release"

    /// The options of its own, in the order in which help and answers show them.
    package var options: [String] {
        switch self {
        case .delay, .late, .listLag, .attachLag: ["ms"]
        case .rateLimit: ["retry-after", "retry-after-ms", "code"]
        case .billing: ["code"]
        case .serverError: ["status", "when", "retry-after", "retry-after-ms"]
        case .drop, .hang: ["when"]
        case .html: ["status", "when"]
        case .halfJSON: []
        case .indexFailure: ["name", "code", "message"]
        case .keepListed: ["name", "ms"]
        case .requestLimit, .attachLimit: ["per-minute"]
        case .competingRelease: ["as", "lease"]
        }
    }

    /// One line on what it does, with its options and their defaults.
    package var summary: String {
        switch self {
        case .delay: "waits before the work; ms=200 or ms=50..200"
        case .rateLimit: "429 before the work; retry-after=1 (seconds, or none), retry-after-ms, code=slow_down"
        case .billing: "429 insufficient_quota before the work; code=credit_balance_exhausted"
        case .serverError: "an error of the server; status=500, when=before|after, retry-after, retry-after-ms"
        case .drop:
            "closes the connection; when=before, during (half the request was read), after (the work) or answering "
                + "(half the answer was sent)"
        case .hang: "never answers until the client goes away; when=before|after"
        case .late: "closes the connection and does the work later; ms=2000"
        case .html: "a page instead of JSON; status=200, when=before|after"
        case .halfJSON: "does the work and answers with half of the JSON"
        case .listLag: "lists show new objects late and deleted ones for a while; ms=2000"
        case .attachLag: "a file that was just attached answers 404 in its store; ms=2000"
        case .indexFailure:
            "files whose name matches, as *.pdf does, fail to index; name=*, code=server_error, "
                + "message=\"...\""
        case .keepListed: "a deleted file stays in the stores it was in; name=*, ms (for good without it)"
        case .requestLimit: "so many requests a minute for the account, with x-ratelimit headers; per-minute=60"
        case .attachLimit: "so many attach requests a minute for each store; per-minute=300"
        case .competingRelease:
            "before the request another run publishes to the registry; as=release (which becomes live) or journal "
                + "(which locks for lease=600 seconds)"
        }
    }

    /// Whether it strikes single requests, which a route names; the others change how the account behaves.
    var strikesRequests: Bool {
        switch self {
        case .delay, .rateLimit, .billing, .serverError, .drop, .hang, .late, .html, .halfJSON, .competingRelease: true
        case .listLag, .attachLag, .indexFailure, .keepListed, .requestLimit, .attachLimit: false
        }
    }

    /// Whether it strikes this often or that often.
    var isCounted: Bool { strikesRequests || self == .indexFailure }
}

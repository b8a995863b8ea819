import NIOHTTP1

/// What an answer tells of the server's limit on requests: `x-ratelimit-…-requests` (docs/openai-api.md, 3.13).
struct RateLimitHeaders: Sendable, Equatable {
    /// Requests that a full budget holds.
    var limit: Int
    /// Requests that are left of it.
    var remaining: Int
    /// Until the budget is full again; nil when the server does not say.
    var reset: Duration?

    init(limit: Int, remaining: Int, reset: Duration?) {
        self.limit = limit
        self.remaining = remaining
        self.reset = reset
    }

    /// Nil where the headers are missing or make no sense.
    init?(_ headers: HTTPHeaders) {
        guard let limit = headers.first(name: "x-ratelimit-limit-requests").flatMap(Int.init), limit > 0,
            let remaining = headers.first(name: "x-ratelimit-remaining-requests").flatMap(Int.init)
        else { return nil }
        self.limit = limit
        self.remaining = min(max(0, remaining), limit)
        reset = headers.first(name: "x-ratelimit-reset-requests").flatMap(Self.duration)
    }

    /// `120ms`, `1.5s`, `6m0s`, `1h0m0s`, or seconds without a unit.
    static func duration(_ text: String) -> Duration? {
        var seconds = 0.0
        var rest = text[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let number = Double(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            switch unit {
            case "ms": seconds += number / 1000
            case "", "s": seconds += number
            case "m": seconds += number * 60
            case "h": seconds += number * 3600
            default: return nil
            }
        }
        guard !text.isEmpty, seconds < 86_400 else { return nil }
        return .milliseconds(Int64((seconds * 1000).rounded(.up)))
    }
}

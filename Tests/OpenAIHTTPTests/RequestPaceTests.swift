import NIOHTTP1
import Testing

@testable import OpenAIHTTP

@Suite("The pace of requests")
struct RequestPaceTests {
    /// A server that takes so many requests a minute, as a bucket that fills steadily or all at once, and workers that
    /// share one pace. The time is simulated.
    private struct Simulation {
        var perMinute: Int
        var tellsCount = true
        var tellsWait = true
        var fillsAtOnce = false
        var workers = 16
        var latency: Duration = .milliseconds(50)

        struct Result {
            var refusals = 0
            var duration: Duration = .zero
            var longestWait: Duration = .zero
        }

        private enum Happening {
            case turn(worker: Int, RequestPace.Ticket)
            case arrival(worker: Int, RequestPace.Ticket)
            case answer(worker: Int, RequestPace.Ticket, isRefused: Bool, wait: Duration, RateLimitHeaders?)
        }

        func run(requests: Int) -> Result {
            var result = Result()
            var pace = RequestPace(longestWait: .seconds(120))
            var agenda: [(at: Duration, number: Int, happening: Happening)] = []
            var count = 0
            var left = requests
            var begun: [Int: Duration] = [:]
            var tokens = Double(perMinute)
            var filledAt: Duration = .zero
            let subject = RequestPace.Subject(family: "files", attachedStore: nil)
            func plan(_ at: Duration, _ happening: Happening) {
                count += 1
                agenda.append((at, count, happening))
            }
            func reserve(_ worker: Int, notBefore: Duration, at now: Duration) {
                let ticket = pace.reserve(subject, notBefore: notBefore, at: now)
                plan(ticket.start, .turn(worker: worker, ticket))
            }
            for worker in 0..<min(workers, requests) {
                left -= 1
                begun[worker] = .zero
                reserve(worker, notBefore: .zero, at: .zero)
            }
            while let next = agenda.indices.min(by: {
                (agenda[$0].at, agenda[$0].number) < (agenda[$1].at, agenda[$1].number)
            }) {
                let (now, _, happening) = agenda.remove(at: next)
                result.duration = now
                switch happening {
                case .turn(let worker, let ticket):
                    if pace.begin(ticket) {
                        plan(now + latency / 2, .arrival(worker: worker, ticket))
                    } else {
                        reserve(worker, notBefore: now, at: now)
                    }
                case .arrival(let worker, let ticket):
                    let perSecond = Double(perMinute) / 60
                    let elapsed = (now - filledAt) / .seconds(1)
                    if fillsAtOnce {
                        if elapsed >= 60 { (tokens, filledAt) = (Double(perMinute), now) }
                    } else {
                        tokens = min(Double(perMinute), tokens + elapsed * perSecond)
                        filledAt = now
                    }
                    let isRefused = tokens < 1
                    if !isRefused { tokens -= 1 }
                    let rest = fillsAtOnce ? 60 - (now - filledAt) / .seconds(1) : (1 - tokens) / perSecond
                    let full = fillsAtOnce ? rest : (Double(perMinute) - tokens) / perSecond
                    let news = RateLimitHeaders(limit: perMinute, remaining: Int(tokens), reset: .seconds(full))
                    let wait: Duration = tellsWait ? .seconds(max(1, rest.rounded(.up))) : .milliseconds(500)
                    plan(
                        now + latency / 2,
                        .answer(worker: worker, ticket, isRefused: isRefused, wait: wait, tellsCount ? news : nil)
                    )
                case .answer(let worker, let ticket, let isRefused, let wait, let news):
                    pace.ended(ticket, isRefused ? .refused(pause: wait) : .accepted, news: news, at: now)
                    if isRefused {
                        result.refusals += 1
                        reserve(worker, notBefore: now + wait, at: now)
                    } else {
                        result.longestWait = max(result.longestWait, now - (begun[worker] ?? .zero))
                        if left > 0 {
                            left -= 1
                            begun[worker] = now
                            reserve(worker, notBefore: now, at: now)
                        }
                    }
                }
            }
            return result
        }
    }

    @Test("a server that tells its count refuses next to nothing and is kept busy")
    func withHeaders() {
        let result = Simulation(perMinute: 60).run(requests: 1_000)
        #expect(result.refusals <= 3)
        // 60 at once, the others one a second.
        #expect(result.duration >= .seconds(939) && result.duration < .seconds(939 * 1.03))
        #expect(result.longestWait < .seconds(25))
    }

    @Test("a server that only refuses is learned from", arguments: [true, false])
    func withoutHeaders(tellsWait: Bool) {
        let result = Simulation(perMinute: 60, tellsCount: false, tellsWait: tellsWait).run(requests: 1_000)
        #expect(result.refusals < 60)
        #expect(result.duration < .seconds(939 * 1.15))
        #expect(result.longestWait < .seconds(60))
    }

    @Test("a server that counts by the minute is not flooded at each minute's start", arguments: [true, false])
    func wholeMinutes(tellsCount: Bool) {
        let result = Simulation(perMinute: 60, tellsCount: tellsCount, fillsAtOnce: true).run(requests: 600)
        #expect(result.refusals < 60)
        #expect(result.duration < .seconds(780))
    }

    @Test("a limit that is not reached costs nothing")
    func plenty() {
        let result = Simulation(perMinute: 100_000).run(requests: 1_600)
        #expect(result.refusals == 0)
        #expect(result.duration == .milliseconds(50 * 100))
    }

    @Test("one refusal that nothing explains is soon forgotten")
    func stray() {
        var pace = RequestPace(longestWait: .seconds(120))
        let subject = RequestPace.Subject(family: "files", attachedStore: nil)
        var now: Duration = .zero
        for number in 0..<200 {
            let ticket = pace.reserve(subject, notBefore: now, at: now)
            now = ticket.start
            let mayStart = pace.begin(ticket)
            #expect(mayStart)
            now += .milliseconds(50)
            pace.ended(ticket, number == 3 ? .refused(pause: .seconds(1)) : .accepted, news: nil, at: now)
        }
        // 200 times 50 ms, the second that the server asked for, and a few more to find the old pace again.
        #expect(now < .seconds(18))
    }

    @Test("a refusal to attach slows down its store and nothing else")
    func stores() {
        var pace = RequestPace(longestWait: .seconds(120))
        let busy = RequestPace.Subject(family: "vector_stores", attachedStore: "vs_1")
        let other = RequestPace.Subject(family: "vector_stores", attachedStore: "vs_2")
        let refused = pace.reserve(busy, notBefore: .zero, at: .zero)
        pace.ended(refused, .refused(pause: .seconds(10)), news: nil, at: .seconds(1))
        let next = pace.reserve(busy, notBefore: .seconds(1), at: .seconds(1))
        let elsewhere = pace.reserve(other, notBefore: .seconds(1), at: .seconds(1))
        #expect(next.start == .seconds(11))
        #expect(elsewhere.start == .seconds(1))
    }

    @Test("whoever waits when a refusal comes queues again")
    func queueing() {
        var pace = RequestPace(longestWait: .seconds(120))
        let subject = RequestPace.Subject(family: "files", attachedStore: nil)
        let first = pace.reserve(subject, notBefore: .zero, at: .zero)
        let later = pace.reserve(subject, notBefore: .seconds(2), at: .zero)
        pace.ended(first, .refused(pause: .seconds(5)), news: nil, at: .seconds(1))
        let mayStart = pace.begin(later)
        #expect(!mayStart)
        let again = pace.reserve(subject, notBefore: .seconds(2), at: .seconds(2))
        #expect(again.start == .seconds(6))
    }

    @Test(
        "headers are read as servers write them",
        arguments: [
            ("120ms", Duration.milliseconds(120)), ("1.5s", .milliseconds(1500)), ("6m0s", .seconds(360)),
            ("1h0m1s", .seconds(3601)), ("17", .seconds(17)), ("soon", nil), ("", nil), ("1.2.3s", nil),
        ]
    )
    func headers(text: String, reset: Duration?) {
        let headers: HTTPHeaders = [
            "x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "99",
            "x-ratelimit-reset-requests": text,
        ]
        #expect(RateLimitHeaders(headers) == RateLimitHeaders(limit: 60, remaining: 60, reset: reset))
        #expect(RateLimitHeaders(["x-ratelimit-limit-requests": "0"]) == nil)
    }

    @Test(
        "a server that says it takes nothing for hours is asked all the same, two minutes later at the latest",
        arguments: [1, 3, 10_000]
    )
    func hoursAway(limit: Int) {
        var pace = RequestPace(longestWait: .seconds(120))
        let subject = RequestPace.Subject(family: "files", attachedStore: nil)
        let first = pace.reserve(subject, notBefore: .zero, at: .zero)
        let news = RateLimitHeaders(limit: limit, remaining: 0, reset: .seconds(23 * 3600))
        pace.ended(first, .accepted, news: news, at: .seconds(1))
        for _ in 0..<64 {
            let next = pace.reserve(subject, notBefore: .seconds(1), at: .seconds(1))
            #expect(next.start <= .seconds(121))
        }
    }

    @Test("an urgent request starts at once, whatever holds the others back")
    func urgent() {
        var pace = RequestPace(longestWait: .seconds(120))
        let subject = RequestPace.Subject(family: "skills", attachedStore: nil)
        let urgent = RequestPace.Subject(family: "skills", attachedStore: nil, isUrgent: true)
        let first = pace.reserve(subject, notBefore: .zero, at: .zero)
        let news = RateLimitHeaders(limit: 2, remaining: 0, reset: .seconds(60))
        pace.ended(first, .refused(pause: .seconds(100)), news: news, at: .seconds(1))
        for _ in 0..<16 { _ = pace.reserve(subject, notBefore: .seconds(1), at: .seconds(1)) }
        let renewal = pace.reserve(urgent, notBefore: .seconds(1), at: .seconds(1))
        #expect(renewal.start == .seconds(1))
        let mayStart = pace.begin(renewal)
        #expect(mayStart)
    }

    @Test("places of requests that are given up go to those who queue next")
    func givenUp() {
        let subject = RequestPace.Subject(family: "files", attachedStore: nil)
        var pace = RequestPace(longestWait: .seconds(120))
        let refused = pace.reserve(subject, notBefore: .zero, at: .zero)
        let mayStart = pace.begin(refused)
        #expect(mayStart)
        pace.ended(refused, .refused(pause: .seconds(1)), news: nil, at: .zero)
        let queue = (0..<16).map { _ in pace.reserve(subject, notBefore: .zero, at: .zero) }
        for ticket in queue { pace.giveUp(ticket) }
        let next = pace.reserve(subject, notBefore: .zero, at: .zero)
        #expect(next.start == queue[0].start)
    }
}

/// Requests that a server still takes, as its last answer told and time adds to it.
///
/// A budget fills steadily, as servers that count this way do. One that fills all at once at the end of a minute is
/// known by the refusals that this guess earns, and ``RequestPace`` heeds those.
struct RequestBudget: Sendable {
    let limit: Int
    private var credit: Double
    private var perSecond: Double
    /// When the credit was right.
    private var moment: Duration
    private(set) var lastNews: Duration
    /// The request whose answer told.
    private var teller: Int
    /// Requests that the answer cannot have counted: they start after the one that was answered.
    private var uncounted: Set<Int> = []

    init(_ news: RateLimitHeaders, toldBy request: Int, at now: Duration) {
        limit = news.limit
        credit = 0
        perSecond = 0
        moment = now
        lastNews = now
        teller = request - 1
        learn(news, toldBy: request, at: now)
    }

    /// An answer to an older request than the last one knows less, and is passed over.
    mutating func learn(_ news: RateLimitHeaders, toldBy request: Int, at now: Duration) {
        uncounted = uncounted.filter { $0 > request }
        guard request > teller else { return }
        teller = request
        credit = Double(news.remaining)
        let spent = Double(news.limit - news.remaining)
        let seconds = (news.reset ?? .zero) / .seconds(1)
        perSecond = spent > 0 && seconds > 0 ? spent / seconds : Double(news.limit) / 60
        moment = now
        lastNews = now
    }

    /// When one more request may start.
    mutating func nextStart(at now: Duration) -> Duration {
        if now > moment {
            credit = min(Double(limit), credit + perSecond * ((now - moment) / .seconds(1)))
            moment = now
        }
        let missing = Double(uncounted.count + 1) - credit
        return missing > 0 ? moment + .seconds(missing / perSecond) : now
    }

    mutating func take(_ request: Int) { uncounted.insert(request) }

    mutating func giveBack(_ request: Int) { uncounted.remove(request) }
}

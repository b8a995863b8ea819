/// Decides when requests start, so that a server with limits is kept busy and not flooded: one for all workers of a
/// client. Pure: the time comes in, and what to wait for goes out.
///
/// Two things hold requests back. The server's own count, where its answers carry one, tells beforehand how many more
/// it takes. Where they do not, refusals tell afterwards. Attaching has limits of its own for every store: a
/// refusal there slows down nothing but that store (docs/openai-api.md, 7.9).
struct RequestPace: Sendable {
    /// What a request counts against.
    struct Subject: Sendable, Equatable {
        /// What the server may count apart: the first segment of the path.
        var family: String
        /// The store that the request attaches files to.
        var attachedStore: String?
        /// Whether it is held back by nothing that others met.
        var isUrgent = false
    }

    /// The place of a request in time.
    struct Ticket: Sendable, Equatable {
        fileprivate var number: Int
        fileprivate var subject: Subject
        fileprivate var accountEpoch: Int
        fileprivate var storeEpoch: Int
        fileprivate var budget: Int?
        /// When the request may start.
        var start: Duration
        /// What holds it back until then; nil when nothing does.
        var reason: RequestWait.Reason?
    }

    /// What became of a request.
    enum Outcome: Sendable, Equatable {
        /// Answered, and not refused for its rate.
        case accepted
        /// Refused for the rate (429), or by a server that is overloaded.
        case refused(pause: Duration)
        /// No answer.
        case unknown
    }

    /// The server's count holds no request back for longer: one that says that it takes nothing for hours is asked all
    /// the same, and its answer says whether that is so.
    let longestWait: Duration
    private var account = RequestLane()
    private var stores: [String: RequestLane] = [:]
    /// By the limit that the server names.
    private var budgets: [Int: RequestBudget] = [:]
    private var limits: [String: Int] = [:]
    private var lastLimit: Int?
    private var count = 0

    /// A server that stopped telling its count has told nothing for this long.
    private static let oldNews: Duration = .seconds(120)

    init(longestWait: Duration) {
        self.longestWait = longestWait
    }

    /// Reserves the next free moment, not before `earliest`. First come, first served, but for urgent requests, which
    /// start at once.
    mutating func reserve(_ subject: Subject, notBefore earliest: Duration, at now: Duration) -> Ticket {
        count += 1
        var ticket = Ticket(
            number: count,
            subject: subject,
            accountEpoch: account.epoch,
            storeEpoch: 0,
            start: max(now, earliest)
        )
        delay(&ticket, until: account.nextStart(at: ticket.start), because: .refusals)
        if let store = subject.attachedStore, let lane = stores[store] {
            ticket.storeEpoch = lane.epoch
            delay(&ticket, until: lane.nextStart(at: ticket.start), because: .refusals)
        }
        if let limit = limits[subject.family] ?? lastLimit, var budget = budgets[limit] {
            if now - budget.lastNews > Self.oldNews {
                budgets[limit] = nil
            } else {
                let start = min(budget.nextStart(at: now), now + longestWait)
                delay(&ticket, until: start, because: .limit(perMinute: limit))
                budget.take(count)
                budgets[limit] = budget
                ticket.budget = limit
            }
        }
        account.reserve(ticket.start)
        if let store = subject.attachedStore { stores[store, default: RequestLane()].reserve(ticket.start) }
        return ticket
    }

    /// Whether a request whose moment has come may start; if not, it has to reserve again, because a refusal came
    /// meanwhile.
    mutating func begin(_ ticket: Ticket) -> Bool {
        if ticket.subject.isUrgent { return true }
        let storeEpoch = ticket.subject.attachedStore.flatMap { stores[$0]?.epoch } ?? 0
        guard ticket.accountEpoch == account.epoch, ticket.storeEpoch == storeEpoch else {
            giveUp(ticket)
            return false
        }
        return true
    }

    /// The request will not start.
    mutating func giveUp(_ ticket: Ticket) {
        if let budget = ticket.budget { budgets[budget]?.giveBack(ticket.number) }
        if ticket.accountEpoch == account.epoch { account.giveBack() }
        if let store = ticket.subject.attachedStore, ticket.storeEpoch == stores[store]?.epoch {
            stores[store]?.giveBack()
        }
    }

    mutating func ended(_ ticket: Ticket, _ outcome: Outcome, news: RateLimitHeaders?, at now: Duration) {
        if let news {
            limits[ticket.subject.family] = news.limit
            lastLimit = news.limit
            if budgets[news.limit] == nil {
                budgets[news.limit] = RequestBudget(news, toldBy: ticket.number, at: now)
            } else {
                budgets[news.limit]?.learn(news, toldBy: ticket.number, at: now)
            }
        }
        switch outcome {
        case .accepted:
            account.accepted()
            if let store = ticket.subject.attachedStore { stores[store]?.accepted() }
        case .refused(let pause):
            if let store = ticket.subject.attachedStore, news?.remaining != 0 {
                stores[store, default: RequestLane()].refused(startedIn: ticket.storeEpoch, pause: pause, at: now)
            } else {
                account.refused(startedIn: ticket.accountEpoch, pause: pause, at: now)
            }
        case .unknown: break
        }
    }

    private func delay(_ ticket: inout Ticket, until start: Duration, because reason: RequestWait.Reason) {
        guard start > ticket.start, !ticket.subject.isUrgent else { return }
        ticket.start = start
        ticket.reason = reason
    }
}

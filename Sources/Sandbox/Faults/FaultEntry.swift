/// A fault and what has become of it.
struct FaultEntry {
    let fault: Fault
    var matched = 0
    var hits = 0
    var numbers: SeededNumbers
    /// By account, or by account and store.
    var budgets: [String: RequestBudget] = [:]

    init(_ fault: Fault) {
        self.fault = fault
        numbers = SeededNumbers(seed: fault.trigger.seed)
    }

    /// Counts one thing that the fault could strike, and says whether it does.
    mutating func strikes() -> Bool {
        matched += 1
        guard matched > fault.trigger.skip, fault.trigger.times.map({ hits < $0 }) ?? true else { return false }
        guard fault.trigger.probability == 1 || numbers.fraction() < fault.trigger.probability else { return false }
        hits += 1
        return true
    }

    mutating func limit(_ request: FaultSubject, at now: Double, _ encounter: inout FaultEncounter) {
        switch fault.action {
        case .requestLimit(let perMinute):
            let budget = take(request.account, perMinute, "requests", at: now, &encounter)
            encounter.headers = RateHeaders(
                limit: perMinute,
                remaining: budget.remaining,
                resetSeconds: budget.secondsUntilFull
            )
        case .attachLimit(let perMinute):
            guard let store = request.attachedStore else { return }
            _ = take("\(request.account) \(store)", perMinute, "attach requests in \(store)", at: now, &encounter)
        default: return
        }
    }

    private mutating func take(
        _ key: String,
        _ perMinute: Int,
        _ subject: String,
        at now: Double,
        _ encounter: inout FaultEncounter
    ) -> RequestBudget {
        matched += 1
        var budget = budgets[key] ?? RequestBudget(perMinute: perMinute, now: now)
        if let seconds = budget.take(at: now) {
            hits += 1
            encounter.refusal = LimitRefusal(subject: subject, perMinute: perMinute, seconds: seconds)
        }
        budgets[key] = budget
        return budget
    }

    mutating func strike(_ request: FaultSubject, _ encounter: inout FaultEncounter) {
        guard fault.kind.strikesRequests, fault.route.matches(method: request.method, path: request.path) else {
            return
        }
        switch fault.action {
        case .delay(let range):
            if strikes() { encounter.delay += .milliseconds(numbers.number(in: range)) }
        case .competingRelease(let competitor):
            if strikes() { encounter.competitors.append(competitor) }
        default:
            if encounter.verdict == nil, strikes() { encounter.verdict = fault.action }
        }
    }
}

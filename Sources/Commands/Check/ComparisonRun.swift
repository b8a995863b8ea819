import AssistantModel
import Checks
import Deployment
import OpenAIAPI

/// Asks the same of what is live and of a candidate, equally often, and at the same time: what changes on the side of the
/// model meanwhile meets both.
struct ComparisonRun: Sendable {
    /// A check with both whom it is asked of.
    struct Case: Sendable {
        let live: CheckSubject
        let candidate: CheckSubject
        let check: Check
        /// Of each side.
        let runs: Int

        /// The worst that a pair of answers costs.
        var worst: Dollars {
            (live.cost?.worst(of: check) ?? .zero) + (candidate.cost?.worst(of: check) ?? .zero)
        }
    }

    /// Pairs of answers under way at a time.
    static let width = CheckRun.width / 2
    /// Answers of each side where nothing asks for more: enough for one check among many to be shown better or worse.
    static let standardRuns = 10

    /// How often each side is asked a check where nobody says it: a share can only be passed with so many.
    static func runs(of check: Check) -> Int { max(standardRuns, check.required.fewestRuns) }

    let cases: [Case]
    /// Nil for no ceiling.
    let limit: Dollars?
    let interrupt: InterruptSignal
    var clock: any RunClock = SystemRunClock()
    /// Told after every pair: checks that are done, and answers so far.
    let onAnswer: @Sendable (_ done: Int, _ answers: Int) -> Void

    private struct Pair: Sendable {
        let ask: CheckAsk
        let worst: Dollars
        let live: CheckSubject.Run
        let candidate: CheckSubject.Run

        /// A request whose answer was lost, where nothing else is in the way of the pair.
        var lost: APIError? {
            let open = [candidate, live].filter { $0.judgement?.isRight == nil }
            return open.allSatisfy { $0.lost != nil } ? open.first?.lost : nil
        }

        /// Nil where it is not known of both.
        var cost: Dollars? {
            live.cost.flatMap { live in candidate.cost.map { live + $0 } }
        }
    }

    /// What is known of one check.
    private struct Entry {
        var started = 0
        var ended = 0
        var obstacle: String?
        /// By the numbers of their pairs.
        var pairs: [Int: (live: Bool, candidate: Bool)] = [:]
        var wrong = WrongAnswers()
    }

    /// - Returns: what was found of the candidate, compared with what is live, in the order of the cases; what that says
    ///   of all of them together, nil where nothing was answered; and what it cost.
    func outcomes() async -> (outcomes: [CheckOutcome], overall: PairedComparison.Finding?, spent: Dollars) {
        var entries = [Entry](repeating: Entry(), count: cases.count)
        var budget = CheckBudget(limit: limit)
        var lost: [CheckAsk] = []
        await withTaskGroup(of: Pair.self) { group in
            var underWay = 0
            while true {
                if interrupt.isRaised { stop(&entries, lost, because: "interrupted") }
                lost.removeAll { entries[$0.index].obstacle != nil }
                while underWay < Self.width, let ask = lost.first ?? next(entries) {
                    let asked = cases[ask.index]
                    let worst = asked.worst
                    guard budget.reserve(worst) else {
                        // What is under way gives back what it does not need.
                        if underWay == 0 { stop(&entries, lost, because: shortage(of: worst, budget, entries, lost)) }
                        break
                    }
                    if lost.isEmpty { entries[ask.index].started += 1 } else { lost.removeFirst() }
                    underWay += 1
                    group.addTask {
                        guard await ask.isDue(clock, interrupt) else {
                            return Pair(ask: ask, worst: worst, live: .interrupted, candidate: .interrupted)
                        }
                        async let live = asked.live.run(asked.check)
                        async let candidate = asked.candidate.run(asked.check)
                        return await Pair(ask: ask, worst: worst, live: live, candidate: candidate)
                    }
                }
                guard underWay > 0, let pair = await group.next() else { break }
                underWay -= 1
                budget.settle(pair.worst, cost: pair.cost)
                if let again = pair.ask.again(after: pair.lost) {
                    lost.append(again)
                    continue
                }
                note(pair, &entries)
                onAnswer(
                    entries.indices.count { entries[$0].ended == cases[$0].runs },
                    2 * entries.reduce(0) { $0 + $1.pairs.count }
                )
            }
        }
        let questions = entries.map { entry in
            let pairs = entry.pairs.sorted { $0.key < $1.key }.map(\.value)
            return PairedComparison.Question(before: pairs.map(\.live), after: pairs.map(\.candidate))
        }
        let comparison = PairedComparison(questions)
        let isEmpty = questions.allSatisfy { $0.after.isEmpty }
        let outcomes = cases.indices.map { outcome($0, entries[$0], questions[$0], comparison.questions[$0]) }
        return (outcomes, isEmpty ? nil : comparison.overall, budget.spent)
    }

    /// The check that was asked least so far, among those that need more.
    private func next(_ entries: [Entry]) -> CheckAsk? {
        entries.indices.filter { entries[$0].obstacle == nil && entries[$0].started < cases[$0].runs }
            .min { entries[$0].started < entries[$1].started }
            .map { CheckAsk(index: $0, number: entries[$0].started + 1) }
    }

    private func shortage(
        of worst: Dollars,
        _ budget: CheckBudget,
        _ entries: [Entry],
        _ lost: [CheckAsk]
    ) -> String {
        let open = entries.indices.filter { entries[$0].obstacle == nil }
        return budget.shortage(
            of: worst,
            answers: entries.reduce(0) { $0 + $1.pairs.count },
            missing: open.reduce(lost.count) { $0 + cases[$1].runs - entries[$1].started }
        )
    }

    private func stop(_ entries: inout [Entry], _ lost: [CheckAsk], because obstacle: String) {
        for index in entries.indices where entries[index].obstacle == nil {
            let isDone = entries[index].started == cases[index].runs && !lost.contains { $0.index == index }
            if !isDone { entries[index].obstacle = obstacle }
        }
    }

    private func note(_ pair: Pair, _ entries: inout [Entry]) {
        let (index, number) = (pair.ask.index, pair.ask.number)
        entries[index].ended += 1
        guard let live = pair.live.judgement?.isRight, let judgement = pair.candidate.judgement,
            let candidate = judgement.isRight
        else {
            let obstacle = pair.candidate.obstacle ?? pair.live.obstacle.map { "of what is live: \($0)" }
            entries[index].obstacle = entries[index].obstacle ?? obstacle ?? "there was no answer"
            return
        }
        entries[index].pairs[number] = (live, candidate)
        if !candidate { entries[index].wrong.add(pair.candidate.text, judgement.failures, run: number) }
    }

    private func outcome(
        _ index: Int,
        _ entry: Entry,
        _ question: PairedComparison.Question,
        _ finding: PairedComparison.Finding
    ) -> CheckOutcome {
        let asked = cases[index]
        let test = SequentialTest(required: asked.check.required, maximumRuns: asked.runs)
        let verdict = test.verdict(inOrder: question.after)
        var outcome = CheckOutcome(
            assistant: asked.candidate.assistant.key,
            check: asked.check,
            maximumRuns: asked.runs,
            tally: AnswerTally(question.after),
            verdict: verdict ?? .undecided,
            obstacle: verdict == nil ? entry.obstacle : nil,
            wrongAnswers: entry.wrong.kept
        )
        outcome.comparison = CheckOutcome.Comparison(live: AnswerTally(question.before), finding: finding)
        return outcome
    }
}

extension ComparisonRun.Case {
    /// - Parameter runs: of each side; nil for as many as the check needs.
    init(live: CheckSubject, candidate: CheckSubject, check: Check, runs: Int?) {
        self.init(live: live, candidate: candidate, check: check, runs: runs ?? ComparisonRun.runs(of: check))
    }
}

extension AnswerTally {
    fileprivate init(_ answers: [Bool]) {
        self.init(right: answers.count(where: \.self), wrong: answers.count { !$0 })
    }
}

import AssistantModel
import Checks
import Deployment

/// Asks all checks until each has its verdict, the money is spent, or somebody stops it.
struct CheckRun: Sendable {
    /// A check with whom it is asked of.
    struct Case: Sendable {
        let subject: CheckSubject
        let check: Check
        let maximumRuns: Int
    }

    /// Answers under way at a time.
    static let width = 8

    let cases: [Case]
    /// Nil for no ceiling.
    let limit: Dollars?
    let interrupt: InterruptSignal
    var clock: any RunClock = SystemRunClock()
    /// Told after every answer: checks that are decided, answers so far, and the check that got its verdict by it.
    let onAnswer: @Sendable (_ decided: Int, _ answers: Int, _ ended: CheckOutcome?) -> Void

    private struct Ended: Sendable {
        let ask: CheckAsk
        let worst: Dollars
        let run: CheckSubject.Run
    }

    /// - Returns: what was found, in the order of the cases, and what it cost.
    func outcomes() async -> (outcomes: [CheckOutcome], spent: Dollars) {
        var schedule = CheckSchedule(
            cases.map { SequentialTest(required: $0.check.required, maximumRuns: $0.maximumRuns) }
        )
        var budget = CheckBudget(limit: limit)
        var wrong = [WrongAnswers](repeating: WrongAnswers(), count: cases.count)
        var lost: [CheckAsk] = []
        await withTaskGroup(of: Ended.self) { group in
            var underWay = 0
            while true {
                if interrupt.isRaised { schedule.stopAll(because: "interrupted") }
                lost.removeAll { !schedule.isOpen($0.index) }
                while underWay < Self.width, let ask = lost.first ?? CheckAsk(schedule.next()) {
                    let asked = cases[ask.index]
                    let worst = asked.subject.cost?.worst(of: asked.check) ?? .zero
                    guard budget.reserve(worst) else {
                        if lost.isEmpty { schedule.postpone(ask.index) }
                        // What is under way gives back what it does not need.
                        if underWay == 0 { schedule.stopAll(because: shortage(of: worst, budget, schedule)) }
                        break
                    }
                    if !lost.isEmpty { lost.removeFirst() }
                    underWay += 1
                    group.addTask {
                        guard await ask.isDue(clock, interrupt) else {
                            return Ended(ask: ask, worst: worst, run: .interrupted)
                        }
                        return Ended(ask: ask, worst: worst, run: await asked.subject.run(asked.check))
                    }
                }
                guard underWay > 0, let end = await group.next() else { break }
                underWay -= 1
                budget.settle(end.worst, cost: end.run.cost)
                if let again = end.ask.again(after: end.run.lost) {
                    lost.append(again)
                } else {
                    note(end, &schedule, &wrong)
                }
            }
        }
        return (cases.indices.map { outcome($0, schedule, wrong) }, budget.spent)
    }

    private func shortage(of worst: Dollars, _ budget: CheckBudget, _ schedule: CheckSchedule) -> String {
        let open = cases.indices.filter { schedule.verdict(of: $0) == nil && schedule.obstacle(of: $0) == nil }
        return budget.shortage(
            of: worst,
            answers: cases.indices.reduce(0) { $0 + schedule.tally(of: $1).count },
            missing: open.reduce(0) { $0 + cases[$1].maximumRuns - schedule.tally(of: $1).count }
        )
    }

    private func note(
        _ end: Ended,
        _ schedule: inout CheckSchedule,
        _ wrong: inout [WrongAnswers]
    ) {
        let index = end.ask.index
        let isDecided: Bool
        if let judgement = end.run.judgement, let isRight = judgement.isRight {
            if !isRight { wrong[index].add(end.run.text, judgement.failures, run: end.ask.number) }
            isDecided = schedule.answered(index, isRight: isRight)
        } else {
            isDecided = schedule.stop(index, because: end.run.obstacle ?? "there was no answer")
        }
        let answers = cases.indices.reduce(0) { $0 + schedule.tally(of: $1).count }
        onAnswer(schedule.decided, answers, isDecided ? outcome(index, schedule, wrong) : nil)
    }

    private func outcome(
        _ index: Int,
        _ schedule: CheckSchedule,
        _ wrong: [WrongAnswers]
    ) -> CheckOutcome {
        let verdict = schedule.verdict(of: index)
        return CheckOutcome(
            assistant: cases[index].subject.assistant.key,
            check: cases[index].check,
            maximumRuns: cases[index].maximumRuns,
            tally: schedule.tally(of: index),
            verdict: verdict ?? .undecided,
            obstacle: verdict == nil ? schedule.obstacle(of: index) : nil,
            wrongAnswers: wrong[index].kept
        )
    }
}

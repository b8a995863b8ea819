import AssistantModel
import Checks
import Deployment
import Planning
import Rendering

/// Lets through what passes its checks: asks those of the assistants that a plan changes, as they would be then, before
/// anything of the environment is locked or written. What does not pass is a refusal of the plan.
struct CheckGate: Sendable {
    let session: AccountSession
    private(set) var required: EnvironmentSettings.RequiredChecks
    private var terms: CheckTerms

    /// Requires what the flags and the environment do.
    init(_ options: CheckGateOptions, of session: AccountSession) {
        self.session = session
        required = options.required(in: session.project.desired.environment)
        terms = options.terms
    }

    /// Requires no less than so much.
    mutating func require(_ least: EnvironmentSettings.RequiredChecks) { required = max(required, least) }

    /// Takes what was spent off what may be spent.
    mutating func paid(for checks: PlannedChecks?) {
        terms.ceiling = terms.ceiling.map { $0 - Dollars(picodollars: checks?.spent ?? 0) }
    }

    /// The plan with what its checks came to. Results that it has already stand where nothing moved that answers depend
    /// on; what was undecided is asked again.
    ///
    /// - Throws: ``ExitStatus/failed`` where nothing could be asked, or somebody stopped it; the reason is printed.
    func judging(_ planned: PlannedRun, _ console: Console) async throws -> PlannedRun {
        var planned = planned
        let known = planned.plan.checks
        planned.plan.checks = nil
        // A rollback brings back what was live. That another run holds the lock passes, and the answers stand.
        guard required != .none, planned.plan.purpose == .apply, planned.target == nil,
            planned.plan.refusals.allSatisfy({ $0.kind == .locked }), let desired = planned.basis.desired
        else { return planned }
        let partial = planned.plan.partlyChecked(desired, planned.basis.live)
        guard partial.isEmpty else {
            planned.plan.refusals = (planned.plan.refusals + partial).sorted()
            return planned
        }
        let requirement = CheckRequirement(of: planned.plan, desired: desired, contents: planned.basis.contents)
        let questions = requirement.assistants.flatMap { assistant in
            assistant.checks.map { Question(assistant, $0, requirement.fingerprint(of: assistant, to: $0)) }
        }
        var results: [String: PlannedCheck] = [:]
        for question in questions {
            results[question.fingerprint] = known?.results.first { question.isDecided(by: $0) }
        }
        let open = questions.filter { results[$0.fingerprint] == nil }
        var spent = known?.spent
        if !open.isEmpty {
            let report = try await report(on: open, of: planned, console)
            for question in open {
                let outcome = report.outcomes.first(where: question.isOf) ?? question.unasked
                results[question.fingerprint] = PlannedCheck(outcome, fingerprint: question.fingerprint)
            }
            spent = report.spent.map { $0.picodollars + (known?.spent ?? 0) }
        }
        if !questions.isEmpty {
            planned.plan.checks = PlannedChecks(
                results: questions.compactMap { results[$0.fingerprint] },
                isModelJudged: desired.environment.endpoint != .embedded,
                spent: spent
            )
        }
        let refusals = requirement.refusals(required, after: planned.plan.checks?.results ?? [])
        planned.plan.refusals = (planned.plan.refusals + refusals).sorted()
        return planned
    }

    private struct Question {
        let assistant: Assistant
        let check: Check
        let fingerprint: String

        init(_ assistant: Assistant, _ check: Check, _ fingerprint: String) {
            (self.assistant, self.check, self.fingerprint) = (assistant, check, fingerprint)
        }

        /// What stands where nobody asked: nothing passes by being forgotten.
        var unasked: CheckOutcome {
            CheckOutcome(
                assistant: assistant.key,
                check: check,
                maximumRuns: check.maximumRuns,
                tally: AnswerTally(),
                verdict: .undecided,
                obstacle: "it was not asked"
            )
        }

        /// Whether a result is of this question, and its verdict what its answers come to: files can be edited.
        func isDecided(by result: PlannedCheck) -> Bool {
            guard result.fingerprint == fingerprint, result.verdict != .undecided,
                result.assistant == assistant.key, result.question == check.question,
                result.required == check.required.tenThousandths, result.maximumRuns == check.maximumRuns
            else { return false }
            let test = SequentialTest(required: check.required, maximumRuns: check.maximumRuns)
            return test.verdict(ofTally: result.right, result.wrong)?.rawValue == result.verdict.rawValue
        }

        func isOf(_ outcome: CheckOutcome) -> Bool {
            outcome.assistant == assistant.key && outcome.check.question == check.question
        }
    }

    private func report(on open: [Question], of planned: PlannedRun, _ console: Console) async throws -> CheckReport {
        var assistants: [Assistant] = []
        for question in open {
            if assistants.last?.key != question.assistant.key {
                assistants.append(question.assistant)
                assistants[assistants.count - 1].checks = []
            }
            assistants[assistants.count - 1].checks.append(question.check)
        }
        let report = try await Interruptible.run(console) { [assistants] interrupt -> CheckReport? in
            do {
                return try await session.checkReport(on: assistants, asPlanned: planned, terms, interrupt, console)
            } catch  where interrupt.isRaised {
                // Stopped while something went up for the time of the checks: that is gone again.
                return CheckReport?.none
            }
        }
        guard let report, !report.isInterrupted else {
            console.error("interrupted", "interrupted while checks were asked: nothing was changed")
            throw ExitStatus.failed
        }
        return report
    }
}

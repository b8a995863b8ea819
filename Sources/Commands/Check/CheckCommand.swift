import ArgumentParser
import AssistantModel
import Checks
import Deployment
import Foundation
import ManifestLoading
import Rendering

/// `assistantctl check`: asks assistants what their manifests' `checks` say, and judges the answers.
package struct CheckCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Ask assistants what their checks say, and judge the answers.",
        discussion: Examples.below(
            """
            Every answer comes from a conversation of its own and is not stored; functions are answered by the check. A             check with `at_least` is asked until it is decided, and at most `runs` times. What is asked stops before the             budget is passed. Exit codes: 3 interrupted (with what was found), else 2 some failed, else 4 some undecided,             else 0.
            """,
            ("Everything that has checks.", "assistantctl check"),
            ("One assistant, with at most 50 answers a check.", "assistantctl check helpdesk --runs 50"),
            ("For a pipeline.", "assistantctl check --format junit --budget 2.50"),
            ("How checks came out so far.", "assistantctl check --history")
        )
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Assistants by their keys; without one, all that have checks.", completion: .assistants)
    var assistants: [String] = []

    @Option(help: "What is asked: live, the assistants as they are deployed.")
    var against = CheckSide.live

    @Option(help: "How often each check is asked at most, in place of what it says itself.")
    var runs: Int?

    @Option(
        help: ArgumentHelp(
            "What may be spent at most, in dollars; none for no ceiling. An embedded account costs nothing.",
            valueName: "usd"
        )
    )
    var budget = CheckCeiling(limit: Dollars(picodollars: 1_000_000_000_000))

    @Option(help: "How the report is printed: text, json, junit, markdown, or github (annotations of a workflow).")
    var format = CheckFormat.text

    @Flag(help: "Ask nothing, and show how checks came out in the runs that were made here: text or json.")
    var history = false

    package init() {}

    package func validate() throws {
        if let runs, !(1...LimitTable.checkRuns).contains(runs) {
            throw ValidationError("--runs takes a number from 1 to \(LimitTable.checkRuns)")
        }
        guard history else { return }
        guard runs == nil else { throw ValidationError("--history asks nothing: it takes no --runs") }
        guard [.text, .json].contains(format) else { throw ValidationError("--history is shown as text or json") }
    }

    package func run() async throws {
        let console = options.console
        guard !history else { return try await showHistory(console) }
        try await options.withAccount(console, format: format == .json ? .json : .text) { session in
            for key in assistants { try session.project.requireDeclared(key, console) }
            let chosen = session.project.desired.assistants.filter { assistant in
                !assistant.checks.isEmpty && (assistants.isEmpty || assistants.contains(assistant.key))
            }
            let isEmbedded = session.project.desired.environment.endpoint == .embedded
            let limit = isEmbedded ? nil : budget.limit
            let subjects = try await subjects(of: chosen, session, hasCeiling: limit != nil, console)
            let report = try await Interruptible.run(console) { interrupt in
                await self.report(on: subjects, session, limit: limit, interrupt, console)
            }
            console.result(format.document(of: report, style: console.resultStyle))
            if format == .github {
                console.message(CheckTextRenderer(style: console.messageStyle).text(report))
            }
            await session.keep(report, of: subjects, console)
            let status = report.exitStatus
            guard status == .done else { throw status }
        }
    }

    private func subjects(
        of assistants: [Assistant],
        _ session: AccountSession,
        hasCeiling: Bool,
        _ console: Console
    ) async throws -> [CheckSubject] {
        guard !assistants.isEmpty else { return [] }
        do {
            return try await session.subjects(of: assistants, hasCeiling: hasCeiling)
        } catch let error as CheckCost.Unbounded {
            console.error(
                "unknown-price",
                "no budget can be kept: \(VisibleText.line(error.reason))",
                hint: "name a catalogue with the prices under `model_catalogue` of project.yaml, or ask without a "
                    + "ceiling: --budget none"
            )
            throw ExitStatus.failed
        }
    }

    private func report(
        on subjects: [CheckSubject],
        _ session: AccountSession,
        limit: Dollars?,
        _ interrupt: InterruptSignal,
        _ console: Console
    ) async -> CheckReport {
        let cases = subjects.flatMap { subject in
            subject.assistant.checks.map { check in
                CheckRun.Case(subject: subject, check: check, maximumRuns: runs ?? check.maximumRuns)
            }
        }
        let total = cases.count
        let run = CheckRun(cases: cases, limit: limit, interrupt: interrupt) { decided, answers, ended in
            if console.redrawsProgress {
                console.progress([.status([CheckWording.progress(decided: decided, of: total, answers: answers)])])
            } else if let ended {
                console.message(CheckWording.line(ended))
            }
        }
        let (outcomes, spent) = await run.outcomes()
        console.progress([.status([])])
        let isEmbedded = session.project.desired.environment.endpoint == .embedded
        return CheckReport(
            project: session.project.desired.project,
            environment: session.project.desired.environment.name,
            outcomes: outcomes,
            spent: subjects.allSatisfy({ $0.cost != nil }) && !isEmbedded ? spent : nil,
            budget: limit,
            isInterrupted: interrupt.isRaised,
            isModelJudged: !isEmbedded
        )
    }
}

extension CheckReport {
    /// What scripts are told.
    var exitStatus: ExitStatus {
        if isInterrupted { return .partway }
        if count(.failed) > 0 { return .changesPending }
        return count(.undecided) > 0 ? .refused : .done
    }
}

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
            Every answer comes from a conversation of its own and is not stored; functions are answered by the check. A \
            check with `at_least` is asked until it is decided, and at most `runs` times. What is asked stops before the \
            budget is passed.

            With `--against plan` the assistants are asked as the manifests have them now, with a number as they were in \
            that release (api: responses); nothing of the environment changes. `--against live,plan` asks both sides the \
            same equally often, and tells which is shown to be better: 10 times each, as often as a check needs to pass \
            where that is more, or as --runs says.

            Exit codes: 3 interrupted (with what was found), else 2 some failed, else 4 some undecided, else 0; those of \
            a comparison are of the plan.
            """,
            ("Everything that has checks.", "assistantctl check"),
            ("One assistant, with at most 50 answers a check.", "assistantctl check helpdesk --runs 50"),
            ("What a change of the manifests would answer.", "assistantctl check --against plan"),
            ("Whether it is better than what is live.", "assistantctl check --against live,plan"),
            ("For a pipeline.", "assistantctl check --format junit --budget 2.50"),
            ("How checks of what is live came out so far.", "assistantctl check --history")
        )
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Assistants by their keys; without one, all that have checks.", completion: .assistants)
    var assistants: [String] = []

    @Option(
        help: ArgumentHelp(
            "Who is asked: live, the assistants as they are deployed; plan, as the manifests have them now; a number, as "
                + "they were in that release; live,plan for a comparison.",
            valueName: "side"
        )
    )
    var against = CheckSides(.live)

    @Option(help: "How often each check is asked at most, in place of what it says itself.")
    var runs: Int?

    @Option(
        help: ArgumentHelp(
            "What may be spent at most, in dollars; none for no ceiling. An embedded account costs nothing.",
            valueName: "usd"
        )
    )
    var budget = CheckCeiling(limit: CheckTerms.standardCeiling)

    @Flag(
        name: .customLong("upload-all"),
        help: "With --against plan: upload a knowledge of more than 200 MB where all of it has to go up."
    )
    var uploadAll = false

    @Option(help: "How the report is printed: text, json, junit, markdown, or github (annotations of a workflow).")
    var format = CheckFormat.text

    @Flag(help: "Ask nothing, and show how checks of what is live came out in the runs made here: text or json.")
    var history = false

    package init() {}

    package func validate() throws {
        if uploadAll, against.candidate != .plan { throw ValidationError("--upload-all goes with --against plan") }
        if let runs, !(1...LimitTable.checkRuns).contains(runs) {
            throw ValidationError("--runs takes a number from 1 to \(LimitTable.checkRuns)")
        }
        guard history else { return }
        guard runs == nil, against == CheckSides(.live) else {
            throw ValidationError("--history asks nobody: it takes no --runs and no --against")
        }
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
            let (report, definitions) = try await report(on: chosen, session, console)
            console.result(format.document(of: report, style: console.resultStyle))
            if format == .github {
                console.contents(CheckTextRenderer(style: console.messageStyle).text(report))
            }
            await session.keep(report, of: definitions, console)
            let status = report.exitStatus
            guard status == .done else { throw status }
        }
    }

    private func report(
        on assistants: [Assistant],
        _ session: AccountSession,
        _ console: Console
    ) async throws -> (report: CheckReport, definitions: [String: CheckedDefinition]) {
        let terms = CheckTerms(runs: runs, ceiling: budget.limit, uploadsAll: uploadAll)
        let isPlanned = against.candidate == .plan && !assistants.isEmpty
        let planned = isPlanned ? try await session.plan(PlanRequest(), console) : nil
        return try await Interruptible.run(console) { interrupt in
            try await session.checkReport(on: assistants, against, planned, terms, interrupt, console)
        }
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

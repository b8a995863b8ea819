import AssistantModel
import Checks
import Deployment
import Planning
import Rendering

extension AccountSession {
    /// Asks assistants as a plan would make them, and reports. Nothing of the environment changes.
    ///
    /// - Parameter assistants: with their checks, as the manifests have them.
    /// - Throws: what ``subjects(of:asPlanned:_:)`` does, before anything was asked.
    func checkReport(
        on assistants: [Assistant],
        asPlanned planned: PlannedRun,
        _ terms: CheckTerms,
        _ interrupt: InterruptSignal,
        _ console: Console
    ) async throws -> CheckReport {
        let terms = terms.on(project.desired.environment)
        let subjects = try await subjects(of: assistants, asPlanned: planned, terms)
        return await checkReport(on: subjects, .plan, terms, interrupt, console)
    }

    /// Asks live assistants, and reports.
    func checkReport(
        onLive assistants: [Assistant],
        _ terms: CheckTerms,
        _ interrupt: InterruptSignal,
        _ console: Console
    ) async throws -> CheckReport {
        let terms = terms.on(project.desired.environment)
        let subjects = try await assistants.isEmpty ? [] : subjects(of: assistants, terms)
        return await checkReport(on: subjects, .live, terms, interrupt, console)
    }

    private func checkReport(
        on subjects: [CheckSubject],
        _ side: CheckSide,
        _ terms: CheckTerms,
        _ interrupt: InterruptSignal,
        _ console: Console
    ) async -> CheckReport {
        let cases = subjects.flatMap { subject in
            subject.assistant.checks.map { check in
                CheckRun.Case(subject: subject, check: check, maximumRuns: terms.runs ?? check.maximumRuns)
            }
        }
        let total = cases.count
        let run = CheckRun(cases: cases, limit: terms.ceiling, interrupt: interrupt) { decided, answers, ended in
            if console.redrawsProgress {
                console.progress([.status([CheckWording.progress(decided: decided, of: total, answers: answers)])])
            } else if let ended {
                console.message(CheckWording.line(ended))
            }
        }
        let (outcomes, spent) = await run.outcomes()
        console.progress([.status([])])
        let environment = project.desired.environment
        let isEmbedded = environment.endpoint == .embedded
        return CheckReport(
            project: project.desired.project,
            environment: environment.name,
            against: side.description,
            outcomes: outcomes,
            spent: subjects.allSatisfy({ $0.cost != nil }) && !isEmbedded ? spent : nil,
            budget: terms.ceiling,
            isInterrupted: interrupt.isRaised,
            isModelJudged: !isEmbedded
        )
    }
}

import AssistantModel
import Checks
import Deployment
import ManifestLoading
import Planning
import Rendering

extension AccountSession {
    /// Asks assistants as a plan would make them, and reports. Nothing of the environment changes.
    ///
    /// - Parameter assistants: with their checks, as the manifests have them.
    /// - Throws: before anything was asked: ``DeploymentError`` for an assistant that is not on the account and that the
    ///   plan does not make, ``CheckRefusal``, ``CheckCost/Unbounded``, and whatever ends an upload.
    func checkReport(
        on assistants: [Assistant],
        asPlanned planned: PlannedRun,
        _ terms: CheckTerms,
        _ interrupt: InterruptSignal,
        _ console: Console
    ) async throws -> CheckReport {
        let terms = terms.on(project.desired.environment)
        return try await withTrial(interrupt, console) { trial in
            let subjects = try await CandidateSubjects(session: self, planned: planned, terms: terms, trial: trial)
                .subjects(of: assistants, console)
            return await checkReport(on: subjects, .plan, terms, interrupt, console)
        }
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

    /// Whatever the work makes on the account for its time is gone when this returns, as far as the account lets it.
    private func withTrial<Result: Sendable>(
        _ interrupt: InterruptSignal,
        _ console: Console,
        _ work: (TrialObjects) async throws -> Result
    ) async throws -> Result {
        let run = (0..<4).map { _ in String(UInt32.random(in: .min ... .max), radix: 36) }.joined()
        var settings = ApplySettings()
        settings.concurrency = concurrency
        let trial = TrialObjects(
            client: client,
            mark: TrialMark(ownership: project.desired.ownership, run: run),
            files: DiskFileOpener(filesRoot: project.settings.filesRoot),
            settings: settings,
            interrupt: interrupt
        )
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await work(trial))
        } catch {
            result = .failure(error)
        }
        for note in await trial.removeAll() { console.message("note: \(VisibleText.line(note))") }
        return try result.get()
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

import AssistantModel
import Checks
import Deployment
import ManifestLoading
import Planning
import Rendering
import SourceDiagnostics

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
        try await checkReport(on: assistants, CheckSides(.plan), planned, terms, interrupt, console).report
    }

    /// Asks assistants, and reports.
    ///
    /// - Parameters:
    ///   - assistants: with their checks, as the manifests have them.
    ///   - planned: what a candidate that is planned comes from; needed for no other.
    /// - Returns: with what is kept of those that are live, by their keys, in ``keep(_:of:_:)``.
    /// - Throws: as the other one does.
    func checkReport(
        on assistants: [Assistant],
        _ sides: CheckSides,
        _ planned: PlannedRun?,
        _ terms: CheckTerms,
        _ interrupt: InterruptSignal,
        _ console: Console
    ) async throws -> (report: CheckReport, definitions: [String: CheckedDefinition]) {
        let terms = terms.on(project.desired.environment)
        guard !assistants.isEmpty else { return (report(sides, [], nil, terms, interrupt), [:]) }
        return try await withTrial(interrupt, console) { trial in
            let subjects: [CheckSubject]
            switch (sides.candidate, planned) {
            case (.plan, let planned?):
                subjects = try await CandidateSubjects(session: self, planned: planned, terms: terms, trial: trial)
                    .subjects(of: assistants, console)
            case (.release(let number), _):
                subjects = try await ReleaseSubjects(session: self, number: number, terms: terms, trial: trial)
                    .subjects(of: assistants)
            case (.live, _), (.plan, nil): subjects = try await self.subjects(of: assistants, terms)
            }
            guard sides.isComparison else {
                let (outcomes, spent) = await outcomes(of: subjects, terms, interrupt, console)
                let report = report(sides, outcomes, subjects.isCounted ? spent : nil, terms, interrupt)
                return (report, subjects.definitions)
            }
            let live = try await self.subjects(of: assistants, terms)
            let (outcomes, overall, spent) = await comparison(of: live, subjects, terms, interrupt, console)
            let isCounted = live.isCounted && subjects.isCounted
            var report = report(sides, outcomes, isCounted ? spent : nil, terms, interrupt)
            report.comparison = overall
            return (report, [:])
        }
    }

    /// Whatever the work makes on the account for its time is gone when this returns, as far as the account lets it.
    private func withTrial<Result: Sendable>(
        _ interrupt: InterruptSignal,
        _ console: Console,
        _ work: (TrialObjects) async throws -> Result
    ) async throws -> Result {
        var settings = ApplySettings()
        settings.concurrency = concurrency
        let trial = TrialObjects(
            client: client,
            mark: TrialMark(ownership: project.desired.ownership, run: RunIdentity.newID()),
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
        for note in await trial.removeAll() { console.message("note: \(VisibleText.line(SecretScan.hiding(note)))") }
        return try result.get()
    }

    private func outcomes(
        of subjects: [CheckSubject],
        _ terms: CheckTerms,
        _ interrupt: InterruptSignal,
        _ console: Console
    ) async -> (outcomes: [CheckOutcome], spent: Dollars) {
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
        let found = await run.outcomes()
        console.progress([.status([])])
        return found
    }

    private func comparison(
        of live: [CheckSubject],
        _ candidates: [CheckSubject],
        _ terms: CheckTerms,
        _ interrupt: InterruptSignal,
        _ console: Console
    ) async -> (outcomes: [CheckOutcome], overall: PairedComparison.Finding?, spent: Dollars) {
        let cases = zip(live, candidates).flatMap { live, candidate in
            candidate.assistant.checks.map { check in
                ComparisonRun.Case(live: live, candidate: candidate, check: check, runs: terms.runs)
            }
        }
        let total = cases.count
        let run = ComparisonRun(cases: cases, limit: terms.ceiling, interrupt: interrupt) { done, answers in
            guard console.redrawsProgress else { return }
            console.progress([.status([CheckWording.progress(decided: done, of: total, answers: answers)])])
        }
        let found = await run.outcomes()
        console.progress([.status([])])
        return found
    }

    private func report(
        _ sides: CheckSides,
        _ outcomes: [CheckOutcome],
        _ spent: Dollars?,
        _ terms: CheckTerms,
        _ interrupt: InterruptSignal
    ) -> CheckReport {
        let environment = project.desired.environment
        let isEmbedded = environment.endpoint == .embedded
        return CheckReport(
            project: project.desired.project,
            environment: environment.name,
            against: sides.description,
            outcomes: outcomes,
            spent: isEmbedded ? nil : spent,
            budget: terms.ceiling,
            isInterrupted: interrupt.isRaised,
            isModelJudged: !isEmbedded
        )
    }
}

extension [CheckSubject] {
    /// Whether it is known what every answer costs.
    fileprivate var isCounted: Bool { allSatisfy { $0.cost != nil } }

    fileprivate var definitions: [String: CheckedDefinition] {
        Dictionary(compactMap { subject in subject.definition.map { (subject.assistant.key, $0) } }) { first, _ in first
        }
    }
}

import AssistantModel
import Deployment
import Foundation
import ManifestLoading
import OpenAIAPI
import OpenAIHTTP
import Planning
import Rendering
import SourceDiagnostics

/// A plan on its way to the account: shown, confirmed, carried out, reported. `apply`, `rollback`, `destroy` and
/// `forget` differ in the plan.
struct PlannedChange: Sendable {
    let session: AccountSession
    /// What is asked before the first write.
    let question: String
    let run: RunOptions
    let context: DiffContext
    /// Whether exactly this plan is carried out, or none.
    var isSaved = false
    /// What has to pass before anything is done; nil where nothing has to.
    var gate: CheckGate?
    /// Told how a run that began ended.
    var onEnd: @Sendable (ApplyReport) -> Void = { _ in }
    /// Makes the plan; again when the account changed before the run could begin.
    let plan: @Sendable () async throws -> PlannedRun

    /// - Throws: ``ExitStatus`` for everything that is not a complete run; its reason is printed.
    func carryOut(_ console: Console) async throws {
        var planned = try await plan()
        // What is refused anyway is worth no answers.
        if let gate, planned.plan.refusals.isEmpty {
            let judged = try await gate.judging(planned, console)
            // Answers take their time: what moved meanwhile is found out before anything is published.
            if judged.plan.checks != planned.plan.checks, judged.plan.refusals.isEmpty,
                !planned.isSame(as: try await plan())
            {
                return try await carryOutAnew(after: judged.plan, console)
            }
            planned = judged
        }
        if showsPlan(planned.plan) { planned = try await session.lookingIntoDocuments(of: planned, console) }
        let plan = planned.plan
        if showsPlan(plan) {
            let text = session.text(of: plan.naming(console.place), context: context, style: style(console))
            run.format == .text ? console.result(text) : console.contents(text)
        }
        guard plan.refusals.isEmpty else {
            if run.format == .text { console.message("Refused: nothing was changed.") }
            show(.refused, of: plan, console)
            throw ExitStatus.refused
        }
        // An emptied environment still has its releases.
        let deletesRegistry = plan.purpose == .destroy ? await session.releases?.hasRegistry() ?? false : false
        guard !plan.isEmpty || deletesRegistry else {
            await renewRecords(planned, console)
            return show(.finished(ApplyReport(entries: [])), of: plan, console)
        }
        guard Confirmation(question: question, isGiven: run.yes).isObtained(console) else {
            console.error("declined", "not confirmed: nothing was changed")
            show(.declined, of: plan, console)
            throw ExitStatus.failed
        }
        // Whoever was asked knows where; a log of a pipeline has to say it.
        if run.yes, run.format == .text { console.message("Target: \(session.project.shownTarget)") }
        let report: ApplyReport
        do {
            report = try await self.report(on: planned, console).naming(console.place)
        } catch let error as DeploymentError where error.code == .stalePlan && !isSaved {
            return try await carryOutAnew(after: plan, console)
        } catch {
            show(.failed(console.place.completing(FailureReport(error).reasons)), of: plan, console)
            throw error
        }
        if run.format == .text {
            let renderer = ReportRenderer(style: console.resultStyle)
            console.result(renderer.text(report, purpose: plan.purpose, isBelowPlan: isLogged(console)))
        }
        show(.finished(report), of: plan, console)
        onEnd(report)
        // What was done counts, also where nobody could be told.
        if console.hasLostResults, report.wroteSomething { throw ExitStatus.partway }
        if let status = Self.status(after: report) { throw status }
    }

    private func carryOutAnew(after plan: Plan, _ console: Console) async throws {
        console.message("note: the account changed since this plan was made: planning again")
        var again = self
        again.gate?.paid(for: plan.checks)
        try await again.carryOut(console)
    }

    /// Whether people see the plan: nobody is asked about something that was not shown.
    private func showsPlan(_ plan: Plan) -> Bool {
        run.format == .text || !run.yes && plan.refusals.isEmpty && !plan.isEmpty
    }

    private func style(_ console: Console) -> TerminalStyle {
        run.format == .text ? console.resultStyle : console.messageStyle
    }

    /// Whether plan and report go into one log, as in a pipeline: nobody was asked between them.
    private func isLogged(_ console: Console) -> Bool {
        run.yes && run.format == .text && console.resultStyle.width == nil
    }

    /// For programs, how the run ended: one document on standard output, whatever happened.
    private func show(_ end: ReportJSON.End, of plan: Plan, _ console: Console) {
        if run.format == .json { console.result(ReportJSON.text(end, of: plan.naming(console.place))) }
    }

    /// Where account and manifests became equal without an apply, as after `pull`, what is recorded as applied still is
    /// what was before; the next edit by hand would look like one on both sides. Nothing that anybody uses changes.
    private func renewRecords(_ planned: PlannedRun, _ console: Console) async {
        guard !isSaved, planned.plan.purpose == .apply, planned.basis.context.isOfManifests else { return }
        var quiet = planned
        quiet.plan.changes = planned.basis.renewals(Planner())
        guard !quiet.plan.isEmpty else { return }
        let report = try? await carryOut(quiet, console) { _ in }
        if report?.isComplete != true {
            console.message("note: the record of the last apply could not be renewed; the next apply does it")
        }
    }

    private func report(on planned: PlannedRun, _ console: Console) async throws -> ApplyReport {
        let renderer = ProgressRenderer(
            mode: console.progressMode,
            style: console.messageStyle,
            changes: planned.plan.changes,
            tellsDone: !isLogged(console)
        )
        let display = ProgressDisplay(console: console, watch: session.watch, renderer: renderer)
        let onEvent: @Sendable (ApplyEvent) -> Void = { event in
            let event = event.naming(console.place)
            display.show { renderer, seconds in renderer.handle(event, at: seconds) }
        }
        return try await display.whileShown {
            try await session.watch.whileTold(onWait: { onEvent(.waiting(reason: $0, seconds: $1)) }) {
                try await carryOut(planned, console, onEvent: onEvent)
            }
        }
    }

    private func carryOut(
        _ planned: PlannedRun,
        _ console: Console,
        onEvent: @escaping @Sendable (ApplyEvent) -> Void
    ) async throws -> ApplyReport {
        let (plan, basis) = (planned.plan, planned.basis)
        return try await Interruptible.run(console) { interrupt in
            try await ApplyEngine(
                client: session.client,
                adapter: session.adapter,
                ownership: session.project.desired.ownership,
                files: DiskFileOpener(filesRoot: session.project.settings.filesRoot),
                expectedOrganization: session.expectedOrganization,
                settings: settings,
                interrupt: interrupt,
                onEvent: onEvent
            ).apply(plan, desired: basis.desired, contents: basis.contents, live: basis.live)
        }
    }

    /// The embedded account is next door and indexes at once: asking it once a second would only make people wait.
    private var settings: ApplySettings {
        var settings = ApplySettings()
        settings.concurrency = run.concurrency
        if session.project.desired.environment.endpoint == .embedded { settings.pollInterval = .milliseconds(50) }
        return settings
    }

    /// Part-way as soon as anything may have been written; nil for a complete run.
    static func status(after report: ApplyReport) -> ExitStatus? {
        if report.isComplete { return nil }
        return report.wroteSomething ? .partway : .failed
    }
}

extension DiskFileOpener {
    /// Whether the file on disk still has this content.
    func holds(_ path: String, _ content: FileContent) async -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: filesRoot + "/" + path)
        guard (attributes?[.size] as? Int) == content.bytes else { return false }
        let source = source(of: path, named: path, content: content)
        do throws(APIError) {
            let reader = try await source.reader()
            var hasher = source.makeHasher()
            var offset: Int64 = 0
            while offset < source.byteCount {
                let bytes = try await source.chunk(from: offset, to: source.byteCount, of: reader)
                hasher.update(bytes)
                offset += Int64(bytes.count)
            }
            return hasher.finish() == content.sha256
        } catch {
            return false
        }
    }
}

/// The project's files as uploads.
struct DiskFileOpener: ProjectFileOpener {
    /// The absolute path that paths are relative to.
    let filesRoot: String

    func source(of path: String, named name: String, content: FileContent) -> UploadSource {
        UploadSource.disk(
            path: path,
            below: filesRoot,
            fileName: name,
            byteCount: Int64(content.bytes),
            mimeType: MediaType.ofFile(named: name),
            sha256: content.sha256
        )
    }
}

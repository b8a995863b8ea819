import AssistantModel
import OpenAIAPI
import Planning

/// Carries out plans: new before old, nothing repeated blindly, failures contained, everything reported.
package struct ApplyEngine: Sendable {
    private let client: any OpenAIClient
    private let adapter: any DefinitionAdapter
    private let ownership: Ownership
    private let files: any ProjectFileOpener
    private let account: AccountGuard
    private let settings: ApplySettings
    private let clock: any RunClock
    private let interrupt: InterruptSignal
    private let onEvent: @Sendable (ApplyEvent) -> Void
    private let writes = RepeatedWrites()

    /// - Parameters:
    ///   - expectedOrganization: what the environment names; answers of another one stop the run.
    ///   - onEvent: called from several tasks at a time.
    package init(
        client: any OpenAIClient,
        adapter: any DefinitionAdapter,
        ownership: Ownership,
        files: any ProjectFileOpener,
        expectedOrganization: String? = nil,
        settings: ApplySettings = ApplySettings(),
        clock: any RunClock = SystemRunClock(),
        interrupt: InterruptSignal = InterruptSignal(),
        onEvent: @escaping @Sendable (ApplyEvent) -> Void = { _ in }
    ) {
        self.client = RememberingClient(base: adapter.run?.guarding(client) ?? client, writes: writes)
        self.adapter = adapter
        self.ownership = ownership
        self.files = files
        account = AccountGuard(expectedOrganization: expectedOrganization)
        self.settings = settings
        self.clock = clock
        self.interrupt = interrupt
        self.onEvent = onEvent
    }

    /// Applies a plan. Cancelling the task stops the run at once; `interrupt` lets what is in flight end.
    ///
    /// - Parameters:
    ///   - desired: what the plan was made from; nil for `destroy` and `forget`.
    ///   - live: what the plan was made from, read moments ago.
    /// - Throws: ``DeploymentError`` only before the first write: a plan that says it must not be applied, an answer from another
    ///   organisation, a host that is unfit for it, or an adapter that cannot begin.
    package func apply(
        _ plan: Plan,
        desired: DesiredState?,
        contents: FileContents,
        live: LiveState
    ) async throws(DeploymentError) -> ApplyReport {
        if let refusal = plan.refusals.first {
            throw DeploymentError(.planRefused, .refused, plan.refusals.map(\.message).joined(separator: "\n"))
                .naming(refusal)
        }
        try account.check(client.observed)
        try account.checkLists(client.observed)
        try await adapter.run?.begin(plan, interrupt: interrupt) { () async throws(DeploymentError) in
            let now = try await read(for: plan, desired, contents)
            return AccountFingerprint(now).isSame(as: AccountFingerprint(live))
        }
        // The first answer of a run that read nothing before it.
        try account.check(client.observed)

        let live = live.withoutUnmarked(besides: plan)
        let state = RunState()
        let graph = StepGraph(
            plan: plan,
            desired: desired,
            contents: contents,
            live: live,
            releases: plan.purpose == .destroy ? nil : adapter.run
        )
        try await adapter.requireChangeable(graph.changedAssistants)
        let runner = StepRunner(
            client: client,
            adapter: adapter,
            ownership: ownership,
            files: files,
            contents: contents,
            settings: settings,
            clock: clock,
            graph: graph,
            live: live,
            known: KnownStores(live, external: graph.externalStoreIDs),
            lostStoreIDs: await lostStoreIDs(graph, live),
            state: state,
            interrupt: interrupt,
            onEvent: onEvent
        )
        let write = { @Sendable in
            let end = await drive(runner, RunProgress(plan: plan, graph: graph))
            await removeLooseUploads(state)
            await settle(state)
            return end
        }
        let (progress, wasInterrupted) =
            if let run = adapter.run { await run.whileWriting(write) } else { await write() }
        if plan.purpose == .apply {
            await noteLeftUploads(live.wasLeftUnfinished ? contents : plan.uploads, state)
        }
        var report = progress.report(notes: await state.notes, wasInterrupted: wasInterrupted)
        do throws(DeploymentError) {
            try await adapter.run?.finish(plan.purpose, isComplete: report.isComplete)
        } catch {
            report.failure = report.failure ?? error.message
        }
        if report.isComplete, report.wroteSomething {
            let wait = ListWait(client: client, adapter: adapter, clock: clock, interrupt: interrupt, onEvent: onEvent)
            await wait.wait(for: await state.storeChanges)
        }
        if plan.purpose == .destroy, adapter.run != nil, !report.isComplete { report.keepReleasedAssistants() }
        return report
    }

    /// The stores that the live release names for knowledge bases for which the run makes new ones.
    private func lostStoreIDs(_ graph: StepGraph, _ live: LiveState) async -> [String: String] {
        let usable = Set(live.vectorStores.filter { !$0.isExpired }.map(\.id))
        let lost = (await adapter.run?.releasedStores() ?? []).filter { store in
            graph.stores[store.key]?.work.live == nil && !usable.contains(store.id)
        }
        return Dictionary(lost.map { ($0.key, $0.id) }) { first, _ in first }
    }

    /// The account as such a plan is made from it.
    private func read(
        for plan: Plan,
        _ desired: DesiredState?,
        _ contents: FileContents
    ) async throws(DeploymentError) -> LiveState {
        let reader = LiveSnapshotReader(
            client: client,
            adapter: adapter,
            ownership: ownership,
            concurrency: settings.concurrency
        )
        if plan.purpose == .forget { return try await reader.readForForgetting() }
        guard let desired else { return try await reader.readEverything() }
        return try await reader.read(for: desired, contents: contents, scope: plan.scope)
    }

    // MARK: Driving

    private enum Happening: Sendable {
        case ended([(step: Int, outcome: StepRunner.Outcome)])
        /// A group's files have waited for the others of their store.
        case held(group: Int)
        /// Requests of steps began to sleep, or went on.
        case paused
        case interrupted
        /// The wait for an interrupt is over without one.
        case quiet
    }

    /// Runs the steps as ``PlanExecution`` decides. Returns how they ended, and whether the run was interrupted.
    private func drive(_ runner: StepRunner, _ start: RunProgress) async -> (RunProgress, wasInterrupted: Bool) {
        var progress = start
        var execution = PlanExecution(
            nodes: runner.graph.nodes,
            width: settings.concurrency,
            waitingWidth: settings.waitingConcurrency,
            groupLimit: settings.batchLimit
        )
        let (interrupt, clock, pause) = (interrupt, clock, settings.attachmentPause)
        let pauses = PauseNotes()
        await withTaskGroup(of: Happening.self) { group in
            group.addTask {
                await pauses.arrival()
                return .paused
            }
            group.addTask {
                await interrupt.wait()
                return interrupt.isRaised ? .interrupted : .quiet
            }
            var actions = execution.begin()
            while true {
                var isFinished = false
                for action in actions {
                    switch action {
                    case .start(let steps):
                        progress.started(steps).forEach(onEvent)
                        group.addTask { .ended(await runner.run(steps, pauses)) }
                    case .hold(let held):
                        group.addTask {
                            await clock.sleep(for: pause)
                            return .held(group: held)
                        }
                    case .skip(let step, let cause):
                        if !runner.graph.steps[step].isBookkeeping { await runner.state.noteSkipped(step) }
                        progress.skipped(step, because: cause).forEach(onEvent)
                    case .finish: isFinished = true
                    }
                }
                if isFinished { break }
                guard let happening = await group.next() else { break }
                actions = []
                switch happening {
                case .quiet: if Task.isCancelled { actions = execution.handle(.interrupted) }
                case .interrupted: actions = execution.handle(.interrupted)
                case .held(let held): actions = execution.handle(.held(held))
                case .paused:
                    actions = execution.handle(pauses.take())
                    group.addTask {
                        await pauses.arrival()
                        return .paused
                    }
                case .ended(let ends):
                    // An interrupt may end a wait before it is heard here: what follows from that must not start.
                    var events: [PlanExecution.Event] =
                        interrupt.isRaised && !execution.isInterrupted ? [.interrupted] : []
                    for (step, outcome) in ends {
                        progress.ended(step, outcome).forEach(onEvent)
                        switch outcome {
                        case .success: events.append(.succeeded(step))
                        case .failure: events.append(.failed(step))
                        }
                    }
                    actions = execution.handle(events)
                }
            }
            group.cancelAll()
        }
        return (progress, execution.isInterrupted)
    }

    // MARK: Tidying

    /// Makes good what lost answers left, under the lock where there is one. What is not settled shows in the next plan.
    private func settle(_ state: RunState) async {
        try? await writes.settle(client)
        await adapter.settle()
        let twins = TwinRemoval(client: client, ownership: ownership)
        for store in await state.madeStores {
            guard let creation = store.record?.creation, creation.attempt > 1 else { continue }
            try? await twins.removeStores(besides: store.id, creation)
        }
    }

    /// Deletes what this run uploaded and nothing came to refer to.
    private func removeLooseUploads(_ state: RunState) async {
        for (fileID, address) in await state.loose.sorted(by: { $0.key < $1.key }) {
            if await state.isReused(fileID) {
                // It was on the account before.
                await state.noteGone(fileID)
                continue
            }
            do throws(APIError) {
                _ = try await client.deleteFile(fileID)
                await state.noteGone(fileID)
            } catch {
                await state.note(
                    "\(fileID), uploaded for \(address), is attached to nothing and could not be deleted: \(error)"
                )
            }
        }
    }

    /// Uploads that look like those of a run that died, or of this one where an answer was lost, and that nothing
    /// refers to: for the user to judge. A run that was killed between an upload and the assistant that needs it leaves
    /// no other trace.
    private func noteLeftUploads(_ contents: FileContents, _ state: RunState) async {
        guard !contents.isEmpty else { return }
        let cleanup = Cleanup(client: client, concurrency: settings.concurrency, unixTime: 0)
        var lost = await state.lostUploads
        do throws(DeploymentError) {
            for upload in try await cleanup.candidates(contents: contents, except: await state.uploadedIDs) {
                for path in upload.paths { lost[path] = nil }
                await state.note(
                    "\(upload.id) (\(upload.name), \(upload.bytes) bytes) is attached to nothing and may be an upload "
                        + "that got lost in a run: `assistantctl cleanup` lists and removes it."
                )
            }
        } catch {
            await state.note("Whether uploads that got lost are left on the account could not be seen: \(error)")
        }
        for (path, content) in lost.sorted(by: { $0.key < $1.key }) {
            await state.note(
                "The answer to the upload of \(path) (\(content.bytes) bytes) was lost, so a copy of it may be left "
                    + "on the account, attached to nothing: `assistantctl cleanup` finds it."
            )
        }
    }
}

extension DeploymentError {
    fileprivate func naming(_ refusal: PlanRefusal) -> DeploymentError {
        var error = self
        if let address = refusal.address, !message.contains(address) { error.message = "\(address): \(message)" }
        return error
    }
}

extension Plan {
    /// The files that the plan uploads.
    fileprivate var uploads: FileContents {
        let files = changes.compactMap { change in
            change.file.flatMap { $0.isUploaded ? $0.content : nil }.map { (change.address, $0) }
        }
        return FileContents(byAddress: Dictionary(files) { first, _ in first })
    }
}

extension LiveState {
    /// Whether a run stopped between the first and the last change of some store's members.
    fileprivate var wasLeftUnfinished: Bool {
        vectorStores.contains {
            $0.record?.members == AppliedRecord.applyingMembers || $0.record?.members == AppliedRecord.adoptingMembers
        }
    }
}

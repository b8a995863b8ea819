import AssistantModel
import OpenAIAPI
import Planning
import Synchronization

/// Follows a run change by change: what progress output shows while it goes on, and the report behind it.
struct RunProgress {
    private enum End {
        case succeeded
        case failed(DeploymentError)
        case skipped(because: ResourceAddress)
        /// Not done, because the release that it was to follow did not become live.
        case withheld
    }

    private let plan: Plan
    private let graph: StepGraph
    private let stepsOfChange: [Int: [Int]]
    private var ends: [Int: End] = [:]
    private var startedChanges: Set<Int> = []
    private var closedChanges: Set<Int> = []
    private var openSteps: [Int: Int]
    /// By step of another change: the changes that are not done without it.
    private let carried: [Int: [Int]]
    private var ids: [Int: String] = [:]

    init(plan: Plan, graph: StepGraph) {
        self.plan = plan
        self.graph = graph
        var steps: [Int: [Int]] = [:]
        for (index, step) in graph.steps.enumerated() {
            if let change = step.change { steps[change, default: []].append(index) }
        }
        stepsOfChange = steps
        var carried: [Int: [Int]] = [:]
        for (change, carrier) in graph.carriers where !(steps[change] ?? []).contains(carrier) {
            carried[carrier, default: []].append(change)
        }
        self.carried = carried.mapValues { $0.sorted() }
        openSteps = steps.mapValues(\.count)
        for change in carried.values.joined() { openSteps[change, default: 0] += 1 }
    }

    mutating func started(_ steps: [Int]) -> [ApplyEvent] {
        steps.compactMap { step in
            guard let change = graph.steps[step].change, startedChanges.insert(change).inserted else { return nil }
            return .started(plan.changes[change].address)
        }
    }

    mutating func skipped(_ step: Int, because cause: Int) -> [ApplyEvent] {
        ends[step] = graph.steps[cause].isPublication ? .withheld : .skipped(because: graph.steps[cause].address)
        return closeAll(step)
    }

    mutating func ended(_ step: Int, _ outcome: StepRunner.Outcome) -> [ApplyEvent] {
        switch outcome {
        case .success(let id):
            ends[step] = .succeeded
            // The object itself: later steps of a replacement end with the ids of what goes.
            if let change = graph.steps[step].change, let id, graph.steps[step].namesObject(of: plan.changes[change]) {
                ids[change] = id
            }
        case .failure(let error): ends[step] = .failed(error)
        }
        return closeAll(step)
    }

    /// Closes the step for the change that it belongs to, and for those that it carries.
    private mutating func closeAll(_ step: Int) -> [ApplyEvent] {
        let own = graph.steps[step].change.map { [$0] } ?? []
        return (own + (carried[step] ?? [])).flatMap { close(step, of: $0) }
    }

    private mutating func close(_ step: Int, of change: Int) -> [ApplyEvent] {
        openSteps[change, default: 0] -= 1
        let address = plan.changes[change].address
        if case .failed(let error)? = ends[step], closedChanges.insert(change).inserted {
            return [.failed(address, message: error.message)]
        }
        if case .skipped(let cause)? = ends[step], !graph.steps[step].isBookkeeping, cause != address,
            closedChanges.insert(change).inserted
        {
            return [.skipped(address, because: cause)]
        }
        if openSteps[change] == 0, closedChanges.insert(change).inserted {
            return [.finished(address, id: ids[change] ?? plan.changes[change].liveID)]
        }
        return []
    }

    // MARK: Report

    func report(notes: [String], wasInterrupted: Bool) -> ApplyReport {
        let entries = plan.changes.indices.map { index in
            let outcome = outcome(of: index)
            let id = outcome == .notStarted ? nil : ids[index]
            return ApplyReport.Entry(
                change: plan.changes[index],
                outcome: outcome,
                id: id ?? plan.changes[index].liveID
            )
        }
        // Failures of steps that belong to no change would be seen nowhere else.
        let failures = graph.steps.indices.compactMap { step -> String? in
            guard graph.steps[step].change == nil, case .failed(let error)? = ends[step] else { return nil }
            if graph.steps[step].isPublication { return "the release did not become live: \(error.message)" }
            return "\(graph.steps[step].address): \(error.message)"
        }
        return ApplyReport(
            entries: entries,
            notes: notes,
            wasInterrupted: wasInterrupted,
            failure: failures.isEmpty ? nil : failures.joined(separator: "\n"),
            wroteSomething: wroteSomething
        )
    }

    /// Whether any step wrote to the account or may have.
    private var wroteSomething: Bool {
        ends.contains { step, end in
            guard graph.steps[step].isWrite else { return false }
            switch end {
            case .succeeded: return true
            case .failed(let error): return !error.isWithoutEffect
            case .skipped, .withheld: return false
            }
        }
    }

    /// Whether nothing of the change is on the account before its release is live.
    private func onlyLivesInRelease(_ change: Int) -> Bool {
        guard let carrier = graph.carriers[change], graph.steps[carrier].isPublication else { return false }
        if case .assistant = plan.changes[change].address.resource { return true }
        return false
    }

    private func outcome(of change: Int) -> ApplyReport.Outcome {
        let address = plan.changes[change].address
        let own = stepsOfChange[change] ?? []
        let all = own + (graph.carriers[change].map { [$0] } ?? [])
        for step in own {
            if case .failed(let error)? = ends[step] { return .failed(message: error.message) }
        }
        let needed = all.filter { !graph.steps[$0].isBookkeeping }
        for step in needed {
            switch ends[step] {
            case .failed(let error)? where graph.steps[step].isPublication: return .failed(message: error.message)
            case .withheld?: return .notStarted
            case .failed?: return .skipped(because: graph.steps[step].address)
            case .skipped(let cause)? where cause != address: return .skipped(because: cause)
            default: continue
            }
        }
        let done = needed.filter { if case .succeeded? = ends[$0] { true } else { false } }
        if done.count == needed.count, !needed.isEmpty { return .done }
        guard !done.isEmpty, !onlyLivesInRelease(change) else { return .notStarted }
        return .unfinished
    }
}

extension Step {
    /// Whether the id that the step ends with is that of the change's object afterwards.
    fileprivate func namesObject(of change: ResourceChange) -> Bool {
        switch kind {
        case .prepareStore, .upload, .uploadCodeFile, .setAttributes, .writeDefinition: true
        case .deleteAssistant, .deleteStore, .deleteFile, .detach: change.action == .delete
        case .forgetStore, .forgetAssistant: true
        default: false
        }
    }
}

extension UploadSource {
    /// The same file, telling how many of its bytes are up. What has to be sent again is taken back.
    func reporting(
        to onEvent: @escaping @Sendable (ApplyEvent) -> Void,
        for address: ResourceAddress
    ) -> UploadSource {
        var source = self
        let total = byteCount
        let sent = Mutex<Int64>(0)
        source.reportProgress = { count in
            // Told under the lock: parts go up side by side, and a sum must not overtake a later one.
            sent.withLock { sent in
                sent += count
                onEvent(.uploading(address, sentBytes: Int(sent), totalBytes: Int(total)))
            }
        }
        return source
    }
}

/// Which steps' requests began to sleep or went on: left by any task, taken by the one that starts steps.
final class PauseNotes: Sendable {
    private struct State {
        var notes: [PlanExecution.Event] = []
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func note(_ step: Int, isPaused: Bool) {
        let waiting = state.withLock { state in
            state.notes.append(isPaused ? .paused(step) : .resumed(step))
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    /// What was left since the last time.
    func take() -> [PlanExecution.Event] {
        state.withLock { state in
            defer { state.notes = [] }
            return state.notes
        }
    }

    /// Returns when something was left, or when the task is cancelled. One task waits at a time.
    func arrival() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if !state.notes.isEmpty || Task.isCancelled { return true }
                    state.waiting = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume()
        }
    }
}

import Synchronization

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

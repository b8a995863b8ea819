import Deployment
import Dispatch
import Synchronization

/// The time of one case, for everything in it: client, sandbox and engine. It passes only when everybody waits, and
/// then it goes straight to the next moment that somebody waits for, so that hours take nothing.
///
/// It is also the executor of the case's tasks, because only an executor knows for certain that nobody has anything to
/// do: no job is due, and no request is under way but those that wait themselves. A guess would let a lease run out
/// under the hands of a run whose machine is slow.
final class SimulatedTime: TaskExecutor, RunClock {
    private struct Sleeper {
        var end: Duration
        var isInRequest: Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now: Duration
        var jobs = 0
        var requests = 0
        var count = 0
        var sleepers: [Int: Sleeper] = [:]
        /// Those that were cancelled before they slept.
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "simulated time")

    /// - Parameter start: since 1970, for accounts that are continued.
    init(start: Duration = .seconds(1_900_000_000)) {
        state = Mutex(State(now: start))
    }

    /// Since 1970.
    func now() -> Duration { state.withLock { $0.now } }

    var unixSeconds: Double { now() / .seconds(1) }

    func advance(by duration: Duration) { state.withLock { $0.now += duration } }

    /// Lets time go on, and what is due meanwhile happen.
    func pass(_ duration: Duration) async {
        await withTaskExecutorPreference(self) { await self.sleep(for: duration) }
    }

    // MARK: Work

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs += 1 }
        queue.async {
            job.runSynchronously(on: self.asUnownedTaskExecutor())
            self.settle { $0.jobs -= 1 }
        }
    }

    /// A request is under way until ``endRequest()``: others work on it.
    func beginRequest() { state.withLock { $0.requests += 1 } }

    func endRequest() { settle { $0.requests -= 1 } }

    // MARK: Waiting

    func sleep(for duration: Duration) async {
        await sleep(for: duration, isInRequest: false)
    }

    /// For the client's waits within a request, and for the server's.
    func sleepInRequest(for duration: Duration) async throws {
        await sleep(for: duration, isInRequest: true)
        try Task.checkCancellation()
    }

    private func sleep(for duration: Duration, isInRequest: Bool) async {
        let id = state.withLock { state in
            state.count += 1
            return state.count
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = state.withLock { $0.cancelled.remove(id) != nil }
                guard !isCancelled, !Task.isCancelled else { return continuation.resume() }
                settle { state in
                    if isInRequest { state.requests -= 1 }
                    state.sleepers[id] = Sleeper(
                        end: state.now + max(duration, .zero),
                        isInRequest: isInRequest,
                        continuation: continuation
                    )
                }
            }
        } onCancel: {
            wake(id)
        }
    }

    private func wake(_ id: Int) {
        let sleeper = state.withLock { state in
            let sleeper = state.sleepers.removeValue(forKey: id)
            if sleeper == nil { state.cancelled.insert(id) }
            if sleeper?.isInRequest == true { state.requests += 1 }
            return sleeper
        }
        sleeper?.continuation.resume()
    }

    /// Changes who is busy, and lets time pass when nobody is.
    private func settle(_ change: (inout State) -> Void) {
        let next = state.withLock { state -> Sleeper? in
            change(&state)
            guard state.jobs == 0, state.requests == 0,
                let first = state.sleepers.min(by: { ($0.value.end, $0.key) < ($1.value.end, $1.key) })
            else { return nil }
            state.sleepers[first.key] = nil
            state.now = max(state.now, first.value.end)
            if first.value.isInRequest { state.requests += 1 }
            return first.value
        }
        next?.continuation.resume()
    }
}

import Synchronization

/// Lets one at a time do what has to be finished before the next begins it, in the order in which they came: an actor
/// alone lets others in wherever it waits.
final class TurnTaking: Sendable {
    private struct State {
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Returns when it is the caller's turn. It has to be given back with ``end()``.
    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.isTaken {
                    state.waiting.append(continuation)
                    return false
                }
                state.isTaken = true
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    func end() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.waiting.isEmpty else {
                state.isTaken = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }

    /// Runs the body and, whenever `wait` returns meanwhile, `work`, in a turn of its own.
    ///
    /// The end of the body waits for work that has begun: half a renewal would have to be looked for.
    func repeating<Result: Sendable>(
        _ work: @escaping @Sendable () async -> Void,
        after wait: @escaping @Sendable () async -> Void,
        during body: @Sendable () async -> Result
    ) async -> Result {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    await wait()
                    await self.take()
                    if !Task.isCancelled { await work() }
                    self.end()
                }
            }
            let result = await body()
            await take()
            group.cancelAll()
            end()
            return result
        }
    }
}

import OpenAIAPI
import Synchronization

/// Lets at most so many requests on the wire at a time, in the order in which they came.
final class WireGate: Sendable {
    private struct State {
        var free: Int
        var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
        /// Numbers of those that wait, first come, first served; who gave up is still in it.
        var queue: [Int] = []
        var head = 0
        var count = 0
    }

    private let state: Mutex<State>

    init(width: Int) {
        state = Mutex(State(free: max(1, width)))
    }

    /// Takes a place if one is free; it has to be given back with ``leave()``.
    func tryEnter() -> Bool {
        state.withLock { state in
            guard state.free > 0 else { return false }
            state.free -= 1
            return true
        }
    }

    /// Waits for a place. What was obtained has to be given back with ``leave()``.
    ///
    /// - Returns: false where the request may go without one.
    /// - Throws: ``WaitEnded`` and `CancellationError`, without a place.
    func enter() async throws -> Bool {
        guard WaitEnd.current != nil || RequestPlace.current?.priority != nil else {
            if await place() { return true }
            throw CancellationError()
        }
        return try await enterUnlessEnded()
    }

    /// As ``enter()``, for a request that may stop waiting.
    private func enterUnlessEnded() async throws -> Bool {
        let (end, priority) = (WaitEnd.current, RequestPlace.current?.priority)
        let (hasPlace, first) = await withTaskGroup(of: End.self) { group in
            group.addTask { await self.place() ? .place : .noPlace }
            if let priority {
                group.addTask {
                    await priority()
                    return .priority
                }
            } else if let end {
                group.addTask {
                    await end.arrival()
                    return .ended
                }
            }
            let first = await group.next()
            group.cancelAll()
            var hasPlace = first == .place
            for await other in group where other == .place { hasPlace = true }
            return (hasPlace, first)
        }
        if hasPlace { return true }
        try Task.checkCancellation()
        if first == .priority { return false }
        throw WaitEnded()
    }

    /// What ended a wait.
    private enum End {
        case place, noPlace, ended, priority
    }

    /// Gives the place to the next.
    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            while state.head < state.queue.count {
                let number = state.queue[state.head]
                state.head += 1
                if state.head > 1024 {
                    state.queue.removeFirst(state.head)
                    state.head = 0
                }
                if let continuation = state.waiting.removeValue(forKey: number) { return continuation }
            }
            state.free += 1
            return nil
        }
        next?.resume(returning: true)
    }

    /// - Returns: false when the task was cancelled before there was a place.
    private func place() async -> Bool {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let result = state.withLock { state -> Bool? in
                    if Task.isCancelled { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.waiting[number] = continuation
                    state.queue.append(number)
                    return nil
                }
                if let result { continuation.resume(returning: result) }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(returning: false)
        }
    }
}

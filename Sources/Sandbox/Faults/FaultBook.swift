import Synchronization

/// The faults that are set, what each of them has done, and what they remember. Every decision follows from the order
/// of the requests, the faults' seeds and the time that is passed in.
final class FaultBook: Sendable {
    let state: Mutex<State>

    struct State {
        var entries: [FaultEntry]
        var memory = FaultMemory()
    }

    init(_ faults: [Fault]) {
        state = Mutex(State(entries: faults.map(FaultEntry.init)))
    }

    var isEmpty: Bool { state.withLock { $0.entries.isEmpty } }

    /// Forgets everything, counts and memory too.
    func replace(with faults: [Fault]) {
        state.withLock { $0 = State(entries: faults.map(FaultEntry.init)) }
    }

    /// In the order in which they were given.
    var reports: [FaultReport] {
        state.withLock { state in
            state.entries.map { FaultReport(fault: $0.fault, matched: $0.matched, hits: $0.hits) }
        }
    }

    /// What is to happen to a request. Limits come first; waits add up, other runs publish, and of the faults that
    /// strike the request the first one given decides.
    func encounter(_ request: FaultSubject, at now: Double) -> FaultEncounter {
        state.withLock { state in
            var encounter = FaultEncounter()
            for index in state.entries.indices {
                state.entries[index].limit(request, at: now, &encounter)
                if encounter.refusal != nil { return encounter }
            }
            for index in state.entries.indices {
                state.entries[index].strike(request, &encounter)
            }
            return encounter
        }
    }

    /// Why a file that is being attached fails to index, if it does.
    func indexingFailure(of name: String) -> (code: String, message: String)? {
        state.withLock { state in
            for index in state.entries.indices {
                guard case .indexFailure(let pattern, let code, let message) = state.entries[index].fault.action,
                    pattern.matches(name), state.entries[index].strikes()
                else { continue }
                return (code, message)
            }
            return nil
        }
    }
}

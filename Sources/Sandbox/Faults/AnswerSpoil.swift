import Synchronization

/// What becomes of an answer in words that an account gives unreliably on purpose. Answers that have to be JSON stay as
/// they are: what judges others is not what is judged.
enum AnswerSpoil: Sendable, Equatable {
    case wrong
    case refused
    /// Right, and so much later.
    case late(milliseconds: Int)
}

extension FaultBook {
    /// Counts an answer, and says what becomes of it; nil for one that stays as it is.
    func spoilsAnswer() -> AnswerSpoil? {
        state.withLock { state in
            for index in state.entries.indices {
                guard case .answer(let spoil) = state.entries[index].fault.action, state.entries[index].strikes() else {
                    continue
                }
                return spoil
            }
            return nil
        }
    }
}

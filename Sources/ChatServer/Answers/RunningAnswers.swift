import Synchronization

/// The answers that this instance makes, and its copies of what other instances make.
final class RunningAnswers: Sendable {
    private struct State {
        var own: [String: Own] = [:]
        var copies: [String: RunningAnswer] = [:]
        var isClosing = false
    }

    struct Own: Sendable {
        var answer: RunningAnswer
        /// Of the visitor's chat that it is kept in; nil before it is admitted, and for programs, of whose answers nothing
        /// is kept.
        var turn: Admission.Turn?

        /// What is kept of it now, where it was stopped: the account may still go on for long.
        var stopped: Conclusion.Kept? { turn.map { Conclusion.Kept(answer, end: AnswerEnd(state: .stopped), in: $0) } }
    }

    private let state = Mutex(State())

    var isClosing: Bool { state.withLock { $0.isClosing } }

    /// Those that this instance makes.
    var count: Int { state.withLock { $0.own.count } }

    func own(_ id: String) -> Own? { state.withLock { $0.own[id] } }

    /// Before its question is admitted: so nobody finds an answer in the store that nobody here knows.
    ///
    /// - Returns: false where no more are begun.
    func begin(_ answer: RunningAnswer) -> Bool {
        state.withLock { state in
            guard !state.isClosing else { return false }
            state.own[answer.id] = Own(answer: answer)
            return true
        }
    }

    /// Where it is kept, once that is known and before it is admitted.
    func keep(_ id: String, in turn: Admission.Turn) { state.withLock { $0.own[id]?.turn = turn } }

    func end(_ id: String) { state.withLock { $0.own[id] = nil } }

    /// The copy of another instance's answer, which whoever gets a new one has to fill.
    func copy(of id: String) -> (answer: RunningAnswer, isNew: Bool) {
        state.withLock { state in
            if let copy = state.copies[id] { return (copy, false) }
            let copy = RunningAnswer(id: id, runOn: ChatConfiguration.Limits.runOn)
            state.copies[id] = copy
            return (copy, true)
        }
    }

    func dropCopy(of id: String) { state.withLock { $0.copies[id] = nil } }

    /// Begins no more. What is made here ends politely; who listens to a copy finds another instance.
    func close() {
        let (own, copies) = state.withLock { state in
            state.isClosing = true
            return (state.own.values.map(\.answer), Array(state.copies.values))
        }
        for answer in own { answer.stop() }
        for copy in copies { copy.breakOff() }
    }
}

extension Conclusion.Kept {
    /// - Parameter end: of the answer, where it has none yet.
    init(_ answer: RunningAnswer, end: AnswerEnd, in turn: Admission.Turn) {
        let end = answer.end ?? end
        let pieces = answer.pieces + (answer.isEnded ? [] : [.end(end)])
        self.init(
            visitor: turn.visitor,
            chat: turn.chat,
            message: UIMessages.stored(pieces, id: answer.id, state: end.state),
            pieces: pieces
        )
    }
}

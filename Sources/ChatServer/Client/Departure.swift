import Synchronization

/// A listener's leaving, which happens once: with its connection, or with its answer. What is left keeps no answer.
final class Departure: Sendable {
    private let answer: Mutex<RunningAnswer?>
    private let number: Int

    init(from answer: RunningAnswer, _ number: Int) {
        self.answer = Mutex(answer)
        self.number = number
    }

    /// An answer to a connection that is gone is never written: then its listener leaves with it.
    deinit { happen() }

    func happen() {
        let answer = answer.withLock { answer in
            defer { answer = nil }
            return answer
        }
        answer?.leave(number)
    }
}

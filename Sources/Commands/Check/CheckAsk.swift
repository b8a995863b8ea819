import AssistantModel
import Deployment
import OpenAIAPI

/// One answer to a check, or one pair of them, that is to be asked for.
struct CheckAsk: Sendable {
    /// Of the check.
    let index: Int
    /// Which answer of the check it is, from 1 on.
    let number: Int
    /// How often it was asked for and lost.
    private(set) var losses = 0
    private var pause = Duration.zero

    init(index: Int, number: Int) {
        self.index = index
        self.number = number
    }

    /// What is next; nil where nothing is.
    init?(_ next: (check: Int, run: Int)?) {
        guard let next else { return nil }
        self.init(index: next.check, number: next.run)
    }

    /// The same once more, for money of its own: a lost answer may have been paid for. Nil where asking again is of no
    /// use.
    func again(after lost: APIError?) -> CheckAsk? {
        guard let lost else { return nil }
        let wait = RetryPolicy().wait(after: lost, repeatability: .always, retries: losses, chance: 0)
        return wait.map { wait in
            var again = self
            again.losses += 1
            again.pause = wait
            return again
        }
    }

    /// Waits until it is due.
    ///
    /// - Returns: whether it still is to be asked for: nobody stopped it meanwhile.
    func isDue(_ clock: any RunClock, _ interrupt: InterruptSignal) async -> Bool {
        guard losses > 0 else { return true }
        await clock.sleep(for: pause, unless: interrupt)
        return !interrupt.isRaised
    }
}

extension CheckSubject.Run {
    /// Of what was not asked for any more.
    static let interrupted = CheckSubject.Run(obstacle: "interrupted", cost: .zero)
}

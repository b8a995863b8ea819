/// How long the account is listened to for one answer.
///
/// One that was stopped, or left, is listened to until its end like any other: only its end says what it cost, and what
/// does not end is paid for with all that was reserved.
struct AnswerPatience {
    private let began: ContinuousClock.Instant
    /// When the program was first seen to end.
    private var closing: ContinuousClock.Instant?

    init(from began: ContinuousClock.Instant = .now) { self.began = began }

    /// Stops an answer that nobody listened to for too long.
    ///
    /// - Returns: whether the account is silent, or goes on, for longer than it may.
    mutating func isOver(with answer: RunningAnswer, at now: ContinuousClock.Instant, isClosing: Bool) -> Bool {
        if let lonely = answer.lonelyTime(at: now), lonely > .seconds(answer.runOn) { answer.stop() }
        if answer.silence(at: now) > .seconds(ChatConfiguration.Limits.silence)
            || now - began > .seconds(ChatConfiguration.Limits.answer)
        {
            return true
        }
        guard isClosing else { return false }
        let since = closing ?? now
        closing = since
        return now - since > .seconds(ChatConfiguration.Limits.drain)
    }
}

/// Finding the registry of a project and environment, or making it.
///
/// Names of skills are not unique and lists lag, so that two runs can each make one in the same moment. The oldest
/// wins, and every run that made another deletes that and stops; the winner is looked for once more before the first
/// release (``RegistryMachine/Configuration/firstReleaseOf``).
package struct RegistryCreation: Hashable, Sendable {
    package enum Event: Hashable, Sendable {
        case begin
        /// The skills that carry the registry's name and marks; of another name or without marks they are foreign.
        case listed([RegistryCandidate])
        case created(RegistryCandidate)
        case deleted
        case answerLost
        case timePassed
        case refused
    }

    package enum Step: Hashable, Sendable {
        case list
        /// Make the skill with the empty release as its first version.
        case create
        case delete(RegistryCandidate)
        case wait(until: Int)
        case end(Outcome)
    }

    package enum Outcome: Hashable, Sendable {
        case use(RegistryCandidate, wasMade: Bool)
        /// Another run's registry is older.
        case lost(to: RegistryCandidate)
        /// The server refused to make one, such as for want of `/v1/skills`.
        case refused
        case unreachable
    }

    private let timing: RegistryTiming
    /// Of this run.
    private let runID: String
    private var lastStep: Step?
    private var made: RegistryCandidate?
    /// Of the creation that is asked for next, from 1 on: what is made says it.
    package private(set) var attempt = 1
    private var losses = 0
    private var winner: RegistryCandidate?

    package init(runID: String, timing: RegistryTiming = RegistryTiming()) {
        self.runID = runID
        self.timing = timing
    }

    package mutating func advance(_ event: Event, now: Int) -> Step {
        let step = nextStep(after: event, now: now)
        lastStep = step
        return step
    }

    private mutating func nextStep(after event: Event, now: Int) -> Step {
        switch event {
        case .begin, .timePassed: return .list
        case .created(let candidate):
            made = candidate
            return .list
        case .deleted: return end()
        case .listed(let candidates): return choose(from: candidates, now: now)
        case .refused:
            if case .delete = lastStep { return end() }
            return .end(.refused)
        case .answerLost:
            losses += 1
            if case .delete = lastStep { return end() }
            if losses > 5 { return .end(.unreachable) }
            guard case .create = lastStep else { return .wait(until: now + timing.poll) }
            attempt += 1
            // One look, and it is made again: the lost one is a twin, which everybody tells by its try.
            return attempt == 2 ? .list : .wait(until: now + timing.poll)
        }
    }

    private mutating func choose(from candidates: [RegistryCandidate], now: Int) -> Step {
        let all = candidates + (made.map { [$0] } ?? [])
        guard let winner = RegistryCandidate.winner(of: all) else { return .create }
        self.winner = winner
        if winner.maker == runID { made = winner }
        // By id: one's own in which another run released already counts as older than it is.
        if let made, made.id != winner.id { return .delete(made) }
        return .end(.use(winner, wasMade: made == winner))
    }

    private func end() -> Step {
        guard let winner else { return .end(.unreachable) }
        return .end(.lost(to: winner))
    }
}

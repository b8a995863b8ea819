import Synchronization

/// An answer while it is made: what came so far, for as many as listen, from its beginning.
final class RunningAnswer: Sendable {
    /// Of the assistant's message.
    let id: String
    /// How long it runs on when nobody listens, in seconds.
    let runOn: Int
    private let state: Mutex<State>

    private struct State {
        var pieces: [AnswerPiece] = []
        var listeners: [Int: AsyncStream<Listener.Knock>.Continuation] = [:]
        /// Functions at work: as long as there are some, nothing is silent.
        var working = 0
        var nextListener = 0
        var isEnded = false
        var isStopped = false
        /// When the last listener left; nil while one listens.
        var lonelySince: ContinuousClock.Instant?
        var lastWord: ContinuousClock.Instant
    }

    init(id: String, runOn: Int, at now: ContinuousClock.Instant = .now) {
        self.id = id
        self.runOn = runOn
        state = Mutex(State(lonelySince: now, lastWord: now))
    }

    /// Adds a piece, unless the answer was stopped or has ended.
    func add(_ piece: AnswerPiece) {
        state.withLock { state in
            state.lastWord = .now
            guard !state.isEnded else { return }
            if case .end = piece { state.isEnded = true } else if state.isStopped { return }
            state.pieces.append(piece)
            for listener in state.listeners.values {
                listener.yield(.news)
                if state.isEnded { listener.finish() }
            }
            if state.isEnded { state.listeners = [:] }
        }
    }

    /// Ends listening without an end: it is to be had elsewhere, from its beginning.
    func breakOff() {
        state.withLock { state in
            for listener in state.listeners.values { listener.finish() }
            state.listeners = [:]
        }
    }

    /// Notes that somebody listens at another instance.
    func hearOfListener() {
        state.withLock { if $0.lonelySince != nil { $0.lonelySince = .now } }
    }

    /// Notes that the account said something.
    func hear() { state.withLock { $0.lastWord = .now } }

    /// Ends it for those who listen. What the account still does is waited for, but not shown.
    func stop() {
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped && !state.isEnded
        }
        if isFirst { add(.end(AnswerEnd(state: .stopped))) }
    }

    var isStopped: Bool { state.withLock { $0.isStopped } }
    var isEnded: Bool { state.withLock { $0.isEnded } }
    var pieces: [AnswerPiece] { state.withLock { $0.pieces } }

    /// Nil while it goes on.
    var end: AnswerEnd? {
        if case .end(let end)? = pieces.last { end } else { nil }
    }

    /// Seconds since somebody listened; nil while somebody does.
    func lonelyTime(at now: ContinuousClock.Instant) -> Duration? {
        state.withLock { state in state.lonelySince.map { now - $0 } }
    }

    /// Since the account said something, or a function was at work.
    func silence(at now: ContinuousClock.Instant) -> Duration {
        state.withLock { $0.working > 0 ? .zero : now - $0.lastWord }
    }

    /// Runs what the account waits for.
    func whileWorking<Result>(_ work: () async -> Result) async -> Result {
        state.withLock { $0.working += 1 }
        let result = await work()
        state.withLock { state in
            state.working -= 1
            state.lastWord = .now
        }
        return result
    }

    /// What came so far, from a piece on.
    func pieces(from index: Int) -> ArraySlice<AnswerPiece> { state.withLock { $0.pieces[index...] } }

    /// Whoever listens hears of pieces, and reads them here from the beginning: a slow one keeps nothing of its own.
    ///
    /// - Throws: ``ChatRefusal`` where too many listen already.
    func listen() throws(ChatRefusal) -> Listener {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Listener.Knock.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let number = state.withLock { state -> Int? in
            guard state.listeners.count < ChatConfiguration.Limits.listeners else { return nil }
            let number = state.nextListener
            state.nextListener += 1
            if state.isEnded {
                continuation.finish()
            } else {
                state.listeners[number] = continuation
                state.lonelySince = nil
            }
            return number
        }
        guard let number else { throw ChatRefusal.tooMany(until: ChatConfiguration.Limits.comeBack) }
        return Listener(number: number, knocks: stream, continuation: continuation)
    }

    /// A listener is gone.
    func leave(_ number: Int) {
        state.withLock { state in
            state.listeners.removeValue(forKey: number)?.finish()
            if state.listeners.isEmpty, state.lonelySince == nil { state.lonelySince = .now }
        }
    }
}

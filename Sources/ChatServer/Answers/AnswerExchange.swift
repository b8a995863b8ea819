import StateDatabase

/// What instances that share a store tell each other of the answers that they make: that they are at work, what came so
/// far, and what is wanted of them.
final class AnswerExchange: Sendable {
    /// Between two looks at what is wanted of an answer, and at what came of one.
    private static let look = Duration.milliseconds(250)
    /// Between two signs of life, and two looks at those of others. What came of an answer is written as often, also
    /// where nobody follows it: it is what is left of an answer whose instance ends in the middle.
    private static let beat = Duration.seconds(3)
    /// A copy that nobody reads is made for so long.
    private static let lonely = Duration.seconds(5)

    /// Random: no other program that shares the store has it, not even this one when it is started again.
    let instance: String
    private let store: any ChatStore
    /// For signs of life: whose come late is taken for gone, and pays for its answers' worst case.
    private let ahead: any ChatStore
    private let answers: RunningAnswers
    private let metrics: ChatMetrics
    private let log: @Sendable (String) -> Void
    private let copies: AsyncStream<Copy>
    private let intake: AsyncStream<Copy>.Continuation

    /// Another instance's answer that is listened to here.
    private struct Copy: Sendable {
        var chat: String
        var visitor: String
        var answer: RunningAnswer
    }

    init(
        instance: String,
        store: any ChatStore,
        answers: RunningAnswers,
        metrics: ChatMetrics,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.instance = instance
        self.store = store
        ahead = store.ahead
        self.answers = answers
        self.metrics = metrics
        self.log = log
        (copies, intake) = AsyncStream.makeStream(of: Copy.self)
    }

    /// Until it is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.share() }
            group.addTask { await self.watch() }
            for await copy in copies { group.addTask { await self.fill(copy) } }
        }
    }

    // MARK: own answers

    /// What the others know of an answer of this instance.
    private struct Shared {
        var pieces = 0
        var followed: Int64 = 0
    }

    private func share() async {
        var known: [String: Shared] = [:]
        var due = ContinuousClock.now
        var isInTrouble = false
        while (try? await Task.sleep(for: Self.look)) != nil {
            let isBeat = ContinuousClock.now >= due
            guard isBeat || answers.count > 0 else { continue }
            do {
                let open = try await ahead.openAnswers(of: instance, others: false)
                known = try await share(open, known, isBeat: isBeat)
                if isBeat { due = .now + Self.beat }
                if isInTrouble { log("store works again") }
                isInTrouble = false
            } catch {
                if !isInTrouble { log("store problem=\(Self.problem(error))") }
                isInTrouble = true
            }
        }
    }

    private func share(
        _ open: [OpenAnswer],
        _ before: [String: Shared],
        isBeat: Bool
    ) async throws -> [String: Shared] {
        var known: [String: Shared] = [:]
        var parts: [AnswerPart] = []
        for row in open {
            guard let own = answers.own(row.id) else {
                // Its question was refused here because nobody knew whether it was admitted; or it could not be kept.
                try await end(row, at: nil)
                continue
            }
            var shared = before[row.id] ?? Shared()
            if row.isStopped != own.answer.isStopped {
                own.answer.stop()
                try await ahead.markStopped(row.id, keeping: own.stopped)
            }
            if row.followed > shared.followed { own.answer.hearOfListener() }
            shared.followed = row.followed
            let pieces = own.answer.pieces(from: shared.pieces)
            if own.turn != nil, isBeat || row.followed > 0, !pieces.isEmpty {
                parts.append(AnswerPart(answer: row.id, place: shared.pieces, pieces: Array(pieces)))
                shared.pieces = pieces.endIndex
            }
            known[row.id] = shared
        }
        if !parts.isEmpty || (isBeat && !known.isEmpty) { try await ahead.report(parts, of: instance) }
        return known
    }

    // MARK: answers of others

    private func watch() async {
        var silent = SilentAnswers()
        repeat {
            do {
                let open = try await ahead.openAnswers(of: instance, others: true)
                for answer in silent.look(at: open) { try await end(answer, at: answer.beat) }
            } catch {
                // Who could not look has not heard that the others are silent.
                silent = SilentAnswers()
            }
        } while (try? await Task.sleep(for: Self.beat)) != nil
    }

    private func end(_ answer: OpenAnswer, at beat: Int64?) async throws {
        guard let paid = try await ahead.abandon(answer.id, at: beat) else { return }
        metrics.answered(AnswerEnd.State.failed.rawValue, paid: paid, usage: nil)
        log("answer state=abandoned usd=\(MoneyText.dollars(paid))")
    }

    /// A copy of an answer that another instance makes, as long as somebody listens to it; nil where none makes it.
    func answer(_ id: String, of chat: String, visitor: String) async throws -> RunningAnswer? {
        guard try await store.follow(id) else { return nil }
        let (copy, isNew) = answers.copy(of: id)
        if isNew { intake.yield(Copy(chat: chat, visitor: visitor, answer: copy)) }
        return copy
    }

    private func fill(_ copy: Copy) async {
        let answer = copy.answer
        var number: Int64 = 0
        var followed = ContinuousClock.now
        repeat {
            do {
                let progress = try await store.progress(of: answer.id, in: copy.chat, of: copy.visitor, after: number)
                number = progress.number
                for part in progress.parts {
                    for piece in part.pieces.dropFirst(max(0, answer.pieces.count - part.place)) { answer.add(piece) }
                }
                if let state = progress.ended, !answer.isEnded { answer.add(.end(Self.end(state))) }
                if ContinuousClock.now - followed > Self.lonely {
                    followed = .now
                    _ = try await store.follow(answer.id)
                }
            } catch let failure as SQLFailure where failure.kind == .refused {
                answer.add(.end(AnswerEnd(state: .failed, refusal: .unavailable)))
            } catch {
                // Whoever listens hears that somebody is there until the store is back.
            }
            if answer.isEnded || answer.lonelyTime(at: .now) ?? .zero > Self.lonely { break }
        } while (try? await Task.sleep(for: Self.look)) != nil
        answers.dropCopy(of: answer.id)
        // Somebody may have come to listen a moment ago.
        answer.breakOff()
    }

    private static func end(_ state: AnswerEnd.State) -> AnswerEnd {
        AnswerEnd(state: state, refusal: state == .failed ? .interrupted : nil)
    }

    static func problem(_ error: any Error) -> String {
        (error as? SQLFailure).map { "\($0.kind)" } ?? "\(type(of: error))"
    }
}

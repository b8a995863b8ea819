import AssistantModel
import AsyncHTTPClient
import Conversation
import Foundation
import OpenAIAPI
import OrderedJSON
import Spending
import Synchronization

/// Where answers are made: reserved for, run, paid for, and written down, also when nobody listens any more.
final class AnswerDesk: Sendable {
    /// A question that is about to be answered.
    struct Question: Sendable {
        var assistant: ServedAssistant
        var history: [SaidMessage]
        var text: String
        var pots: [Pot]
        var limits: [RateLimit]
        var atATime: [AnswersAtATime] = []
        var turn: Admission.Turn?
        /// How long the answer runs on when nobody listens, in seconds.
        var runOn: Int
        /// For the log: `visitor`, or the client's name.
        var asker: String
    }

    /// How a question was taken.
    enum Taken: Sendable {
        case running(RunningAnswer)
        /// It was answered before; this is the id of the answer.
        case answered(String)
    }

    private struct Job: Sendable {
        var question: Question
        var answer: RunningAnswer
        /// What was reserved for.
        var worst: WorstCase
    }

    let configuration: ChatConfiguration
    let store: any ChatStore
    let metrics: ChatMetrics
    private let client: any OpenAIClient
    private let functionClient: HTTPClient
    private let jobs: AsyncStream<Job>
    private let intake: AsyncStream<Job>.Continuation
    private let state = Mutex(State())

    private struct State {
        /// Running answers by their ids.
        var running: [String: RunningAnswer] = [:]
        /// The running answer of a chat, by visitor and chat.
        var byChat: [String: String] = [:]
        /// The threads of running answers, by the ids of the answers.
        var threads: [String: String] = [:]
        var isClosing = false
    }

    init(
        _ configuration: ChatConfiguration,
        client: any OpenAIClient,
        functionClient: HTTPClient,
        store: any ChatStore,
        metrics: ChatMetrics
    ) {
        self.configuration = configuration
        self.client = client
        self.functionClient = functionClient
        self.store = store
        self.metrics = metrics
        (jobs, intake) = AsyncStream.makeStream(of: Job.self)
    }

    /// Makes answers until ``close()`` and the last of them has ended, or until it is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await job in jobs { group.addTask { await self.work(on: job) } }
        }
    }

    /// Takes no more questions, and ends the answers that are under way politely.
    func close() {
        let running = state.withLock { state in
            state.isClosing = true
            return Array(state.running.values)
        }
        for answer in running { answer.stop() }
        intake.finish()
    }

    func runningAnswer(of chat: String, visitor: String) -> RunningAnswer? {
        state.withLock { state in state.byChat["\(visitor)/\(chat)"].flatMap { state.running[$0] } }
    }

    func runningAnswer(_ id: String) -> RunningAnswer? { state.withLock { $0.running[id] } }

    var runningCount: Int { state.withLock { $0.running.count } }

    var isClosing: Bool { state.withLock { $0.isClosing } }

    /// Reserves, and begins to answer.
    ///
    /// - Throws: ``ChatRefusal``.
    func take(_ question: Question) async throws -> Taken {
        guard !isClosing else { throw ChatRefusal.closing }
        let question = try fitted(question)
        let chatKey = question.turn.map { "\($0.visitor)/\($0.chat)" }
        let worst = worstCase(of: question)
        let id = "msg-\(UUID().uuidString.lowercased())"
        let admission = Admission(
            id: id,
            amount: worst.cost(at: question.assistant.prices).picodollars,
            pots: question.pots,
            limits: question.limits,
            atATime: question.atATime,
            lifetime: ChatConfiguration.Limits.reservation,
            turn: question.turn
        )
        if let chatKey, let running = state.withLock({ state in state.byChat[chatKey].flatMap { state.running[$0] } }),
            !running.isStopped, !(await isSame(question, running))
        {
            throw ChatRefusal(409, "busy", "The last question is being answered. Stop it, or wait.", retryAfter: 2)
        }
        switch try await store.admit(admission) {
        case .known(let answer):
            return await known(answer, question)
        case .tooMany(let seconds):
            metrics.count("refused_rate")
            throw ChatRefusal.tooMany(until: seconds)
        case .busy:
            metrics.count("refused_busy")
            throw ChatRefusal.busy
        case .exhausted(_, let seconds):
            metrics.count("refused_budget")
            throw ChatRefusal.exhausted(until: seconds)
        case .admitted: break
        }
        let answer = RunningAnswer(id: id, runOn: question.runOn)
        let isTaken = state.withLock { state in
            guard !state.isClosing else { return false }
            state.running[id] = answer
            if let chatKey { state.byChat[chatKey] = id }
            return true
        }
        guard isTaken else {
            _ = try await store.settle(id, amount: 0)
            throw ChatRefusal.closing
        }
        intake.yield(Job(question: question, answer: answer, worst: worst))
        return .running(answer)
    }

    private func worstCase(of question: Question) -> WorstCase {
        question.assistant.worstCase(
            inputBytes: ServedAssistant.inputBytes(of: question.text, after: question.history),
            bounds: configuration.settings.answer
        )
    }

    /// The question with as much of what was said before as an empty pot has the money for.
    ///
    /// - Throws: ``ChatRefusal`` for one that not even an empty pot can pay for by itself.
    private func fitted(_ question: Question) throws(ChatRefusal) -> Question {
        var question = question
        let limit = question.pots.map(\.limit).min() ?? .max
        while worstCase(of: question).cost(at: question.assistant.prices).picodollars > limit {
            guard !question.history.isEmpty else { throw ChatRefusal.tooLong }
            question.history.removeFirst()
            // An answer without its question would be nobody's.
            while question.history.first?.role == .assistant { question.history.removeFirst() }
        }
        return question
    }

    /// An answer that was asked for before. One that was admitted a moment ago may not have begun yet.
    private func known(_ id: String, _ question: Question) async -> Taken {
        for _ in 0..<40 {
            if let running = runningAnswer(id) { return .running(running) }
            guard let turn = question.turn, let chat = try? await store.chat(turn.chat, of: turn.visitor),
                chat.messages.contains(where: { $0.id == id && $0.state == "running" }),
                (try? await Task.sleep(for: .milliseconds(50))) != nil
            else { break }
        }
        return .answered(id)
    }

    /// Whether a question is the one that is being answered.
    private func isSame(_ question: Question, _ running: RunningAnswer) async -> Bool {
        guard let turn = question.turn, let chat = try? await store.chat(turn.chat, of: turn.visitor),
            let message = chat.messages.first(where: { $0.id == running.id })
        else { return false }
        if let replaced = turn.replaces { return message.replaces == replaced }
        return message.answers == turn.question.id
            && chat.messages.first { $0.id == turn.question.id }?.text == turn.question.text
    }

    // MARK: work

    private func work(on job: Job) async {
        let began = ContinuousClock.now
        let recorder = AnswerRecorder(showsPassages: configuration.settings.citations == .passages)
        let outcome = await withTaskGroup(of: Outcome?.self) { group in
            group.addTask { await self.answer(job, recorder) }
            group.addTask {
                await self.watch(job.answer)
                return nil
            }
            // Whichever ends first: the answer, or the patience with it.
            let first = await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            return await group.next().flatMap { $0 } ?? Outcome(cost: nil)
        }
        let paid = try? await store.settle(job.answer.id, amount: outcome.cost)
        if !job.answer.isEnded { job.answer.add(.end(outcome.end ?? AnswerEnd(state: .failed, refusal: .unavailable))) }
        let end = job.answer.pieces.last.flatMap { piece -> AnswerEnd? in
            if case .end(let end) = piece { end } else { nil }
        }
        let state = end?.state ?? .failed
        if let turn = job.question.turn {
            let stored = UIMessages.stored(job.answer.pieces, id: job.answer.id, state: state)
            try? await store.finish(stored, visitor: turn.visitor, chat: turn.chat)
        }
        self.state.withLock { desk in
            desk.running[job.answer.id] = nil
            desk.threads[job.answer.id] = nil
            if let turn = job.question.turn, desk.byChat["\(turn.visitor)/\(turn.chat)"] == job.answer.id {
                desk.byChat["\(turn.visitor)/\(turn.chat)"] = nil
            }
        }
        let usage = outcome.usage
        metrics.answered(state.rawValue, paid: paid.flatMap { $0 } ?? 0, usage: usage)
        let milliseconds = (ContinuousClock.now - began) / .milliseconds(1)
        configuration.log(
            "answer assistant=\(job.question.assistant.key) asker=\(job.question.asker) state=\(state.rawValue) "
                + "ms=\(Int(milliseconds)) in=\(usage?.input ?? 0) out=\(usage?.output ?? 0) "
                + "usd=\(MoneyText.dollars(paid.flatMap { $0 } ?? 0))"
                + (outcome.problem.map { " problem=\($0)" } ?? "")
        )
    }

    /// What is known when an answer is over.
    private struct Outcome: Sendable {
        /// In whole picodollars; nil where it is not known.
        var cost: Int64?
        var usage: TokenUsage?
        var end: AnswerEnd?
        /// A code, for operators.
        var problem: String?
    }

    /// Returns when an answer has to end: nobody listens for too long, the account is silent, or it was stopped and
    /// still goes on.
    private func watch(_ answer: RunningAnswer) async {
        let began = ContinuousClock.now
        var stopped: ContinuousClock.Instant?
        while (try? await Task.sleep(for: .milliseconds(250))) != nil {
            let now = ContinuousClock.now
            if let lonely = answer.lonelyTime(at: now), lonely > .seconds(answer.runOn) { answer.stop() }
            if answer.silence(at: now) > .seconds(ChatConfiguration.Limits.silence)
                || now - began > .seconds(ChatConfiguration.Limits.answer)
            {
                return
            }
            guard answer.isStopped else { continue }
            let since = stopped ?? now
            stopped = since
            if now - since > .seconds(ChatConfiguration.Limits.drain) { return }
        }
    }

    private func answer(_ job: Job, _ recorder: AnswerRecorder) async -> Outcome {
        let functions = FunctionCaller(job.question.assistant, configuration, client: functionClient, for: job.answer)
        do {
            // A reservation that ran out before anything was sent pays for nothing.
            guard try await store.markSent(job.answer.id) else {
                return Outcome(cost: 0, end: AnswerEnd(state: .failed, refusal: .unavailable), problem: "expired")
            }
        } catch {
            return Outcome(cost: 0, end: AnswerEnd(state: .failed, refusal: .unavailable), problem: "store")
        }
        let conversation = conversation(job)
        let outcome: Outcome
        do throws(ConversationError) {
            let answer = try await conversation.ask(job.question.text, calling: functions) { event in
                job.answer.hear()
                for piece in recorder.pieces(of: event) { job.answer.add(piece) }
            }
            outcome = ended(answer, job)
        } catch {
            let hasText = job.answer.pieces.contains { if case .text = $0 { true } else { false } }
            outcome = failed(error, wasFirst: !functions.hasCalled, hasText: hasText)
        }
        do {
            try await conversation.end()
            if let thread = state.withLock({ $0.threads[job.answer.id] }) { try await store.forget(thread: thread) }
        } catch {
            // It is kept, and deleted later.
            configuration.log("thread problem=\(type(of: error))")
        }
        return outcome
    }

    private func conversation(_ job: Job) -> any AssistantConversation {
        let (question, answer) = (job.question, configuration.settings.answer)
        let bounds = AnswerBounds(
            outputTokens: answer.maxOutputTokens,
            toolCalls: answer.maxToolCalls,
            functionRounds: answer.functionRounds,
            readTokens: job.worst.allReadTokens,
            patience: ChatConfiguration.Limits.patience
        )
        guard let id = question.assistant.assistantID else {
            return ResponsesConversation(
                client: client,
                request: question.assistant.request,
                saying: question.history,
                bounds: bounds,
                showsPassages: configuration.settings.citations == .passages
            )
        }
        let (store, answerID) = (store, job.answer.id)
        return ThreadConversation(
            client: client,
            assistantID: id,
            definition: question.assistant.runDefinition,
            saying: question.history,
            bounds: bounds,
            showsPassages: configuration.settings.citations == .passages,
            storeIDs: question.assistant.storeIDs,
            onThread: { thread throws(ConversationError) in
                self.state.withLock { $0.threads[answerID] = thread }
                do {
                    try await store.keep(thread: thread, of: answerID)
                } catch {
                    throw ConversationError(.threadNotKept, "the thread's id cannot be kept: nothing was asked.")
                }
            }
        )
    }

    private func ended(_ answer: Answer, _ job: Job) -> Outcome {
        var outcome = Outcome(cost: job.question.assistant.cost(of: answer), usage: answer.usage)
        var end = AnswerEnd(state: .complete, usage: answer.usage)
        switch answer.ending {
        case .complete, .refused: break
        case .incomplete: end.isCut = true
        case .openCalls:
            end.state = .failed
            end.refusal = .unfinished
            outcome.problem = "open-calls"
        }
        outcome.end = end
        return outcome
    }

    private func failed(_ error: ConversationError, wasFirst: Bool, hasText: Bool) -> Outcome {
        let problem = error.underlying
        if error.code == .threadNotKept {
            return Outcome(cost: 0, end: AnswerEnd(state: .failed, refusal: .unavailable), problem: error.code.rawValue)
        }
        var outcome = Outcome(cost: nil, problem: problem?.code.rawValue ?? error.code.rawValue)
        // A refusal of the only request, and a request that found no way out, cost nothing.
        let status = problem?.answer?.status ?? 0
        let isRefused = (400..<500).contains(status) && status != 408 && status != 409
        let neverLeft = problem.map { !hasText && $0.neverLeft } ?? false
        if wasFirst, isRefused || neverLeft { outcome.cost = 0 }
        let refusal: ChatRefusal =
            switch problem?.code {
            case .rateLimited?:
                ChatRefusal(
                    503,
                    "busy",
                    "The chat is busy at the moment. Please try again in a minute.",
                    retryAfter: 30
                )
            default: hasText ? .unfinished : .unavailable
            }
        outcome.end = AnswerEnd(state: .failed, refusal: refusal)
        return outcome
    }

    // MARK: threads

    /// Deletes threads of answers that are over, also those of a program that is gone.
    func deleteThreads() async {
        guard let threads = try? await store.abandonedThreads() else { return }
        let inUse = Set(state.withLock { $0.threads.values })
        for thread in threads where !inUse.contains(thread) {
            do throws(APIError) {
                _ = try await client.deleteThread(thread)
            } catch {
                guard error.code == .notFound else { continue }
            }
            try? await store.forget(thread: thread)
        }
    }
}

extension APIError {
    /// Whether the request certainly did not reach the account: it found no way there, or no turn before its time was up.
    fileprivate var neverLeft: Bool {
        switch code {
        case .nameResolution, .tls, .configuration, .unusableKey, .proxyRefused: true
        case .unreachable, .proxyUnreachable, .rateLimited, .timeout: answer == nil && !mayHaveBeenCarriedOut
        default: false
        }
    }
}

extension ConversationError.Code {
    /// The store did not take the thread's id: nothing was run on it.
    fileprivate static let threadNotKept = ConversationError.Code(rawValue: "thread-not-kept")
}

import AssistantModel
import AsyncHTTPClient
import Conversation
import Foundation
import OpenAIAPI
import Spending
import StateDatabase

/// Where questions are taken: reserved for, and handed to whoever makes the answer.
final class AnswerDesk: Sendable {
    /// A question that is about to be answered.
    struct Question: Sendable {
        var assistant: ServedAssistant
        var history: [SaidMessage]
        var text: String
        var pots: [Pot]
        var limits: [RateLimit]
        var atATime: AnswersAtATime?
        var turn: Admission.Turn?
        /// For the log: `visitor`, or the client's name.
        var asker: String
    }

    /// How a question was taken.
    enum Taken: Sendable {
        /// With the time by the store's clock, in Unix seconds.
        case running(RunningAnswer, now: Int64)
        /// It was answered before; this is the id of the answer.
        case answered(String)
    }

    private let configuration: ChatConfiguration
    private let store: any ChatStore
    private let metrics: ChatMetrics
    private let answers: RunningAnswers
    private let maker: AnswerMaker
    private let exchange: AnswerExchange
    private let log: RareLog
    private let jobs: AsyncStream<AnswerJob>
    private let intake: AsyncStream<AnswerJob>.Continuation

    /// - Parameter instance: a name that no other program has which shares the store.
    init(
        _ configuration: ChatConfiguration,
        instance: String,
        client: any OpenAIClient,
        functionClient: HTTPClient,
        store: any ChatStore,
        metrics: ChatMetrics
    ) {
        self.configuration = configuration
        self.store = store
        self.metrics = metrics
        log = RareLog(configuration.log)
        answers = RunningAnswers()
        maker = AnswerMaker(
            configuration,
            client: client,
            functionClient: functionClient,
            store: store,
            answers: answers,
            metrics: metrics,
            rareLog: log
        )
        exchange = AnswerExchange(
            instance: instance,
            store: store,
            answers: answers,
            metrics: metrics,
            log: configuration.log
        )
        (jobs, intake) = AsyncStream.makeStream(of: AnswerJob.self)
    }

    /// Makes answers until ``close()`` and the last of them has ended, or until it is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.exchange.run() }
            await withDiscardingTaskGroup { group in
                for await job in jobs { group.addTask { await self.maker.work(on: job) } }
            }
            // Until then the other instances hear that the answers are made.
            group.cancelAll()
        }
    }

    /// Takes no more questions, and ends the answers that are under way politely.
    func close() {
        answers.close()
        intake.finish()
    }

    /// Of this instance.
    var runningCount: Int { answers.count }

    var isClosing: Bool { answers.isClosing }

    /// As ``AnswerMaker/deleteThreads()``.
    func deleteThreads() async { await maker.deleteThreads() }

    // MARK: questions

    /// A question with what is reserved for its answer.
    private struct Prepared: Sendable {
        var question: Question
        var worst: WorstCase
    }

    /// Reserves, and begins to answer.
    ///
    /// - Parameters:
    ///   - runOn: how long the answer runs on when nobody listens, in seconds.
    ///   - ask: what is asked, by what the chat says in the transaction that admits it.
    /// - Throws: ``ChatRefusal``, or what the store throws.
    func take(
        runOn: Int,
        _ ask: @escaping @Sendable (ChatReader) throws(SQLFailure) -> Result<Question, ChatRefusal>
    ) async throws -> Taken {
        let answer = RunningAnswer(id: "msg-\(UUID().uuidString.lowercased())", runOn: runOn)
        guard answers.begin(answer) else { throw ChatRefusal.closing }
        let prepared: Prepared
        let now: Int64
        do {
            let outcome = try await store.admit { [self] reader throws(SQLFailure) in
                let asked = try ask(reader)
                return preparation(of: Result { () throws(ChatRefusal) in try prepare(asked.get()) }, answer.id)
            }
            prepared = try outcome.asked.get()
            now = outcome.now
            if let taken = try await taken(prepared.question, outcome.admitted, now: now) {
                answers.end(answer.id)
                return taken
            }
        } catch {
            answers.end(answer.id)
            throw error
        }
        let job = AnswerJob(question: prepared.question, answer: answer, worst: prepared.worst)
        guard case .enqueued = intake.yield(job) else {
            answers.end(answer.id)
            _ = try await store.abandon(answer.id, at: nil)
            throw ChatRefusal.closing
        }
        return .running(answer, now: now)
    }

    private func prepare(_ question: Question) throws(ChatRefusal) -> Prepared {
        let question = try fitted(question)
        return Prepared(question: question, worst: worstCase(of: question))
    }

    private func preparation(
        of prepared: Result<Prepared, ChatRefusal>,
        _ answer: String
    ) -> PreparedAdmission<Result<Prepared, ChatRefusal>> {
        guard case .success(let wanted) = prepared else { return PreparedAdmission(admission: nil, asked: prepared) }
        let question = wanted.question
        if let turn = question.turn { answers.keep(answer, in: turn) }
        let admission = Admission(
            id: answer,
            instance: exchange.instance,
            amount: wanted.worst.cost(at: question.assistant.prices).picodollars,
            pots: question.pots,
            limits: question.limits,
            atATime: question.atATime,
            lifetime: ChatConfiguration.Limits.reservation,
            turn: question.turn
        )
        return PreparedAdmission(admission: admission, asked: prepared)
    }

    /// - Returns: the answer that the question has already; nil where it is admitted.
    private func taken(_ question: Question, _ admitted: Admitted?, now: Int64) async throws -> Taken? {
        switch admitted {
        case .known(let id)?:
            guard let turn = question.turn else { return .answered(id) }
            let answer = try await running(id, of: turn.chat, visitor: turn.visitor)
            return answer.map { .running($0, now: now) } ?? .answered(id)
        case .forgotten?: throw ChatRefusal.unauthorized
        case .answering?:
            throw ChatRefusal(409, "busy", "The last question is being answered. Stop it, or wait.", retryAfter: 2)
        case .tooMany(let seconds)?:
            metrics.count("refused_rate")
            throw ChatRefusal.tooMany(until: seconds)
        case .busy(let pot)?:
            metrics.count("refused_busy")
            log("refused budget=\(BudgetName.of(pot: pot)) reason=reserved")
            throw ChatRefusal.busy
        case .exhausted(let pot, let seconds)?:
            metrics.count("refused_budget")
            log("refused budget=\(BudgetName.of(pot: pot)) reason=spent")
            throw ChatRefusal.exhausted(until: seconds)
        case .admitted?, nil: return nil
        }
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

    // MARK: answers under way

    /// The answer that a chat waits for, whichever instance makes it.
    func runningAnswer(of chat: String, visitor: String) async throws -> RunningAnswer? {
        guard let id = try await store.openAnswer(of: chat, visitor: visitor) else { return nil }
        return try await running(id, of: chat, visitor: visitor)
    }

    private func running(_ id: String, of chat: String, visitor: String) async throws -> RunningAnswer? {
        if let own = answers.own(id) { return own.answer }
        return try await exchange.answer(id, of: chat, visitor: visitor)
    }

    /// Ends the answer that a chat waits for, whichever instance makes it.
    func stop(_ chat: String, visitor: String) async throws {
        guard let id = try await store.openAnswer(of: chat, visitor: visitor) else { return }
        guard let own = answers.own(id) else { return try await store.markStopped(id, keeping: nil) }
        own.answer.stop()
        // Where the store takes nothing at the moment, the exchange notes it later.
        try? await store.markStopped(id, keeping: own.stopped)
    }
}

import AssistantModel
import AsyncHTTPClient
import Conversation
import Foundation
import OpenAIAPI
import Spending

/// Where questions are taken: reserved for, and handed to whoever makes the answer.
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

    private let configuration: ChatConfiguration
    private let store: any ChatStore
    private let metrics: ChatMetrics
    private let answers: RunningAnswers
    private let maker: AnswerMaker
    private let exchange: AnswerExchange
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
        answers = RunningAnswers()
        maker = AnswerMaker(
            configuration,
            client: client,
            functionClient: functionClient,
            store: store,
            answers: answers,
            metrics: metrics
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

    /// Reserves, and begins to answer.
    ///
    /// - Throws: ``ChatRefusal``, or what the store throws.
    func take(_ question: Question) async throws -> Taken {
        let question = try fitted(question)
        let worst = worstCase(of: question)
        let answer = RunningAnswer(id: "msg-\(UUID().uuidString.lowercased())", runOn: question.runOn)
        guard answers.begin(answer, question.turn) else { throw ChatRefusal.closing }
        do {
            if let answered = try await admit(question, worst, answer) {
                answers.end(answer.id)
                return answered
            }
        } catch {
            answers.end(answer.id)
            throw error
        }
        guard case .enqueued = intake.yield(AnswerJob(question: question, answer: answer, worst: worst)) else {
            answers.end(answer.id)
            _ = try await store.abandon(answer.id, at: nil)
            throw ChatRefusal.closing
        }
        return .running(answer)
    }

    /// - Returns: the answer that the question has already; nil where it is admitted.
    private func admit(_ question: Question, _ worst: WorstCase, _ answer: RunningAnswer) async throws -> Taken? {
        let admission = Admission(
            id: answer.id,
            instance: exchange.instance,
            amount: worst.cost(at: question.assistant.prices).picodollars,
            pots: question.pots,
            limits: question.limits,
            atATime: question.atATime,
            lifetime: ChatConfiguration.Limits.reservation,
            turn: question.turn
        )
        switch try await store.admit(admission) {
        case .known(let id):
            guard let turn = question.turn else { return .answered(id) }
            return try await running(id, of: turn.chat, visitor: turn.visitor).map { .running($0) } ?? .answered(id)
        case .answering:
            throw ChatRefusal(409, "busy", "The last question is being answered. Stop it, or wait.", retryAfter: 2)
        case .tooMany(let seconds):
            metrics.count("refused_rate")
            throw ChatRefusal.tooMany(until: seconds)
        case .busy:
            metrics.count("refused_busy")
            throw ChatRefusal.busy
        case .exhausted(_, let seconds):
            metrics.count("refused_budget")
            throw ChatRefusal.exhausted(until: seconds)
        case .admitted: return nil
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

import AssistantModel
import AsyncHTTPClient
import Conversation
import OpenAIAPI
import Spending
import StateDatabase
import Synchronization

/// A question that was admitted.
struct AnswerJob: Sendable {
    var question: AnswerDesk.Question
    var answer: RunningAnswer
    /// What was reserved for.
    var worst: WorstCase
}

/// Makes answers: asks the account, pays, and writes down what came, also when nobody listens any more.
final class AnswerMaker: Sendable {
    /// How long a store that takes nothing is tried while the program is about to end.
    private static let closing = Duration.seconds(10)
    /// Between two tries, at most.
    private static let longestWait = Duration.seconds(5)

    private let configuration: ChatConfiguration
    private let client: any OpenAIClient
    private let functionClient: HTTPClient
    private let store: any ChatStore
    private let answers: RunningAnswers
    private let metrics: ChatMetrics
    private let rareLog: RareLog
    /// The threads of running answers, by the ids of the answers.
    private let threads = Mutex<[String: String]>([:])

    init(
        _ configuration: ChatConfiguration,
        client: any OpenAIClient,
        functionClient: HTTPClient,
        store: any ChatStore,
        answers: RunningAnswers,
        metrics: ChatMetrics,
        rareLog: RareLog
    ) {
        self.configuration = configuration
        self.client = client
        self.functionClient = functionClient
        self.store = store
        self.answers = answers
        self.metrics = metrics
        self.rareLog = rareLog
    }

    func work(on job: AnswerJob) async {
        let began = ContinuousClock.now
        let recorder = AnswerRecorder(showsPassages: configuration.settings.citations == .passages)
        let outcome = await withTaskGroup(of: AnswerOutcome?.self) { group in
            group.addTask { await self.answer(job, recorder) }
            group.addTask {
                await self.watch(job.answer)
                return nil
            }
            // Whichever ends first: the answer, or the patience with it.
            let first = await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            return await group.next().flatMap { $0 } ?? .lost
        }
        let (paid, state) = await conclude(job, outcome)
        answers.end(job.answer.id)
        threads.withLock { $0[job.answer.id] = nil }
        let usage = outcome.usage
        metrics.answered(state.rawValue, paid: paid ?? 0, usage: usage)
        let milliseconds = (ContinuousClock.now - began) / .milliseconds(1)
        var line =
            "answer assistant=\(job.question.assistant.key) asker=\(job.question.asker) state=\(state.rawValue) "
            + "ms=\(Int(milliseconds)) in=\(usage?.input ?? 0) out=\(usage?.output ?? 0) "
            + "usd=\(MoneyText.dollars(paid ?? 0))"
        if let problem = outcome.problem { line += " problem=\(problem)" }
        configuration.log(line)
    }

    // MARK: ends

    /// Pays for an answer and keeps what came of it, as soon as the store takes it: until then what was reserved stays.
    private func conclude(_ job: AnswerJob, _ outcome: AnswerOutcome) async -> (paid: Int64?, state: AnswerEnd.State) {
        let end = job.answer.end ?? outcome.end
        let conclusion = Conclusion(
            answer: job.answer.id,
            amount: outcome.cost,
            kept: job.question.turn.map { Conclusion.Kept(job.answer, end: end, in: $0) }
        )
        var closing: ContinuousClock.Instant?
        var tries = 0
        while true {
            do {
                let paid = try await store.conclude(conclusion)
                job.answer.add(.end(end))
                return (paid, end.state)
            } catch {
                if tries == 0 { configuration.log("store problem=\(AnswerExchange.problem(error)) answer=unpaid") }
                // Whoever listens does not wait for that.
                job.answer.add(.end(end))
                // What is refused stays so: the answer ends as one that nobody makes.
                if (error as? SQLFailure)?.kind == .refused { return (nil, end.state) }
            }
            if answers.isClosing {
                closing = closing ?? .now
                if let closing, .now - closing > Self.closing { return (nil, end.state) }
            }
            tries += 1
            let wait = min(Self.longestWait, .milliseconds(250) * tries)
            guard (try? await Task.sleep(for: wait)) != nil else { return (nil, end.state) }
        }
    }

    /// Between two looks at an answer, of which there are a thousand at a time.
    private static let look = Duration.seconds(1)

    /// Returns when an answer is not waited for any more.
    private func watch(_ answer: RunningAnswer) async {
        var patience = AnswerPatience()
        while (try? await Task.sleep(for: Self.look)) != nil {
            if patience.isOver(with: answer, at: .now, isClosing: answers.isClosing) { return }
        }
    }

    private func answer(_ job: AnswerJob, _ recorder: AnswerRecorder) async -> AnswerOutcome {
        let functions = FunctionCaller(
            job.question.assistant,
            configuration,
            client: functionClient,
            for: job.answer,
            log: rareLog
        )
        do {
            // A reservation that ran out before anything was sent pays for nothing.
            guard try await store.markSent(job.answer.id) else { return .unsent("expired") }
        } catch {
            return .unsent("store")
        }
        let conversation = conversation(job)
        let outcome: AnswerOutcome
        do throws(ConversationError) {
            let answer = try await conversation.ask(job.question.text, calling: functions) { event in
                job.answer.hear()
                for piece in recorder.pieces(of: event) { job.answer.add(piece) }
            }
            outcome = .ended(answer, of: job.question.assistant)
        } catch {
            let hasText = job.answer.pieces.contains { if case .text = $0 { true } else { false } }
            outcome = .failed(error, wasFirst: !functions.hasCalled, hasText: hasText)
        }
        do {
            try await conversation.end()
            if let thread = threads.withLock({ $0[job.answer.id] }) { try await store.forget(thread: thread) }
        } catch {
            // It is kept, and deleted later.
            configuration.log("thread problem=\(type(of: error))")
        }
        return outcome
    }

    private func conversation(_ job: AnswerJob) -> any AssistantConversation {
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
                self.threads.withLock { $0[answerID] = thread }
                do {
                    try await store.keep(thread: thread, of: answerID)
                } catch {
                    throw ConversationError(.threadNotKept, "the thread's id cannot be kept: nothing was asked.")
                }
            }
        )
    }

    // MARK: threads

    /// Deletes threads of answers that are over, also those of a program that is gone.
    func deleteThreads() async {
        guard let threads = try? await store.abandonedThreads() else { return }
        let inUse = Set(self.threads.withLock { $0.values })
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

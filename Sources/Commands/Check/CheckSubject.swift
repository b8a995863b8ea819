import AssistantModel
import Checks
import Conversation
import OpenAIAPI
import OrderedJSON
import Synchronization

/// An assistant as it is asked.
struct CheckSubject: Sendable {
    /// Where its answers come from.
    enum Place: Sendable {
        /// The ready request of an api without objects.
        case request(JSONValue)
        case object(Object)
    }

    /// An assistant of the Assistants API.
    struct Object: Sendable {
        let id: String
        /// What every run says itself, in place of what the object says.
        let overrides: JSONObject
    }

    let assistant: Assistant
    let client: any OpenAIClient
    let place: Place
    /// Of the files that it may cite, by their ids.
    let paths: [String: String]
    /// Nil where nothing is counted.
    let cost: CheckCost?
    /// Whether an answer may take no more than what ``cost`` counts on.
    let isBounded: Bool
    /// What is kept of it beside its answers; nil where they are not kept.
    var definition: CheckedDefinition?

    /// What became of one run.
    struct Run: Sendable {
        /// Nil where there is no judgement: ``obstacle`` says why.
        var judgement: AnswerJudgement?
        var text = ""
        var obstacle: String?
        /// Of the answer and its judges; nil where it is not known.
        var cost: Dollars?
        /// The request whose answer was lost, which nobody sent again: it may have been paid for.
        var lost: APIError?
    }

    /// Asks a check once, in a conversation of its own, and judges the answer.
    func run(_ check: Check) async -> Run {
        let conversation = self.conversation(on: check)
        let functions = CannedFunctions(check.functions)
        let collection = Mutex(AnswerCollection())
        let result: Result<Answer, ConversationError>
        do throws(ConversationError) {
            result = .success(
                try await conversation.ask(check.question, calling: functions) { event in
                    collection.withLock { $0.add(event) }
                }
            )
        } catch {
            result = .failure(error)
        }
        // What a thread leaves is one more object on the account, no reason to forget an answer.
        try? await conversation.end()
        switch result {
        case .failure(let error) where error.code == .endlessCalls:
            let failure = AnswerJudgement.Failure(expectation: nil, reason: "the answer calls functions endlessly")
            var judgement = AnswerJudgement(of: CheckedAnswer(text: ""), by: check)
            judgement.failures = [failure]
            judgement.openCriteria = []
            return Run(judgement: judgement)
        case .failure(let error):
            let costsNothing = !functions.haveAnswered && self.costsNothing(error)
            return Run(obstacle: error.message, cost: costsNothing ? .zero : nil, lost: lost(error))
        case .success(let end):
            let answer = collection.withLock { gathered in
                gathered.answer(endingWith: end.ending, functions: functions, path: path)
            }
            let cost = cost?.cost(of: end, to: check, tellsSearches: isRequest)
            return await judged(answer, by: check, cost: cost)
        }
    }

    private func judged(_ answer: CheckedAnswer, by check: Check, cost: Dollars?) async -> Run {
        var run = Run(judgement: AnswerJudgement(of: answer, by: check), text: answer.text, cost: cost)
        while let judgement = run.judgement, let open = judgement.openCriteria.first {
            guard case .judged(let criterion) = check.expectations[open].rule, let model = assistant.checksModel else {
                return run
            }
            let ruling = await Judge(client: client, model: model, bounds: isBounded ? CheckCost.judgeBounds : nil)
                .ruling(question: check.question, answer: answer.text, criterion: criterion)
            for usage in ruling.usages {
                run.cost = run.cost.flatMap { sum in self.cost?.judgeCost(of: usage).map { sum + $0 } }
            }
            if let failure = ruling.failure {
                run.judgement = nil
                run.obstacle = "the judge could not be asked: \(failure.message)"
                if !costsNothing(failure) { run.cost = nil }
                run.lost = lost(failure)
                return run
            }
            guard let verdict = ruling.verdict else {
                run.judgement = nil
                run.obstacle = "\(model) gave no verdict in the form that it was asked for"
                return run
            }
            run.judgement = judgement.judged(criterion, at: open, by: verdict)
        }
        return run
    }

    /// Whether a request that failed certainly cost nothing. Where nothing is bounded it was maybe sent before, and what
    /// became of that nobody knows.
    private func costsNothing(_ error: ConversationError) -> Bool {
        error.costsNothing && (isBounded || error.underlying?.attempts ?? 0 <= 1)
    }

    /// Nil where nothing is bounded: there lost requests were sent again already.
    private func lost(_ error: ConversationError) -> APIError? {
        isBounded ? error.underlying.flatMap { $0.mayHaveBeenCarriedOut ? $0 : nil } : nil
    }

    private var isRequest: Bool { if case .request = place { true } else { false } }

    private func conversation(on check: Check) -> any AssistantConversation {
        let bounds = isBounded ? cost?.bounds(of: check) : nil
        return switch place {
        case .request(let request): ResponsesConversation(client: client, request: request, bounds: bounds)
        case .object(let object):
            ThreadConversation(client: client, assistantID: object.id, definition: object.overrides, bounds: bounds)
        }
    }

    private func path(of source: AnswerSource) -> String? {
        if let id = source.fileID, let path = paths[id] { return path }
        // A host that cites without ids: where the name tells.
        let named = Set(paths.values).filter { source.fileID == nil && ProjectFile.name(ofPath: $0) == source.name }
        return named.count == 1 ? named.first : nil
    }
}

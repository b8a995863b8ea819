import Conversation
import OpenAIAPI

/// What is known when an answer is over.
struct AnswerOutcome: Sendable {
    /// In whole picodollars; nil where it is not known.
    var cost: Int64?
    var usage: TokenUsage?
    var end: AnswerEnd
    /// A code, for operators.
    var problem: String?

    /// Of one that did not end in time.
    static let lost = AnswerOutcome(cost: nil, end: AnswerEnd(state: .failed, refusal: .unavailable))

    /// Of one for which nothing was sent.
    static func unsent(_ problem: String) -> AnswerOutcome {
        AnswerOutcome(cost: 0, end: AnswerEnd(state: .failed, refusal: .unavailable), problem: problem)
    }

    /// Of one that the account ended.
    static func ended(_ answer: Answer, of assistant: ServedAssistant) -> AnswerOutcome {
        var outcome = AnswerOutcome(
            cost: assistant.cost(of: answer),
            usage: answer.usage,
            end: AnswerEnd(state: .complete, usage: answer.usage)
        )
        switch answer.ending {
        case .complete, .refused: break
        case .incomplete: outcome.end.isCut = true
        case .openCalls:
            outcome.end.state = .failed
            outcome.end.refusal = .unfinished
            outcome.problem = "open-calls"
        }
        return outcome
    }

    /// - Parameters:
    ///   - wasFirst: whether nothing was answered before, which costs something for sure.
    ///   - hasText: whether somebody has some of the answer already.
    static func failed(_ error: ConversationError, wasFirst: Bool, hasText: Bool) -> AnswerOutcome {
        let problem = error.underlying
        if error.code == .threadNotKept { return .unsent(error.code.rawValue) }
        var outcome = lost
        outcome.problem = problem?.code.rawValue ?? error.code.rawValue
        if wasFirst, !hasText, error.costsNothing { outcome.cost = 0 }
        if problem?.code == .rateLimited {
            outcome.end.refusal = ChatRefusal(
                503,
                "busy",
                "The chat is busy at the moment. Please try again in a minute.",
                retryAfter: 30
            )
        } else if hasText {
            outcome.end.refusal = .unfinished
        }
        return outcome
    }
}

extension ConversationError.Code {
    /// The store did not take the thread's id: nothing was run on it.
    static let threadNotKept = ConversationError.Code(rawValue: "thread-not-kept")
}

import Checks
import Conversation
import OpenAIAPI
import OrderedJSON
import Synchronization

/// A model that says whether an answer meets a criterion.
struct Judge: Sendable {
    /// Sent with every request.
    static let outputTokens = 4_000
    /// One that gives no verdict is asked again.
    static let tries = 2

    let client: any OpenAIClient
    let model: String
    /// Nil for none but the server's.
    let bounds: AnswerBounds?

    /// What became of a question to the judge: its verdict, if it gave one, and what all tries used.
    struct Ruling: Sendable {
        var verdict: CriterionVerdict?
        /// Of the tries that were answered.
        var usages: [TokenUsage?]
        /// Why the last try was not answered.
        var failure: ConversationError?
    }

    func ruling(question: String, answer: String, criterion: String) async -> Ruling {
        var ruling = Ruling(usages: [])
        for _ in 0..<Self.tries {
            let text = Mutex("")
            let end: Answer
            do throws(ConversationError) {
                end = try await ResponsesConversation(client: client, request: request, bounds: bounds).ask(
                    JudgeRubric.question(question, answer: answer, criterion: criterion),
                    calling: CannedFunctions([])
                ) { event in
                    if case .text(let piece) = event { text.withLock { $0 += piece } }
                }
            } catch {
                ruling.failure = error
                return ruling
            }
            ruling.usages.append(end.usage)
            if end.ending == .complete, let verdict = JudgeRubric.verdict(from: text.withLock(\.self)) {
                ruling.verdict = verdict
                return ruling
            }
        }
        return ruling
    }

    private var request: JSONValue {
        [
            "model": .string(model), "instructions": .string(JudgeRubric.instructions),
            "max_output_tokens": .integer(Self.outputTokens),
            "text": [
                "format": [
                    "type": "json_schema", "name": .string(JudgeRubric.schemaName), "strict": true,
                    "schema": JudgeRubric.schema,
                ]
            ],
        ]
    }
}

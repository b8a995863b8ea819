import AssistantModel
import ChatServer
import Checks
import Conversation
import OpenAIAPI
import OrderedJSON
import Spending

/// What asking one assistant costs, and what bounds it.
struct CheckCost: Sendable {
    /// For each request of an answer, where there is a ceiling.
    private static let outputTokens = 8_000
    private static let toolCalls = 2
    /// How long a refused request of an answer may be sent again: nobody waits for it, and a limit of the rate passes.
    private static let patience = Duration.seconds(3_600)
    /// The most that a chunk of a store has, where nobody knows how it is cut.
    private static let largestChunk = 4_096
    /// What stands around a question, and around the output of a function.
    private static let messageBytes = 512
    private static let outputBytes = 64
    /// Further members of a judge's request.
    private static let frameBytes = 2_000

    private let prices: AnswerPrices
    private let judge: AnswerPrices?
    private let requestBytes: Int
    private let searchTokens: Int

    /// Why no ceiling can be kept.
    struct Unbounded: Error {
        /// One sentence without a final full stop.
        var reason: String
    }

    /// - Parameters:
    ///   - request: the ready request; of an assistant with an object, what one would be.
    ///   - chunkTokens: of a passage of the knowledge; nil where nobody knows.
    /// - Throws: ``Unbounded`` where a price is not known, or nothing bounds an answer.
    init(
        of assistant: Assistant,
        request: JSONValue,
        chunkTokens: Int?,
        catalogue: ModelCatalogue
    ) throws(Unbounded) {
        let model = request["model"]?.stringValue ?? assistant.definition.model
        prices = try Self.prices(of: model, catalogue)
        let tools = (request["tools"]?.arrayValue ?? []).compactMap { $0["type"]?.stringValue }
        if let tool = tools.first(where: { !["file_search", "function"].contains($0) }) {
            throw Unbounded(reason: "nothing bounds what \(tool) costs in an answer of \(assistant.key)")
        }
        if tools.contains("file_search") {
            guard prices.fileSearchPerThousandCalls != nil else {
                throw Unbounded(reason: "the catalogue has no price of file search")
            }
            let search = request["tools"]?.arrayValue?.first { $0["type"] == "file_search" }
            searchTokens = (search?["max_num_results"]?.intValue ?? 20) * (chunkTokens ?? Self.largestChunk)
        } else {
            searchTokens = 0
        }
        let isJudged = assistant.checks.contains { !$0.criteria.isEmpty }
        judge =
            isJudged
            ? try assistant.checksModel.map { name throws(Unbounded) in try Self.prices(of: name, catalogue) } : nil
        requestBytes = JSONWriter().string(from: request).utf8.count
    }

    private static func prices(of model: String, _ catalogue: ModelCatalogue) throws(Unbounded) -> AnswerPrices {
        guard let prices = AnswerPrices(of: model, in: catalogue) else {
            throw Unbounded(reason: "the prices of \(model) are not known")
        }
        return prices
    }

    /// What bounds an answer: no more than ``worst(of:)`` counts on.
    func bounds(of check: Check) -> AnswerBounds {
        let worst = worstCase(of: check)
        return AnswerBounds(
            outputTokens: worst.outputTokens,
            requestOutputTokens: Self.outputTokens,
            toolCalls: worst.toolCalls,
            functionRounds: worst.functionRounds,
            readTokens: worst.allReadTokens,
            patience: Self.patience
        )
    }

    /// What bounds the answer of a judge.
    static let judgeBounds = AnswerBounds(
        outputTokens: Judge.outputTokens,
        toolCalls: 0,
        functionRounds: 0,
        readTokens: 0,
        patience: patience
    )

    private func worstCase(of check: Check) -> WorstCase {
        let rounds = check.functions.count * CannedFunctions.callsOfEach
        let outputs = check.functions.reduce(0) { $0 + $1.text.utf8.count + Self.outputBytes }
        return WorstCase(
            requestBytes: requestBytes + check.question.utf8.count + Self.messageBytes,
            toolCalls: searchTokens > 0 ? Self.toolCalls * (1 + rounds) : 0,
            functionRounds: rounds,
            searchTokens: searchTokens,
            functionBytes: outputs * CannedFunctions.callsOfEach,
            outputTokens: Self.outputTokens * (1 + rounds)
        )
    }

    /// The most that one answer to a check costs, its judges included.
    func worst(of check: Check) -> Dollars {
        let rounds = check.functions.count * CannedFunctions.callsOfEach
        let answer = worstCase(of: check).cost(at: prices)
        return check.criteria.reduce(answer) { sum, criterion in
            guard let judge else { return sum }
            let bytes = JudgeRubric.instructions.utf8.count + check.question.utf8.count + criterion.utf8.count
            // In JSON an answer may take twice the tokens that it was written in.
            let worst = WorstCase(
                requestBytes: bytes + Self.frameBytes + 2 * Self.outputTokens * (1 + rounds),
                outputTokens: Judge.outputTokens
            )
            // A judge that gave no verdict is asked once more.
            return sum + worst.cost(at: judge) * Int64(Judge.tries)
        }
    }

    /// What an answer cost; nil where the server did not tell.
    ///
    /// - Parameter tellsSearches: whether the answer says how often files were searched; where not, as often as they
    ///   could be.
    func cost(of answer: Answer, to check: Check, tellsSearches: Bool) -> Dollars? {
        prices.cost(of: answer).map { told in
            tellsSearches ? told : told + prices.cost(ofSearches: worstCase(of: check).toolCalls)
        }
    }

    /// What a verdict cost; nil where the server did not tell.
    func judgeCost(of usage: TokenUsage?) -> Dollars? {
        usage.flatMap { usage in judge?.cost(of: usage) }
    }
}

extension Check {
    /// What a model judges.
    var criteria: [String] {
        expectations.compactMap { if case .judged(let criterion) = $0.rule { criterion } else { nil } }
    }
}

import AssistantModel
import Conversation
import OpenAIAPI
import Spending

extension AnswerPrices {
    /// What a model of a catalogue costs, and a call of file search with it; nil where input or output have no price.
    package init?(of model: String, in catalogue: ModelCatalogue) {
        guard let known = catalogue.entry(for: model)?.model, let input = known.prices.input,
            let output = known.prices.output
        else { return nil }
        self.init(
            input: input,
            cachedInput: known.prices.cachedInput,
            output: output,
            longContext: known.longContext,
            fileSearchPerThousandCalls: catalogue.toolPrices.fileSearchPerThousandCalls
        )
    }

    /// What the tokens and the file searches of an answer cost; nil where the account did not tell what it took.
    package func cost(of answer: Answer) -> Dollars? {
        guard let usages = answer.usages, !usages.isEmpty else { return nil }
        return usages.reduce(cost(ofSearches: answer.fileSearches)) { $0 + cost(of: $1) }
    }

    /// What the tokens of one request cost.
    package func cost(of usage: TokenUsage) -> Dollars {
        cost(ofInput: usage.input, cachedInput: usage.cachedInput, output: usage.output)
    }
}

extension Answer {
    /// Calls of file search; none where runs of threads do not tell.
    package var fileSearches: Int { toolCalls["file_search"] ?? 0 }
}

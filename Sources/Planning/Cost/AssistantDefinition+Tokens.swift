import AssistantModel
import OrderedJSON

extension AssistantDefinition {
    /// The input that every call carries before a user has said a word: instructions, functions and the schema of the
    /// answer. Names, descriptions and metadata of the assistant do not go to the model; what hosted tools add is not
    /// published.
    package var estimatedInputTokens: Int {
        var tokens = TokenEstimate.tokens(in: instructions ?? "")
        let writer = JSONWriter()
        for tool in tools {
            if case .function(let function) = tool.plain {
                tokens += TokenEstimate.tokens(in: function.name)
                tokens += TokenEstimate.tokens(in: function.description ?? "")
                tokens += function.parameters.map { TokenEstimate.tokens(in: writer.string(from: $0)) } ?? 0
            }
        }
        if case .jsonSchema(let format) = responseFormat, let schema = format.schema {
            tokens += TokenEstimate.tokens(in: writer.string(from: schema))
        }
        return tokens
    }
}

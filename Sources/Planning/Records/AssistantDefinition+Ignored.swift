import AssistantModel

extension AssistantDefinition {
    /// The definition after an apply that leaves alone what people may edit on the account.
    package func keeping(_ lifecycle: Lifecycle, of live: AssistantDefinition) -> AssistantDefinition {
        var kept = self
        for field in lifecycle.ignoredFields {
            switch field {
            case .name: kept.name = live.name
            case .description: kept.description = live.description
            case .model: kept.model = live.model
            case .instructions: kept.instructions = live.instructions
            case .reasoningEffort: kept.reasoningEffort = live.reasoningEffort
            case .temperature: kept.temperature = live.temperature
            case .topP: kept.topP = live.topP
            case .responseFormat: kept.responseFormat = live.responseFormat
            case .tools: kept.tools = live.tools
            case .metadata: kept.metadata = live.metadata
            }
        }
        return kept
    }
}

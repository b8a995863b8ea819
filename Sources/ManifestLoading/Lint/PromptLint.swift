import AssistantModel
import SourceDiagnostics

/// Everything that is looked for in the instructions of an assistant.
enum PromptLint {
    /// - Parameters:
    ///   - tools: nil where they could not be read whole: then nothing is said of the names in the text.
    static func run(on prompt: Prompt, tools: DeclaredTools?, problems: Problems) {
        ConflictMarkerLint(prompt: prompt, problems: problems).run()
        PromptCommentLint(prompt: prompt, problems: problems).run()
        PlaceholderLint(prompt: prompt, problems: problems).run()
        DuplicateParagraphLint(prompt: prompt, problems: problems).run()
        if let tools { ToolMentionLint(prompt: prompt, tools: tools, problems: problems).run() }
    }
}

import ArgumentParser
import AssistantModel
import Conversation
import Deployment
import Foundation
import ManifestLoading
import Programs
import SourceDiagnostics

/// `assistantctl ask`: talks to an assistant as it is deployed.
package struct AskCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "ask",
        abstract: "Ask a deployed assistant, and show its answer as it comes.",
        discussion: Examples.below(
            """
            Without a question, a terminal is a conversation (end it with Ctrl-D), and anything else on standard input \
            is the question. Nothing stays on the account without --store. The questions of conversations are kept in \
            `assistantctl/ask_history` below `$XDG_STATE_HOME` or `~/.local/state`, for the arrow keys, but for those \
            that begin with a blank.
            """,
            ("A conversation.", "assistantctl ask helpdesk"),
            ("One question.", "assistantctl ask helpdesk \"When are you open?\""),
            (
                "With a program that answers when the model calls a function.",
                "assistantctl ask helpdesk \"Order 12?\" --call lookup_order=./lookup-order"
            )
        )
    )

    @OptionGroup package var options: GlobalOptions

    @Argument(help: "The assistant's key.", completion: .assistants)
    package var assistant: String

    @Argument(help: "What to ask.")
    package var question: String?

    @Option(
        name: .customLong("call"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "A shell command for a function. It gets the arguments as JSON on standard input, and what it prints "
                + "goes back to the model. It gets no API keys, five minutes, and may print 10 MB. "
                + "Can be given several times.",
            valueName: "name=command"
        )
    )
    package var calls: [FunctionCommand] = []

    @Flag(help: "Keep the answers on the account.")
    package var store = false

    @Option(help: "How the answer is printed: text, or json for the last object of the api.")
    package var format = ResultFormat.text

    package init() {}

    package func validate() throws {
        if let question, question.allSatisfy(\.isWhitespace) { throw ValidationError("the question is empty") }
        for (index, call) in calls.enumerated() where calls[..<index].contains(where: { $0.name == call.name }) {
            throw ValidationError("--call names \(call.name) twice")
        }
    }

    package func run() async throws {
        let console = options.console
        let isConversation = question == nil && console.isInteractive
        if isConversation, format == .json {
            throw Self.noQuestion(console, hint: "--format json answers one question")
        }
        // Read before anything else, while an interrupt still ends the process by itself.
        let question = isConversation ? nil : try question ?? Self.questionOnStandardInput(console)
        try await options.withAccount(console) { session in
            try session.requireFunctions(calls.map(\.name), of: assistant, console)
            let talk = Talk(
                conversation: try await session.conversation(with: assistant, isStored: store),
                functions: LocalFunctions(calls, variables: session.variablesWithoutKeys),
                console: console,
                format: format,
                catalogue: session.project.settings.catalogue
            )
            let history = QuestionHistory(variables: ProcessInfo.processInfo.environment)
            let status = await UntilInterrupted.run {
                if let question { return await talk.answer(question) }
                return await talk.converse(KeyboardMode(), history: history)
            }
            await talk.end()
            if status == nil, isConversation {
                // The line of the prompt is open.
                console.raw("\n", to: .standardError)
            } else if status == nil {
                console.message("Interrupted.")
            }
            let final = status ?? (isConversation ? .done : .failed)
            guard final == .done else { throw final }
        }
    }

    private static func questionOnStandardInput(_ console: Console) throws -> String {
        let text = String(decoding: try FileHandle.standardInput.readToEnd() ?? Data(), as: UTF8.self)
        let question = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !question.isEmpty else { throw noQuestion(console, hint: "give it, or write it to standard input") }
        return question
    }

    private static func noQuestion(_ console: Console, hint: String) -> ExitCode {
        console.error("no-question", "there is no question to ask", hint: hint)
        return ExitStatus.usage.exitCode
    }
}

extension AccountSession {
    /// A conversation with an assistant of the project as it stands on the account.
    ///
    /// - Throws: ``DeploymentError`` for one that is not deployed, and whatever reading the account throws.
    func conversation(with key: String, isStored: Bool) async throws -> any AssistantConversation {
        let live = try await reader().readOverview()
        let release = await releases?.snapshot()?.document
        let deployed = DeployedAssistant.list(desired: project.desired, live: live, release: release)
            .first { $0.key == key }
        if let request = deployed?.request {
            return ResponsesConversation(client: client, request: request, isStored: isStored)
        }
        guard let id = deployed?.id else { throw DeploymentError.notDeployed(key) }
        return ThreadConversation(client: client, assistantID: id, isStored: isStored)
    }

    /// The variables of this process but for the keys of the project's environments.
    fileprivate var variablesWithoutKeys: [String: String] {
        ProgramEnvironment.withoutKeys(
            ProcessInfo.processInfo.environment,
            keyVariables: project.settings.environments.map(\.apiKeyVariable)
        )
    }

    /// - Throws: ``ExitStatus/failed`` for an assistant that no manifest declares, and for a function that it does not
    ///   have: a command for it would never run.
    fileprivate func requireFunctions(_ names: [String], of key: String, _ console: Console) throws(ExitStatus) {
        try project.requireDeclared(key, console)
        let tools = project.desired.assistants.first { $0.key == key }?.definition.tools ?? []
        let functions = tools.compactMap { tool in
            if case .function(let function) = tool.plain { function.name } else { String?.none }
        }
        for name in names where !functions.contains(name) {
            console.error(
                "unknown-function",
                "the assistant \"\(key)\" has no function \"\(name)\"",
                hint: Suggestion.hint(for: name, among: functions)
                    ?? (functions.isEmpty ? "it has no functions" : "functions: \(functions.joined(separator: ", "))")
            )
            throw .failed
        }
    }
}

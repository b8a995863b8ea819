import ArgumentParser
import Conversation
import OpenAIAPI
import Programs

/// `--call name=command`: what runs when the model asks for a function.
package struct FunctionCommand: ExpressibleByArgument, Sendable, Hashable {
    package let name: String
    /// For `/bin/sh -c`.
    package let command: String

    package init?(argument: String) {
        guard let equals = argument.firstIndex(of: "=") else { return nil }
        name = String(argument[..<equals])
        command = String(argument[argument.index(after: equals)...])
        guard !name.isEmpty, command.contains(where: { !$0.isWhitespace }) else { return nil }
    }
}

/// Functions as commands of this machine, run by `/bin/sh` one at a time. Their errors go to our standard error.
struct LocalFunctions: FunctionRunner {
    /// Of time: a run waits ten minutes for what a function answers. Of output: what a request takes as one
    /// (docs/openai-api.md, 9.15).
    static let limits = Program.Limits(time: .seconds(300), outputBytes: 10_485_760)

    private let commands: [String: String]
    private let variables: [String: String]
    private let limits: Program.Limits

    /// - Parameter variables: what the commands get as their environment. No keys: a command is chosen by a model.
    init(_ commands: [FunctionCommand], variables: [String: String], limits: Program.Limits = Self.limits) {
        self.commands = Dictionary(commands.map { ($0.name, $0.command) }) { first, _ in first }
        self.variables = variables
        self.limits = limits
    }

    func runs(_ name: String) -> Bool { commands[name] != nil }

    func output(of call: FunctionCall) async throws(ConversationError) -> String {
        guard let command = commands[call.name] else {
            throw ConversationError(.functionFailed, "no command is given for \(call.name): --call \(call.name)=...")
        }
        func failure(_ reason: String, advice: String = "") -> ConversationError {
            ConversationError(
                .functionFailed,
                "the command for \(call.name) \(reason): `\(command)`.\(advice)"
            )
        }
        let program = Program(
            "/bin/sh",
            arguments: ["-c", command],
            environment: variables,
            limits: limits,
            errors: .shown
        )
        let outcome: ProgramOutcome
        do throws(ProgramFailure) {
            outcome = try await program.run(input: Array(call.arguments.utf8))
        } catch {
            switch error {
            case .timeLimit:
                throw failure(error.predicate, advice: " Let it answer sooner, and leave long work to the background.")
            case .outputLimit:
                throw failure(error.predicate, advice: " A model takes no more: let it print what the question needs.")
            default: throw failure(error.predicate)
            }
        }
        switch outcome.ending {
        case .exit(0): break
        case .exit(let status): throw failure("ended with exit code \(status)")
        case .signal(let number): throw failure("was ended by signal \(number)")
        }
        guard let text = String(validating: outcome.output, as: UTF8.self) else {
            throw failure("printed what is not UTF-8")
        }
        return text
    }
}

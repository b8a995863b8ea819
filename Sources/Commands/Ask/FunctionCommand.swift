import ArgumentParser
import Deployment
import OpenAIAPI

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

/// Functions as commands of this machine, run one at a time.
struct LocalFunctions: FunctionRunner {
    /// What a request takes as an output (docs/openai-api.md, 9.15).
    private static let maximumOutputBytes = 10_485_760

    private let commands: [String: String]

    init(_ commands: [FunctionCommand]) {
        self.commands = Dictionary(commands.map { ($0.name, $0.command) }) { first, _ in first }
    }

    func runs(_ name: String) -> Bool { commands[name] != nil }

    func output(of call: FunctionCall) async throws(DeploymentError) -> String {
        func failure(_ reason: String) -> DeploymentError {
            DeploymentError(
                .functionFailed,
                .failedNothingChanged,
                "the command for \(call.name) \(reason): `\(commands[call.name] ?? "")`."
            )
        }
        let outcome: ShellOutcome
        do {
            outcome = try await ShellCommand(text: commands[call.name] ?? "").run(input: call.arguments)
        } catch {
            throw failure("cannot run (\(error))")
        }
        switch outcome.ending {
        case .exit(0): break
        case .exit(let status): throw failure("ended with exit code \(status)")
        case .signal(let number): throw failure("was ended by signal \(number)")
        }
        guard outcome.output.count <= Self.maximumOutputBytes else {
            throw failure("printed more than \(Self.maximumOutputBytes) bytes")
        }
        guard let text = String(validating: outcome.output, as: UTF8.self) else {
            throw failure("printed what is not UTF-8")
        }
        return text
    }
}

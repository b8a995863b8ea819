import ArgumentParser

/// The command `assistantctl`.
package struct AssistantCtl: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "assistantctl",
        abstract: "Assistants as code: deploy them from files in git to a live OpenAI account.",
        discussion: """
            Exit codes: 0 done or nothing to do; 1 failed or declined, nothing changed; 2 changes pending \
            (plan --detailed-exitcode, drift, --check); 3 failed or interrupted part-way; 4 refused; 64 wrong usage.

            Examples:
              # A first project, and what it would deploy.
              assistantctl init
              assistantctl plan
            """,
        version: Version.described,
        groupedSubcommands: [
            CommandGroup(
                name: "Author",
                subcommands: [
                    InitCommand.self, ImportCommand.self, ValidateCommand.self, FmtCommand.self, SchemaCommand.self,
                    GraphCommand.self,
                ]
            ),
            CommandGroup(
                name: "Deploy",
                subcommands: [
                    PlanCommand.self, ApplyCommand.self, PullCommand.self, RollbackCommand.self, DestroyCommand.self,
                    ForgetCommand.self,
                ]
            ),
            CommandGroup(
                name: "Look",
                subcommands: [
                    ShowCommand.self, DriftCommand.self, ReleasesCommand.self, OutputCommand.self, ExportCommand.self,
                    SearchCommand.self, AskCommand.self, CheckCommand.self,
                ]
            ),
            CommandGroup(
                name: "Operate",
                subcommands: [
                    ServeCommand.self, DoctorCommand.self, ModelsCommand.self, CleanupCommand.self, SandboxCommand.self,
                ]
            ),
        ]
    )

    package init() {}

    /// Runs the command that the arguments name, and ends the process with what it says.
    package static func run(_ arguments: [String]) async {
        if let mistake = UsageMistake(textTakenForOptions: arguments) { mistake.endProcess() }
        do {
            var command = try await asyncParseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            // A command that ends with a code has said why.
            if let status = error as? ExitStatus { exit(withError: status.exitCode) }
            guard !(error is ExitCode), exitCode(for: error) == .validationFailure else { exit(withError: error) }
            UsageMistake(message: fullMessage(for: error), arguments: arguments).endProcess()
        }
    }
}

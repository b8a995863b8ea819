import ArgumentParser

/// The command `assistantctl`.
package struct AssistantCtl: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "assistantctl",
        abstract: "Assistants as code: deploy them from files in git to a live OpenAI account.",
        discussion: """
            Exit codes: 0 done or nothing to do; 1 failed or declined, nothing changed; 2 changes pending \
            (plan --detailed-exitcode, drift); 3 failed or interrupted part-way; 4 refused; 64 wrong usage.
            """,
        version: Version.described,
        groupedSubcommands: [
            CommandGroup(name: "Project", subcommands: [InitCommand.self, ValidateCommand.self]),
            CommandGroup(
                name: "Deployment",
                subcommands: [
                    PlanCommand.self, ApplyCommand.self, DestroyCommand.self, DriftCommand.self, ForgetCommand.self,
                    ReleasesCommand.self, RollbackCommand.self, CleanupCommand.self,
                ]
            ),
            CommandGroup(
                name: "Use",
                subcommands: [ShowCommand.self, OutputCommand.self, SearchCommand.self, AskCommand.self]
            ),
            CommandGroup(name: "Account", subcommands: [DoctorCommand.self, ModelsCommand.self, SandboxCommand.self]),
        ]
    )

    package init() {}
}

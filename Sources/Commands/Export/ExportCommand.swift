import ArgumentParser
import AssistantModel
import Deployment
import OrderedJSON
import Planning
import ProgramExport
import Rendering

/// `assistantctl export`: an assistant as a program that needs no tool.
package struct ExportCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print a program that asks a deployed assistant, or that creates it, without this tool.",
        discussion: Examples.below(
            """
            The program reads the key of the account from the environment, and holds none. Functions have a marked \
            place for their code.
            """,
            ("What is deployed, asked from Python.", "assistantctl export helpdesk --as python"),
            ("All that creates it from nothing.", "assistantctl export helpdesk --as curl --provision"),
            ("Its checks, for promptfoo.", "assistantctl export helpdesk --as promptfoo")
        )
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The assistant's key.", completion: .assistants)
    var assistant: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "What it is written in: curl (bash with curl and jq), python (the openai package), node (no package) or "
                + "swift (Foundation); promptfoo for its checks as a promptfooconfig.yaml.",
            valueName: "form"
        )
    )
    var form: ExportForm

    @Flag(
        help: ArgumentHelp(
            "Print a program that creates what the manifests say from nothing: files, store, and the assistant; on "
                + "`api: responses` the request that asks it."
        )
    )
    var provision = false

    package init() {}

    package func validate() throws {
        if provision, form.language == nil {
            throw ValidationError("--provision is for programs: checks ask what is deployed")
        }
    }

    package func run() async throws {
        let console = options.console
        if provision {
            let project = try await options.loadProject(console)
            guard let declared = try project.declared(assistant, console) else { return }
            show(ExportedProgram(provisioning: declared, of: project), of: declared, console)
            return
        }
        try await options.withAccount(console) { session in
            guard let declared = try session.project.declared(assistant, console) else { return }
            if form.language == nil, declared.checks.isEmpty {
                console.error(
                    "no-checks",
                    "the assistant \"\(assistant)\" has no checks",
                    hint: "say under `checks` in its manifest what it has to answer"
                )
                throw ExitStatus.failed
            }
            let live = try await session.reader().readOverview()
            let release = await session.releases?.snapshot()?.document
            let deployed = DeployedAssistant.list(desired: session.project.desired, live: live, release: release)
                .first { $0.key == assistant }
            guard let deployed, let program = ExportedProgram(asking: deployed, declared, of: session.project) else {
                console.error(
                    "not-deployed",
                    "the assistant \"\(assistant)\" is not on the account",
                    hint: "run `assistantctl apply` first, or print a program that creates it with --provision"
                )
                throw ExitStatus.failed
            }
            show(program, of: declared, console)
        }
    }

    private func show(_ program: ExportedProgram, of declared: Assistant, _ console: Console) {
        if program.hidesSecrets {
            console.message(
                "warning: the definition of \(assistant) holds a secret; it is printed as <hidden>. Let the program read "
                    + "it from elsewhere, and take it off the account."
            )
        }
        if let language = form.language {
            console.result(language.source(of: program))
        } else if let configuration = PromptfooConfiguration(asking: program, declared) {
            console.result(configuration.text)
        }
    }
}

extension PromptfooConfiguration {
    /// The checks of an assistant, asked of what a program would ask.
    ///
    /// - Returns: nil for a program that asks nothing.
    fileprivate init?(asking program: ExportedProgram, _ declared: Assistant) {
        guard case .ask(let source) = program.task else { return nil }
        self.init(
            key: program.key,
            name: program.name,
            account: program.account,
            source: source,
            checks: declared.checks,
            judge: declared.checks.contains { !$0.criteria.isEmpty } ? declared.checksModel : nil,
            hidesSecrets: program.hidesSecrets
        )
    }
}

extension LoadedProject {
    /// - Throws: ``ExitStatus/failed`` for a key that no manifest declares.
    fileprivate func declared(_ key: String, _ console: Console) throws(ExitStatus) -> Assistant? {
        try requireDeclared(key, console)
        return desired.assistants.first { $0.key == key }
    }
}

import ArgumentParser
import AssistantModel
import Deployment
import Planning
import Rendering
import SourceDiagnostics

/// `assistantctl forget`: takes the ownership marks off objects and leaves them alone.
package struct ForgetCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Take the ownership marks off objects and leave them alone.",
        discussion: """
            What is forgotten stays on the account as it is, and this tool neither changes nor deletes it any more. An \
            assistant takes its own vector store along; a shared one is named itself. Remove what you forget from the \
            manifests first: the next apply makes it anew else.
            """
    )

    @OptionGroup package var options: GlobalOptions

    @Argument(
        help: ArgumentHelp(
            "Such as assistant.support-bot, vector_store.handbook, or a glob over addresses.",
            valueName: "address"
        )
    )
    var addresses: [AddressPattern]

    @Flag(help: "Do not ask.")
    package var yes = false

    @Option(help: "How the report is printed: text or json.")
    var format = ResultFormat.text

    package init() {}

    package func run() async throws {
        let console = options.console
        guard yes || console.isInteractive else {
            throw Confirmation.withoutTerminal(
                console,
                command: "forget",
                hint: "run `assistantctl forget ADDRESS --yes`",
                format: format
            )
        }
        try await options.withAccount(console, format: format) { session in
            try await Interruptible.run(console) { interrupt in
                let forgetting = Forgetting(
                    client: session.client,
                    adapter: session.adapter,
                    ownership: session.project.desired.ownership,
                    expectedOrganization: session.expectedOrganization,
                    interrupt: interrupt
                )
                try await forget(forgetting, session, console)
            }
        }
    }

    private func forget(_ forgetting: Forgetting, _ session: AccountSession, _ console: Console) async throws {
        let live = try await forgetting.read()
        let plan = ForgettingPlan(addresses, live: live, desired: session.project.desired)
        guard plan.unusable.isEmpty else {
            console.show(plan.unusable)
            throw ExitStatus.usage
        }
        func show(_ end: ForgettingJSON.End) {
            guard format == .json else { return }
            console.result(ForgettingJSON.text(end, of: plan, scope: session.project.scope))
        }
        guard plan.refusals.isEmpty else {
            console.show(plan.refusals)
            show(.refused)
            throw ExitStatus.refused
        }
        switch format {
        case .text: console.result(ForgettingRenderer(style: console.resultStyle).text(plan))
        case .json: console.message(ForgettingRenderer(style: console.messageStyle).text(plan))
        }
        guard !plan.items.isEmpty else { return show(.finished(ForgettingReport(entries: []))) }
        let question = "Forget this of \(session.project.shownTarget)?"
        guard Confirmation(question: question, isGiven: yes).isObtained(console) else {
            console.error("declined", "not confirmed: nothing was changed")
            show(.declined)
            throw ExitStatus.failed
        }
        let report: ForgettingReport
        do {
            report = try await forgetting.carryOut(plan, live: live)
        } catch {
            show(.failed(FailureReport(error).reasons))
            throw error
        }
        if format == .text { console.result(ForgettingRenderer(style: console.resultStyle).text(report)) }
        show(.finished(report))
        guard !report.isComplete else { return }
        throw report.wroteSomething ? ExitStatus.partway : ExitStatus.failed
    }
}

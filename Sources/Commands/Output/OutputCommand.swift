import ArgumentParser
import AssistantModel
import Deployment
import Rendering
import SourceDiagnostics

/// `assistantctl output`: what applications need of what is deployed.
package struct OutputCommand: AsyncParsableCommand {
    /// The forms that ids are printed in.
    package enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case json, env
    }

    package static let configuration = CommandConfiguration(
        commandName: "output",
        abstract: "Print the ids that applications need, of one assistant or of all.",
        discussion: Examples.below(
            "",
            ("All that an application needs to ask one assistant.", "assistantctl output helpdesk"),
            ("The ids as variables of a shell.", "assistantctl output --format env")
        )
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The assistant's key; all of them without.", completion: .assistants)
    var assistant: String?

    @Option(help: "How they are printed: json or env.")
    var format = Format.json

    package init() {}

    package func run() async throws {
        let console = options.console
        try await options.withAccount(console, format: format == .json ? .json : .text) { session in
            let live = try await session.reader().readOverview()
            let release = await session.releases?.snapshot()?.document
            let deployed = DeployedAssistant.list(desired: session.project.desired, live: live, release: release)
            let chosen = deployed.filter { assistant == nil || $0.key == assistant }
            let isNothingMissing = assistant == nil && session.project.desired.assistants.isEmpty
            guard !chosen.isEmpty || isNothingMissing else {
                if let assistant { try session.project.requireDeclared(assistant, console) }
                let what =
                    assistant.map { "the assistant \"\($0)\"" } ?? "no assistant of \(session.project.shownTarget)"
                console.error(
                    "not-deployed",
                    "\(what) is \(assistant == nil ? "" : "not ")on the account",
                    hint: "run `assistantctl apply` first"
                )
                throw ExitStatus.failed
            }
            for key in session.project.desired.assistants.map(\.key) where assistant == nil {
                guard !chosen.contains(where: { $0.key == key }) else { continue }
                console.message("note: the assistant \"\(VisibleText.line(key))\" is not on the account")
            }
            let outputs = chosen.map { assistant in
                AssistantOutput(
                    key: assistant.key,
                    id: assistant.id,
                    api: session.project.desired.environment.api,
                    model: assistant.model,
                    release: assistant.release,
                    vectorStoreID: assistant.vectorStoreID,
                    requestBody: assistant.request
                )
            }
            let shown = outputs.map(\.withoutSecrets)
            for (output, shown) in zip(outputs, shown) where output != shown && format == .json {
                console.message(
                    "warning: the request of \(output.key) holds a secret that was set on the account; it is printed as "
                        + "<hidden>. Let the application add it, and take it off the account."
                )
            }
            switch format {
            case .json: console.result(OutputRenderer.json(shown, of: session.project.scope))
            case .env: console.result(OutputRenderer.environment(outputs))
            }
        }
    }
}

extension LoadedProject {
    /// Such as `velo-lindqvist in gateway`.
    var shownTarget: String { "\(desired.project) in \(desired.environment.name)" }

    /// - Throws: ``ExitStatus/failed`` for a key that no manifest declares, with the nearest one that is.
    func requireDeclared(_ key: String, _ console: Console) throws(ExitStatus) {
        let keys = desired.assistants.map(\.key)
        guard !keys.contains(key) else { return }
        console.error(
            "unknown-assistant",
            "no manifest declares an assistant \"\(key)\"",
            hint: keys.first { "assistant.\($0)" == key }.map { "did you mean \"\($0)\"?" }
                ?? Suggestion.hint(for: key, among: keys) ?? "assistants: \(keys.joined(separator: ", "))"
        )
        throw .failed
    }
}

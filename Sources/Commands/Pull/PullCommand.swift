import ArgumentParser
import AssistantModel
import Deployment
import LocalFiles
import ManifestLoading
import Planning
import Rendering
import SourceDiagnostics

/// `assistantctl pull [ADDRESS...]`: what was edited on the account goes back into the manifests.
package struct PullCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Write what was edited on the account back into the manifests.",
        discussion: Examples.below(
            """
            A value goes to where it is written: comments, quotes and order stay. What other assistants or environments \
            have in common is left alone: the value becomes an override, or is refused without --shared. Files are \
            reported, not pulled. Where manifest and account both changed, nothing is written. Writes are whole or not \
            at all.
            """,
            (
                "What was edited on the account, and where it would be written.",
                "assistantctl pull --check --env production"
            ),
            ("Write it, after a look at the diff.", "assistantctl pull --env production"),
            ("The prompt of one assistant, without a question.", "assistantctl pull assistant.support-bot --yes"),
            ("After a rollback: the manifests say what release 12 says.", "assistantctl pull --release 12")
        )
    )

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Write without asking.")
    var yes = false

    @Flag(help: "Write nothing, and exit with 2 when there is something to pull.")
    var check = false

    @Flag(help: "Write also what other assistants or environments share, for all of them.")
    var shared = false

    @Option(help: "Pull what this release says, instead of what was edited since the last apply (api: responses).")
    var release: Int?

    @Argument(
        help: ArgumentHelp(
            "Only these, such as assistant.support-bot or 'file.support-bot/*'. (default: everything)",
            valueName: "address"
        )
    )
    var addresses: [AddressPattern] = []

    package init() {}

    /// Refuses what cannot go together.
    package func validate() throws {
        if check, yes { throw ValidationError("--check writes nothing: --yes does not go with it") }
    }

    package func run() async throws {
        let console = options.console
        if !yes, !check, !console.isInteractive {
            console.error(
                "no-terminal",
                "pull asks before it changes files, and there is no terminal to ask on",
                hint: "run `assistantctl \(RunOptions.typedWords) --check`, then "
                    + "`assistantctl \(RunOptions.typedWords) --yes`"
            )
            throw ExitStatus.usage.exitCode
        }
        try await options.withAccount(console) { session in
            let states = try await states(of: session.project, console)
            let pulled = try await changes(in: session, console)
            try carryOut(pulled, in: session.project, states: states, console)
        }
    }

    /// What every environment declares: none of them is to change but the one that is pulled from.
    private func states(of project: LoadedProject, _ console: Console) async throws -> [String: DesiredState] {
        let loader = await project.files.loader()
        var states: [String: DesiredState] = [:]
        for environment in project.settings.environments {
            let result = await loader.loadConcurrently(environment: environment.name)
            guard let desired = result.desired else {
                console.show(result.diagnostics.filter { $0.severity == .error }, sources: result.sources)
                console.error(
                    "invalid-project",
                    "the manifests have errors for the environment \(environment.name), and nothing was pulled",
                    hint: "`assistantctl validate` lists all of them"
                )
                throw ExitStatus.failed
            }
            states[environment.name] = desired
        }
        return states
    }

    private func changes(in session: AccountSession, _ console: Console) async throws -> PulledChanges {
        let desired = session.project.desired
        if let release {
            let target = try await console.whileReading(session.watch) { _ in
                try await session.requireReleases().rollback(to: release)
            }
            if let unusable = UnusableAddresses(addresses, amongDeclared: desired) { throw unusable }
            return PulledChanges(target.desired(in: desired.environment), against: desired, only: addresses)
        }
        // Where an api keeps releases, the live one tells what was applied, field by field.
        let plan = try await session.plan(PlanRequest(purpose: .refresh), console).plan
        if let unusable = UnusableAddresses(PlanScope(only: addresses), in: plan, of: desired) { throw unusable }
        return PulledChanges(plan, against: DeclaredState(desired), only: addresses)
    }

    private func carryOut(
        _ pulled: PulledChanges,
        in project: LoadedProject,
        states: [String: DesiredState],
        _ console: Console
    ) throws {
        guard pulled.conflicts.isEmpty else {
            for address in pulled.conflicts {
                console.error(
                    "pull-conflict",
                    "\(address) changed on the account and in the manifests since the last apply; nothing was written",
                    hint: "`assistantctl plan` shows both: undo one side in git, or with `assistantctl apply`"
                )
            }
            throw ExitStatus.failed
        }
        var editor = PullEditor(
            files: project.files,
            settings: project.settings,
            states: states,
            environment: project.desired.environment.name,
            desired: project.desired,
            allowsShared: shared
        )
        do throws(PullRefusal) {
            try editor.write(pulled.changes)
        } catch {
            console.show([error.diagnostic], sources: project.shownSources)
            console.message("Nothing was written.")
            throw ExitStatus.failed
        }
        let files = editor.draft.replacements()
        for file in files {
            console.show(diffFrom: file.before, to: file.after, path: project.files.shownPath(of: file.path))
        }
        for note in pulled.notes { console.message("note: \(note.address) \(VisibleText.line(note.text))") }
        if project.files.repositoryRoot == nil, !files.isEmpty {
            console.message(
                "note: \(project.shownFolder) is in no git repository: nothing keeps what the files hold now"
            )
        }
        for other in editor.alsoChanged { console.message("note: this changes \(other) too") }
        guard !files.isEmpty else {
            return console.proseResult(nothingToPull(of: pulled))
        }
        if check { throw ExitStatus.changesPending }
        let names = files.map { project.files.shownPath(of: $0.path) }.joined(separator: ", ")
        guard Confirmation(question: "Write \(names)?", isGiven: yes).isObtained(console) else {
            console.message("Declined; nothing was written.")
            throw ExitStatus.failed
        }
        guard console.write(files) else { throw ExitStatus.failed }
        let objects = counted(pulled.changes.count, "object")
        let places = counted(files.count, "file")
        console.proseResult("Pulled \(objects) into \(places): review with git diff, then commit.")
    }

    /// What is left that no manifest says, and what undoes it.
    private func nothingToPull(of pulled: PulledChanges) -> String {
        let count = Set(pulled.notes.map(\.address)).count
        guard count > 0 else { return "Nothing to pull: the manifests say what is on the account." }
        let differ =
            "\(counted(count, "object")) of the \(release == nil ? "account" : "release") "
            + "\(count == 1 ? "differs" : "differ") as noted above"
        if release != nil { return "Nothing to pull: \(differ)." }
        return "Nothing to pull: \(differ); `assistantctl apply --refresh` makes the account what the "
            + "manifests say."
    }
}

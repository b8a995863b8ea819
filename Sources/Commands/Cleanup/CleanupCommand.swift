import ArgumentParser
import AssistantModel
import Deployment
import Foundation
import Rendering

/// `assistantctl cleanup`: uploads that a dead run left unattached.
package struct CleanupCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "cleanup",
        abstract: "List what dead runs left on the account, and remove it when told to.",
        discussion: Examples.below(
            """
            An upload is listed when it has the name and the size of a file of this project, and nothing on the account \
            refers to it: no vector store, assistant, release or container, whatever api or project it belongs to. What \
            is younger than an hour, or about to be attached by a run, stays. Threads and other programs that know the \
            file's id are not seen: look before you say yes.

            What a check made for its time and was killed before it could remove (stores with their files, assistants) is \
            known by its marks, and listed too. It also stays for an hour: a check may be using it.
            """,
            ("List, and ask before anything is removed.", "assistantctl cleanup")
        )
    )

    @OptionGroup package var options: GlobalOptions

    @Flag(help: "Remove what is listed without asking.")
    package var yes = false

    package init() {}

    package func run() async throws {
        let console = options.console
        try await options.withAccount(console) { session in
            let contents = try await session.contents(console)
            let leftovers = try await session.releases?.leftovers() ?? []
            let unixTime = Int(Date().timeIntervalSince1970)
            let finder = TrialLeftovers(
                client: session.client,
                ownership: session.project.desired.ownership,
                expectedOrganization: session.expectedOrganization,
                unixTime: unixTime
            )
            let trials = try await finder.find()
            let cleanup = Cleanup(
                client: session.client,
                expectedOrganization: session.expectedOrganization,
                leftovers: leftovers,
                trials: trials,
                unixTime: unixTime
            )
            let candidates = try await cleanup.candidates(contents: contents)
            guard !candidates.isEmpty || !trials.isEmpty else {
                console.proseResult("Nothing to clean up: no upload is left unattached, and no check left anything.")
                return
            }
            if !candidates.isEmpty {
                console.message(
                    "note: what threads, containers that this key cannot list, and other programs use is not seen here: "
                        + "an upload below may be theirs"
                )
            }
            for trial in trials { console.proseResult(Self.line(for: trial)) }
            for upload in candidates { console.proseResult(Self.line(for: upload)) }
            let removable = candidates.filter { $0.stay == nil }
            let count = removable.count + trials.count { $0.staysUntil == nil }
            guard count > 0 else {
                console.message("Nothing can be removed now.")
                return
            }
            guard yes || console.isInteractive else {
                console.message("Nothing was removed: run `assistantctl cleanup --yes` to remove what is listed.")
                return
            }
            let noun = trials.isEmpty ? "upload" : "object"
            let question = "Remove \(counted(count, noun)) from \(session.project.shownTarget)?"
            guard Confirmation(question: question, isGiven: yes).isObtained(console) else {
                console.error("declined", "not confirmed: nothing was removed")
                throw ExitStatus.failed
            }
            // Their own files go with them: an upload that only an assistant of a check has is one of the others.
            let outcomes = try await finder.remove(trials) + cleanup.remove(removable)
            for outcome in outcomes { console.proseResult(Self.line(for: outcome)) }
            let failures = outcomes.count { if case .failed = $0.result { true } else { false } }
            guard failures == 0 else { throw failures == outcomes.count ? ExitStatus.failed : ExitStatus.partway }
        }
    }

    private static func line(for trial: TrialLeftover) -> String {
        let name = trial.name.map { "  " + VisibleText.line($0) } ?? ""
        let files = trial.fileIDs.isEmpty ? "" : " with \(counted(trial.fileIDs.count, "file"))"
        let line =
            "\(trial.id)\(name)  \(trial.kind.rawValue) of a check\(files)"
            + (trial.createdAt == 0 ? "" : "  made \(date(trial.createdAt))")
        return trial.staysUntil.map { "\(line)  stays: a check may be using it until \(date($0))" } ?? line
    }

    private static func line(for upload: UnattachedUpload) -> String {
        let name = VisibleText.line(upload.name)
        let line =
            "\(upload.id)  \(name)  \(ByteCount.text(upload.bytes))"
            + (upload.createdAt == 0 ? "" : "  uploaded \(date(upload.createdAt))")
        return switch upload.stay {
        case nil: line
        case .young(let until): "\(line)  stays: a run may be about to attach it until \(date(until))"
        case .intended(let run): "\(line)  stays: \(VisibleText.line(run)) is about to attach it"
        case .ageUnknown: "\(line)  stays: the server does not say how old it is, and a run may be about to attach it"
        }
    }

    private static func date(_ time: Int) -> String {
        Date(timeIntervalSince1970: Double(time)).formatted(.iso8601)
    }

    private static func line(for outcome: CleanupOutcome) -> String {
        switch outcome.result {
        case .deleted: "\(outcome.id)  removed"
        case .alreadyGone: "\(outcome.id)  was gone already"
        case .inUse: "\(outcome.id)  kept: something uses it now"
        case .changed: "\(outcome.id)  kept: it is not the upload that was listed"
        case .failed(let message): "\(outcome.id)  failed: \(VisibleText.line(message))"
        }
    }
}

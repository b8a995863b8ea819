import ArgumentParser
import Deployment
import Foundation
import Rendering

/// `assistantctl cleanup`: uploads that a dead run left unattached.
package struct CleanupCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "cleanup",
        abstract: "List uploads that a dead run left unattached, and remove them when told to.",
        discussion: """
            An upload is listed when it has the name and the size of a file of this project, is in no vector store of \
            the account and is used by no assistant. It may also be somebody's own, used in a thread, or an upload of \
            an apply that is running: look before you say yes, and never run it beside an apply.
            """
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
            let cleanup = Cleanup(
                client: session.client,
                adapter: session.adapter,
                expectedOrganization: session.expectedOrganization,
                leftovers: leftovers
            )
            let candidates = try await cleanup.candidates(contents: contents)
            guard !candidates.isEmpty else {
                console.result("Nothing to clean up: no upload is left unattached.")
                return
            }
            for upload in candidates { console.result(Self.line(for: upload)) }
            guard yes || console.isInteractive else {
                console.message("Nothing was removed: run `assistantctl cleanup --yes` to remove what is listed.")
                return
            }
            let question = "Remove \(counted(candidates.count, "upload")) from \(session.project.shownTarget)?"
            guard Confirmation(question: question, isGiven: yes).isObtained(console) else {
                console.error("declined", "not confirmed: nothing was removed")
                throw ExitStatus.failed
            }
            let outcomes = try await cleanup.remove(candidates.map(\.id), contents: contents)
            for outcome in outcomes { console.result(Self.line(for: outcome)) }
            let failures = outcomes.count { if case .failed = $0.result { true } else { false } }
            guard failures == 0 else { throw failures == outcomes.count ? ExitStatus.failed : ExitStatus.partway }
        }
    }

    private static func line(for upload: UnattachedUpload) -> String {
        let date = Date(timeIntervalSince1970: Double(upload.createdAt)).formatted(.iso8601)
        let name = VisibleText.line(upload.name)
        return "\(upload.id)  \(name)  \(ByteCount.text(upload.bytes))  uploaded \(date)"
    }

    private static func line(for outcome: CleanupOutcome) -> String {
        switch outcome.result {
        case .deleted: "\(outcome.id)  removed"
        case .alreadyGone: "\(outcome.id)  was gone already"
        case .inUse: "\(outcome.id)  kept: something uses it now"
        case .failed(let message): "\(outcome.id)  failed: \(VisibleText.line(message))"
        }
    }
}

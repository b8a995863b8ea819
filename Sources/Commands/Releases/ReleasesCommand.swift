import ArgumentParser
import Deployment
import Rendering

/// `assistantctl releases`: the history of an environment.
package struct ReleasesCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "releases",
        abstract: "List the releases that are kept, newest first (api: responses).",
        discussion: Examples.below(
            "",
            ("The numbers that rollback takes.", "assistantctl releases")
        )
    )

    @OptionGroup package var options: GlobalOptions

    @Option(help: "How they are printed: text or json.")
    package var format = ResultFormat.text

    package init() {}

    package func run() async throws {
        let console = options.console
        try await options.withAccount(console, format: format) { session in
            let releases = try await session.requireReleases().history().releases
            let rows = releases.enumerated().map { index, release in
                ReleaseRow(
                    number: release.release,
                    time: release.time,
                    author: release.author,
                    commit: release.commit,
                    isDirty: release.isDirty,
                    rolledBackTo: release.rolledBackTo,
                    changes: release.changes,
                    isLive: index == 0
                )
            }
            switch format {
            case .text:
                let text = ReleasesRenderer(style: console.resultStyle).text(rows)
                rows.isEmpty ? console.proseResult(text) : console.result(text)
            case .json: console.result(ReleasesRenderer.json(rows, of: session.project.scope))
            }
        }
    }
}

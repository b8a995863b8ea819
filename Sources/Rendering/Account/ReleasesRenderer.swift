import AssistantModel
import OrderedJSON

/// A release in the list of an environment's releases.
package struct ReleaseRow: Equatable, Sendable {
    package var number: Int
    /// Unix seconds.
    package var time: Int
    package var author: String
    package var commit: String?
    /// Whether files were changed after the commit.
    package var isDirty: Bool
    package var rolledBackTo: Int?
    /// The action and address of what it changed.
    package var changes: [String]
    package var isLive: Bool

    package init(
        number: Int,
        time: Int,
        author: String,
        commit: String? = nil,
        isDirty: Bool = false,
        rolledBackTo: Int? = nil,
        changes: [String] = [],
        isLive: Bool = false
    ) {
        self.number = number
        self.time = time
        self.author = author
        self.commit = commit
        self.isDirty = isDirty
        self.rolledBackTo = rolledBackTo
        self.changes = changes
        self.isLive = isLive
    }
}

/// The history of an environment.
package struct ReleasesRenderer: Sendable {
    private let style: TerminalStyle
    /// Changes that are listed before the rest is counted.
    private static let shownChanges = 5

    package init(style: TerminalStyle) {
        self.style = style
    }

    /// - Parameter rows: newest first.
    package func text(_ rows: [ReleaseRow]) -> String {
        guard !rows.isEmpty else { return "No releases yet: `assistantctl apply` makes the first.\n" }
        return Wording.output(style.fitted(rows.flatMap(lines)))
    }

    private func lines(of row: ReleaseRow) -> [String] {
        var facts = [Self.time(unixSeconds: row.time), VisibleText.line(row.author)]
        if let commit = row.commit {
            let doubt = row.isDirty ? " (with other changes, as far as git could tell)" : ""
            facts.append(VisibleText.line(String(commit.prefix(12))) + doubt)
        }
        if let target = row.rolledBackTo { facts.append("rolled back to release \(target)") }
        let title =
            style.paint("release \(row.number)", .bold) + (row.isLive ? " " + style.paint("(live)", .green) : "")
        let more = row.changes.count - Self.shownChanges
        return ["\(title)  \(facts.joined(separator: ", "))"]
            + row.changes.prefix(Self.shownChanges).map { "    " + VisibleText.line($0) }
            + (more > 0 ? ["    and \(more) more"] : [])
    }

    /// Such as `2026-11-23 14:05 UTC`.
    private static func time(unixSeconds: Int) -> String {
        let minutes = ((unixSeconds % 86_400) + 86_400) % 86_400 / 60
        let parts = [minutes / 60, minutes % 60].map { ($0 < 10 ? "0" : "") + String($0) }
        return "\(CalendarDay(unixSeconds: unixSeconds)) \(parts.joined(separator: ":")) UTC"
    }

    /// `format_version` (`1.0`), `project`, `environment`, `api`, and `releases[]`, newest first: `release`, `live`, `time`
    /// (Unix seconds), `author`, `commit`, `dirty`, `rolled_back_to`, `changes`.
    package static func json(_ rows: [ReleaseRow], of scope: DeploymentScope) -> String {
        let releases = rows.map { row -> JSONValue in
            [
                "release": .integer(row.number),
                "live": .bool(row.isLive),
                "time": .integer(row.time),
                "author": .string(row.author),
                "commit": JSONValue(row.commit),
                "dirty": .bool(row.isDirty),
                "rolled_back_to": JSONValue(row.rolledBackTo),
                "changes": .array(row.changes.map { .string($0) }),
            ]
        }
        return scope.json(["releases": .array(releases)])
    }
}

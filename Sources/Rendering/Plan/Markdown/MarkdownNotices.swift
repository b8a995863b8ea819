import Planning
import SourceDiagnostics

/// Why apply would refuse the plan, and what a reviewer should know, in GitHub's alert boxes. Other renderers show them as
/// quotes.
struct MarkdownNotices {
    /// Lines; none for a plan that is not refused.
    let refusals: [String]
    /// Lines; none without warnings.
    let warnings: [String]

    /// Notices of one kind that are printed.
    private static let limit = 10
    /// Characters of a notice that are printed.
    private static let lengthLimit = 500

    init(_ plan: Plan) {
        let title = plan.purpose.title
        refusals = Self.box(
            "CAUTION",
            heading: "**\(title) would refuse this plan and change nothing** (exit code 4):",
            plan.refusals.map { refusal in
                let address = refusal.address.flatMap { refusal.message.contains($0) ? nil : $0 }
                return Self.line(place: address, refusal.message, code: refusal.kind.code)
            }
        )
        warnings = Self.box(
            "WARNING",
            heading: nil,
            plan.warnings.map { warning in
                Self.line(place: warning.location?.description ?? warning.address, warning.message, code: warning.code)
            }
        )
    }

    private static func line(place: String?, _ message: String, code: String) -> String {
        let isCut = message.count > lengthLimit
        let text = MarkdownText.prose(isCut ? message.prefix(lengthLimit) + "…" : message)
        return (place.map { MarkdownText.code($0) + ": " } ?? "") + text + " (\(MarkdownText.code(code)))"
    }

    private static func box(_ kind: String, heading: String?, _ notices: [String]) -> [String] {
        guard !notices.isEmpty else { return [] }
        let shown = notices.prefix(limit).map { "> - " + $0 }
        let rest = notices.count > limit ? ["> - … and \(Wording.grouped(notices.count - limit)) more"] : []
        return ["> [!\(kind)]"] + (heading.map { ["> " + $0] } ?? []) + shown + rest + [""]
    }
}

import OrderedJSON
import Planning
import Rendering
import Testing

/// The formats under test. A new one is added here: all tests of this target then hold for it.
enum PlanFormats {
    struct Format: Sendable, CustomTestStringConvertible {
        /// Of the snapshot `plan.<extension>`.
        var fileExtension: String
        /// The most bytes that it may have.
        var limit = Int.max
        var render: @Sendable (Plan) -> String

        var testDescription: String { fileExtension }
    }

    static let all: [Format] = [
        Format(fileExtension: "txt") { PlanTextRenderer(style: .plain).text($0) },
        Format(fileExtension: "json") { JSONWriter(layout: .pretty).string(from: PlanJSON.value(of: $0)) + "\n" },
        Format(fileExtension: "md", limit: PlanMarkdownRenderer.commentLimit) { PlanMarkdownRenderer().text($0) },
        Format(fileExtension: "github.txt") { plan in
            GitHubAnnotations(plan) { "services/chat/" + $0 }.text
        },
        Format(fileExtension: "gitlab.json") { GitLabReport.text($0) },
        Format(fileExtension: "html") { PlanHTMLRenderer().text($0) },
    ]
}

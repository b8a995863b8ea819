import Planning
import Rendering
import Testing

/// The formats under test. A new one is added here: all tests of this target then hold for it.
enum PlanFormats {
    struct Format: Sendable, CustomTestStringConvertible {
        /// Of the snapshot `plan.<extension>`.
        var fileExtension: String
        var render: @Sendable (Plan) -> String

        var testDescription: String { fileExtension }
    }

    static let all = [
        Format(fileExtension: "txt") { PlanTextRenderer(style: .plain).text($0) },
        Format(fileExtension: "json") { PlanJSON.text($0) },
        Format(fileExtension: "html") { PlanHTMLRenderer().text($0) },
    ]
}

import ArgumentParser
import Foundation
import ManifestLoading
import Planning
import Rendering

/// The forms that plans are printed in.
package enum PlanFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json
    /// A comment of a pull request.
    case markdown
    /// One self-contained page.
    case html
    /// Annotations of a GitHub workflow, and the step's summary.
    case github
    /// The Terraform report of a GitLab pipeline.
    case gitlab

    /// How a failure is reported: who reads JSON gets a document in any case.
    var resultFormat: ResultFormat { self == .json ? .json : .text }

    /// Prints a plan.
    ///
    /// - Parameter folder: The manifests' folder as the user named it.
    /// - Throws: ``StepSummaryFailure`` where the step's summary cannot be written.
    func show(_ plan: Plan, context: DiffContext, folder: String, on console: Console) throws {
        let place = console.place
        let plan = plan.naming(place)
        switch self {
        case .text:
            console.longResult(
                PlanTextRenderer(style: console.resultStyle, context: context, folder: folder).text(plan)
            )
        case .json: console.result(PlanJSON.text(plan))
        case .markdown:
            console.result(
                PlanMarkdownRenderer(context: context, folder: folder, place: place.arguments).text(plan)
            )
        case .html: console.result(PlanHTMLRenderer(context: context, folder: folder).text(plan))
        case .gitlab: console.result(GitLabReport.text(plan))
        case .github:
            let variables = ProcessInfo.processInfo.environment
            let workflow = WorkflowFolder(
                workspace: variables["GITHUB_WORKSPACE"],
                workingFolder: FileManager.default.currentDirectoryPath
            )
            console.result(GitHubAnnotations(plan, path: workflow.path).text)
            guard let summary = variables["GITHUB_STEP_SUMMARY"], !summary.isEmpty else { return }
            try StepSummary(path: summary).append { limit in
                PlanMarkdownRenderer(context: context, folder: folder, place: place.arguments, limit: limit).text(plan)
            }
        }
    }
}

/// Where a step of a workflow runs: its paths are relative to a folder that may lie below the repository's root.
struct WorkflowFolder {
    private let root: String
    private let workingFolder: String

    /// - Parameter workspace: The root of the repository, from `GITHUB_WORKSPACE`; without it the step runs there.
    init(workspace: String?, workingFolder: String) {
        self.workingFolder = Self.withoutLinks(workingFolder)
        root = workspace.flatMap { $0.isEmpty ? nil : Self.withoutLinks($0) } ?? self.workingFolder
    }

    /// The path of a file below the repository's root; nil for one outside.
    ///
    /// - Parameter shown: Relative to the working folder, or absolute.
    @Sendable
    func path(_ shown: String) -> String? {
        ProjectPath.relative(ProjectPath.resolve(shown, in: workingFolder), to: root)
    }

    /// A runner names its folders by links where the system does.
    private static func withoutLinks(_ path: String) -> String {
        ProjectPath.resolve(URL(fileURLWithPath: path).resolvingSymlinksInPath().path, in: "/")
    }
}

import ArgumentParser
import AssistantModel
import Rendering

/// `assistantctl graph`: what refers to what in the manifests.
package struct GraphCommand: AsyncParsableCommand {
    /// The forms that a graph is printed in.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case mermaid, dot, svg
    }

    package static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw what refers to what: assistants, knowledge, functions and files.",
        discussion: Examples.below(
            "It is drawn from the manifests, without the account.",
            ("For a page on GitHub or GitLab, which draw Mermaid.", "assistantctl graph"),
            ("A drawing for any browser.", "assistantctl graph --format svg"),
            ("One assistant with what it needs.", "assistantctl graph helpdesk --format dot")
        )
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The keys of assistants; everything without.", completion: .assistants)
    var assistants: [String] = []

    @Option(help: "How it is printed: mermaid, dot (for Graphviz) or svg.")
    var format = Format.mermaid

    package init() {}

    package func run() async throws {
        let console = options.console
        let project = try await options.loadProject(console)
        for key in assistants { try project.requireDeclared(key, console) }
        let graph = ProjectGraph(project.desired, only: assistants.isEmpty ? nil : Set(assistants))
        switch format {
        case .mermaid: console.result(MermaidGraph.text(graph))
        case .dot: console.result(DOTGraph.text(graph))
        case .svg: console.result(SVGGraph.text(graph, title: "What refers to what in \(project.shownTarget)"))
        }
    }
}

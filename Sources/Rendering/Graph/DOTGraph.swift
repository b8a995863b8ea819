/// A graph in the language of Graphviz.
package enum DOTGraph {
    package static func text(_ graph: ProjectGraph) -> String {
        var lines = [
            "digraph assistants {",
            "    rankdir=LR",
            "    node [fontname=\"Helvetica\", fontsize=11, fontcolor=\"\(GraphColours.text)\", style=filled]",
            "    edge [color=\"#8c959f\", arrowsize=0.7]",
        ]
        for node in graph.nodes {
            let colours = GraphColours(node.kind)
            let label = escaped(node.title) + (node.detail.isEmpty ? "" : "\\n" + escaped(node.detail))
            lines.append(
                "    \(identifier(node.id)) [label=\"\(label)\", shape=\(shape(node.kind)), "
                    + "fillcolor=\"\(colours.fill)\", color=\"\(colours.line)\"]"
            )
        }
        for edge in graph.edges {
            lines.append("    \(identifier(graph.nodes[edge.from].id)) -> \(identifier(graph.nodes[edge.to].id))")
        }
        return Wording.output(lines + ["}"])
    }

    private static func shape(_ kind: ProjectGraph.Kind) -> String {
        switch kind {
        case .assistant: "ellipse"
        case .knowledge, .store: "cylinder"
        case .function: "hexagon"
        case .server: "component"
        case .file: "note"
        case .folder: "folder"
        }
    }

    private static func identifier(_ id: String) -> String { "\"\(escaped(id))\"" }

    /// Labels know sequences with `\` and entities with `&`.
    private static func escaped(_ text: String) -> String {
        VisibleText.line(text).replacingScalars { place in
            switch place.scalar {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "&": "&amp;"
            default: nil
            }
        }
    }
}

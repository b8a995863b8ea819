/// A graph as a drawing that stands for itself: no scripts, no outside fonts, light and dark.
package enum SVGGraph {
    private static let nodeWidth = 250.0
    private static let nodeHeight = 42.0
    private static let rowHeight = 54.0
    private static let columnStep = 350.0
    private static let margin = 24.0
    private static let headingHeight = 34.0
    private static let titleSize = 13.0
    private static let detailSize = 11.0

    /// - Parameter title: what the drawing is of.
    package static func text(_ graph: ProjectGraph, title: String) -> String {
        let layout = GraphLayout(graph)
        let lastColumn = graph.nodes.map(\.column).max() ?? 0
        let width = 2 * margin + Double(lastColumn) * columnStep + nodeWidth
        let height = 2 * margin + headingHeight + layout.height * rowHeight - (rowHeight - nodeHeight)
        let size = "width=\"\(number(width))\" height=\"\(number(height))\""
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) viewBox=\"0 0 \(number(width)) \(number(height))\" "
                + "role=\"img\" aria-labelledby=\"title\">",
            "<title id=\"title\">\(escaped(title))</title>",
            style,
            "<rect class=\"page\" width=\"100%\" height=\"100%\"/>",
        ]
        for (column, heading) in ["Assistants", "What they use", "Files"].enumerated()
        where graph.nodes.contains(where: { $0.column == column }) {
            let x = number(margin + Double(column) * columnStep)
            lines.append("<text class=\"heading\" x=\"\(x)\" y=\"\(number(margin + 12))\">\(heading)</text>")
        }
        for edge in graph.edges { lines.append(path(from: layout.places[edge.from], to: layout.places[edge.to])) }
        for (node, place) in zip(graph.nodes, layout.places) { lines += drawing(of: node, at: place) }
        return Wording.output(lines + ["</svg>"])
    }

    private static func corner(_ place: GraphLayout.Place) -> (x: Double, y: Double) {
        (margin + Double(place.column) * columnStep, margin + headingHeight + place.row * rowHeight)
    }

    private static func path(from: GraphLayout.Place, to: GraphLayout.Place) -> String {
        let (start, end) = (corner(from), corner(to))
        let (x, y) = (start.x + nodeWidth, start.y + nodeHeight / 2)
        let endY = end.y + nodeHeight / 2
        let bend = (end.x - x) * 0.55
        return "<path class=\"edge\" d=\"M\(number(x)) \(number(y))C\(number(x + bend)) \(number(y)) "
            + "\(number(end.x - bend)) \(number(endY)) \(number(end.x)) \(number(endY))\"/>"
    }

    private static func drawing(of node: ProjectGraph.Node, at place: GraphLayout.Place) -> [String] {
        let (x, y) = corner(place)
        let round = node.kind == .assistant ? nodeHeight / 2 : node.kind == .function ? 3 : 8
        let left = number(x + (node.kind == .assistant ? 20 : 14))
        let room = nodeWidth - (node.kind == .assistant ? 40 : 28)
        let title = GraphText.prefix(of: VisibleText.line(node.title), width: room / titleSize)
        let detail = GraphText.prefix(of: VisibleText.line(node.detail), width: room / detailSize)
        let titleY = number(y + (detail.isEmpty ? 26 : 18))
        return [
            "<g class=\"\(node.kind.rawValue)\" id=\"\(escaped(identifier(node.id)))\">",
            "<title>\(escaped(VisibleText.line([node.title, node.detail].filter { !$0.isEmpty }.joined(separator: ", "))))</title>",
            "<rect class=\"node\" x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(nodeWidth))\" "
                + "height=\"\(number(nodeHeight))\" rx=\"\(number(round))\"/>",
            "<text class=\"name\" x=\"\(left)\" y=\"\(titleY)\">\(escaped(title))</text>",
            detail.isEmpty
                ? "" : "<text class=\"detail\" x=\"\(left)\" y=\"\(number(y + 33))\">\(escaped(detail))</text>",
            "</g>",
        ].filter { !$0.isEmpty }
    }

    /// Without blanks, which an id must not have.
    private static func identifier(_ id: String) -> String {
        VisibleText.line(id).replacingScalars { $0.scalar.properties.isWhitespace ? "%\($0.scalar.value)" : nil }
    }

    private static func escaped(_ text: String) -> String { HTML.escaped(VisibleText.line(text)) }

    /// With at most one digit behind the point.
    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths.isMultiple(of: 10) ? String(tenths / 10) : "\(Double(tenths) / 10)"
    }

    private static var style: String {
        let kinds = ProjectGraph.Kind.allCases.map { kind in
            let colours = GraphColours(kind)
            return ".\(kind.rawValue) .node { fill: \(colours.fill); stroke: \(colours.line); }"
        }
        return """
            <style>
            svg { font-family: system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
            .page { fill: #ffffff; }
            .heading { font-size: \(number(titleSize))px; font-weight: 600; fill: #57606a; }
            .name { font-size: \(number(titleSize))px; font-weight: 600; fill: \(GraphColours.text); }
            .detail { font-size: \(number(detailSize))px; fill: #57606a; }
            .edge { fill: none; stroke: #afb8c1; stroke-width: 1.4; }
            \(kinds.joined(separator: "\n"))
            @media (prefers-color-scheme: dark) {
            .page { fill: #0d1117; }
            .heading { fill: #9198a1; }
            .edge { stroke: #565e68; }
            }
            </style>
            """
    }
}

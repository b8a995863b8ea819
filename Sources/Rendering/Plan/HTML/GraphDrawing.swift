import Planning

/// The graph of a plan's objects as a drawing in three columns, and as a list of the same.
struct GraphDrawing {
    let graph: ReferenceGraph

    private static let nodeWidth = 262
    private static let nodeHeight = 46
    private static let rowHeight = 60
    private static let columnStep = 328
    private static let margin = 8
    /// Characters of a name that fit a node.
    private static let titleColumns = 31
    /// Characters of what happens to it.
    private static let detailColumns = 38

    /// Nil where nothing refers to anything.
    var html: HTML? {
        guard !graph.edges.isEmpty else { return nil }
        let note = graph.isSummary ? "Too many objects to draw each: they are counted by kind and action." : ""
        return HTML(
            "section",
            ["id": "references", "aria-labelledby": "references-title"],
            HTML("h2", ["id": "references-title"], .words("What refers to what")),
            note.isEmpty ? .empty : HTML("p", ["class": "rest"], .words(note)),
            HTML(
                "div",
                ["class": "graph", "role": "region", "aria-labelledby": "references-title", "tabindex": "0"],
                drawing
            ),
            HTML("details", ["class": "fold"], HTML("summary", [:], .words("The same as a list")), list)
        )
    }

    private var positions: [(x: Int, y: Int)] {
        var rows = [0, 0, 0]
        return graph.nodes.map { node in
            let column = node.column
            defer { rows[column] += 1 }
            return (Self.margin + column * Self.columnStep, Self.margin + rows[column] * Self.rowHeight)
        }
    }

    private var drawing: HTML {
        let positions = positions
        let width = 2 * Self.columnStep + Self.nodeWidth + 2 * Self.margin
        let height = (positions.map(\.y).max() ?? 0) + Self.nodeHeight + Self.margin
        let paths = graph.edges.map { edge in
            let (from, to) = (positions[edge.from], positions[edge.to])
            let (x, y) = (from.x + Self.nodeWidth, from.y + Self.nodeHeight / 2)
            let (endX, endY) = (to.x, to.y + Self.nodeHeight / 2)
            let middle = (x + endX) / 2
            return HTML("path", ["class": "edge", "d": "M\(x) \(y)C\(middle) \(y) \(middle) \(endY) \(endX) \(endY)"])
        }
        let nodes = zip(graph.nodes, positions).map { drawing(of: $0, at: $1.x, $1.y) }
        return HTML(
            "svg",
            [
                "viewBox": "0 0 \(width) \(height)", "width": "\(width)", "height": "\(height)", "role": "img",
                "aria-label": "Assistants, their vector stores and files; the list below says the same",
            ],
            paths + nodes
        )
    }

    private func drawing(of node: ReferenceGraph.Node, at x: Int, _ y: Int) -> HTML {
        let title = VisibleText.line(node.title)
        let symbol = node.action.map { $0.pageSymbol + " " } ?? ""
        let left = "\(x + 12)"
        return HTML(
            "g",
            ["class": "node \(node.action?.rawValue ?? "plain")"],
            HTML("title", [:], .words(node.detail.isEmpty ? title : "\(title): \(node.detail)")),
            HTML(
                "rect",
                [
                    "x": "\(x)", "y": "\(y)", "width": "\(Self.nodeWidth)", "height": "\(Self.nodeHeight)", "rx": "6",
                ]
            ),
            HTML(
                "text",
                ["x": left, "y": "\(y + 19)", "class": "name"],
                .words(DisplayWidth.prefix(of: title, columns: Self.titleColumns))
            ),
            HTML(
                "text",
                ["x": left, "y": "\(y + 36)", "class": "what"],
                .words(DisplayWidth.prefix(of: symbol + node.detail, columns: Self.detailColumns))
            )
        )
    }

    private var list: HTML {
        HTML(
            "ul",
            [:],
            graph.edges.map { edge in
                HTML("li", [:], mention(graph.nodes[edge.from]), .words(" → "), mention(graph.nodes[edge.to]))
            }
        )
    }

    private func mention(_ node: ReferenceGraph.Node) -> HTML {
        HTML("code", [:], .line(node.title)) + .words(node.detail.isEmpty ? "" : " (\(node.detail))")
    }
}

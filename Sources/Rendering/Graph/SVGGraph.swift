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

/// How wide a text is at most in a drawing whose font nobody knows.
///
/// The widths are those of DejaVu Sans Bold, the widest font that `sans-serif` commonly is.
enum GraphText {
    /// The start of a text that takes no more than so many times the size of its font; `…` stands for the rest.
    static func prefix(of text: String, width: Double) -> String {
        let widths = text.map(self.width)
        guard widths.reduce(0, +) > width else { return text }
        var used = self.width("…")
        var kept = 0
        while kept < widths.count, used + widths[kept] <= width {
            used += widths[kept]
            kept += 1
        }
        return String(text.prefix(kept)) + "…"
    }

    private static func width(_ character: Character) -> Double {
        switch character {
        case "i", "j", "l", " ", ".", ",", ":", ";", "'", "!", "|", "/", "-": 0.42
        case "f", "r", "t", "s", "I", "J", "(", ")", "[", "]", "\"", "*", "_", "c", "z": 0.6
        case "m", "M", "w", "W", "@", "%", "&", "…": 1.11
        default:
            character.isASCII
                ? (character.isUppercase ? 0.86 : 0.73) : Double(DisplayWidth.of(String(character))) * 0.86
        }
    }
}

/// Where the nodes of a graph stand: in columns from left to right, near what they refer to, with few crossings.
struct GraphLayout {
    struct Place: Equatable {
        var column: Int
        /// From 0, in rows; between two of a column is at least one.
        var row: Double
    }

    /// In the order of the graph's nodes.
    let places: [Place]
    /// Rows in all.
    let height: Double

    /// Odd: the last one goes forward, so that what belongs to one assistant ends up together.
    private static let sweeps = 9

    init(_ graph: ProjectGraph) {
        let columns = graph.nodes.map(\.column)
        var neighbours = [[Int]](repeating: [], count: graph.nodes.count)
        for edge in graph.edges {
            neighbours[edge.from].append(edge.to)
            neighbours[edge.to].append(edge.from)
        }
        var order = (0...2).map { column in graph.nodes.indices.filter { columns[$0] == column } }
        Self.reduceCrossings(&order, neighbours, columns)
        // The longest column stands without gaps, and the others beside it.
        let anchor = order.indices.max { (order[$0].count, -$0) < (order[$1].count, -$1) } ?? 0
        var rows = [Double](repeating: 0, count: graph.nodes.count)
        var isPlaced = [Bool](repeating: false, count: graph.nodes.count)
        for (row, node) in order[anchor].enumerated() {
            rows[node] = Double(row)
            isPlaced[node] = true
        }
        for column in (0...2).sorted(by: { (abs($0 - anchor), $0) < (abs($1 - anchor), $1) }) where column != anchor {
            var last = -1.0
            let wishes = order[column].map { node -> Double in
                let around = neighbours[node].filter { isPlaced[$0] }.map { rows[$0] }
                last = around.isEmpty ? last + 1 : around.reduce(0, +) / Double(around.count)
                return last
            }
            for (node, row) in zip(order[column], Self.spread(wishes)) {
                rows[node] = row
                isPlaced[node] = true
            }
        }
        let first = rows.min() ?? 0
        places = graph.nodes.indices.map { Place(column: columns[$0], row: rows[$0] - first) }
        height = (places.map(\.row).max() ?? 0) + 1
    }

    /// Orders each column by the middle of what its nodes are connected with, from left to right and back.
    private static func reduceCrossings(_ order: inout [[Int]], _ neighbours: [[Int]], _ columns: [Int]) {
        var position = [Double](repeating: 0, count: neighbours.count)
        func number(_ column: [Int]) {
            for (place, node) in column.enumerated() {
                position[node] = (Double(place) + 0.5) / Double(column.count)
            }
        }
        order.forEach(number)
        for sweep in 0..<sweeps {
            for column in sweep.isMultiple(of: 2) ? [1, 2] : [1, 0] {
                let isForward = sweep.isMultiple(of: 2)
                let wishes = order[column].enumerated().map { place, node -> (wish: Double, place: Int, node: Int) in
                    let around = neighbours[node].filter { isForward ? columns[$0] < column : columns[$0] > column }
                    let wish =
                        around.isEmpty
                        ? position[node] : around.map { position[$0] }.reduce(0, +) / Double(around.count)
                    return (wish, place, node)
                }
                order[column] = wishes.sorted { ($0.wish, $0.place) < ($1.wish, $1.place) }.map(\.node)
                number(order[column])
            }
        }
    }

    /// Rows as near to the wishes as can be, in their order, with at least one between two of them (isotonic regression).
    private static func spread(_ wishes: [Double]) -> [Double] {
        var blocks: [(sum: Double, count: Int)] = []
        for (index, wish) in wishes.enumerated() {
            blocks.append((wish - Double(index), 1))
            while blocks.count > 1 {
                let (left, right) = (blocks[blocks.count - 2], blocks[blocks.count - 1])
                guard left.sum / Double(left.count) > right.sum / Double(right.count) else { break }
                blocks.removeLast(2)
                blocks.append((left.sum + right.sum, left.count + right.count))
            }
        }
        let rows = blocks.flatMap { Array(repeating: $0.sum / Double($0.count), count: $0.count) }
        return rows.enumerated().map { $1 + Double($0) }
    }
}

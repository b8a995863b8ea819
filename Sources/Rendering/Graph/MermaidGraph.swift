/// A graph in the language of Mermaid, which pages of GitHub and GitLab draw.
package enum MermaidGraph {
    package static func text(_ graph: ProjectGraph) -> String {
        let ids = graph.nodes.map { identifier($0.id) }
        var lines = ["flowchart LR"]
        for (node, id) in zip(graph.nodes, ids) {
            let (open, close) = shape(node.kind)
            let detail = node.detail.isEmpty ? "" : "<br/>" + escaped(node.detail)
            lines.append(
                "    \(id)\(open)\"\(escaped(node.title))\(detail)\"\(close):::\(node.kind.rawValue)"
            )
        }
        for edge in graph.edges { lines.append("    \(ids[edge.from]) --> \(ids[edge.to])") }
        for kind in ProjectGraph.Kind.allCases where graph.nodes.contains(where: { $0.kind == kind }) {
            let colours = GraphColours(kind)
            lines.append(
                "    classDef \(kind.rawValue) fill:\(colours.fill),stroke:\(colours.line),color:\(GraphColours.text)"
            )
        }
        return Wording.output(lines)
    }

    private static func shape(_ kind: ProjectGraph.Kind) -> (String, String) {
        switch kind {
        case .assistant: ("([", "])")
        case .knowledge, .store: ("[(", ")]")
        case .function: ("{{", "}}")
        case .server: ("[[", "]]")
        case .file: ("[", "]")
        case .folder: ("[", "]")
        }
    }

    /// The id with what Mermaid takes for something else by its number; different for different ids. A `-` may be the
    /// beginning of an arrow.
    private static func identifier(_ id: String) -> String {
        let bytes = Array(id.utf8)
        return bytes.indices.map { index in
            let byte = bytes[index]
            let isPlain =
                byte == UInt8(ascii: "-")
                ? index + 1 < bytes.count && isWord(bytes[index + 1])
                : isWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/")
            if isPlain { return String(UnicodeScalar(byte)) }
            return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Text between quotes: what Mermaid or a page would read as more than text stands as its number.
    private static func escaped(_ text: String) -> String {
        VisibleText.line(text).replacingScalars { place in
            "\"#&<>`\\;".unicodeScalars.contains(place.scalar) ? "#\(place.scalar.value);" : nil
        }
    }
}

/// The colours of nodes, readable on light and dark pages: each is a light box with dark text.
struct GraphColours {
    let fill: String
    let line: String

    static let text = "#1f2328"

    init(_ kind: ProjectGraph.Kind) {
        (fill, line) =
            switch kind {
            case .assistant: ("#ddf4ff", "#0969da")
            case .knowledge, .store: ("#dafbe1", "#1a7f37")
            case .function: ("#fff8c5", "#9a6700")
            case .server: ("#fbefff", "#8250df")
            case .file, .folder: ("#f6f8fa", "#6e7781")
            }
    }
}

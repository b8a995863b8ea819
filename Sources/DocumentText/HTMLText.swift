/// The text of an HTML page as a reader sees it: blocks on lines of their own, no scripts, no styles.
enum HTMLText {
    private static let hidden: Set<String> = ["script", "style", "template", "noscript", "svg"]
    private static let inline: Set<String> = [
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
        "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    ]

    static func extract(_ html: String, _ work: inout LimitedWork) async throws(ExtractionFailure) -> String {
        var scanner = MarkupScanner(html, rawElements: ["script", "style", "textarea"])
        var lines = TextLines()
        var hiddenDepth = 0
        var preformattedDepth = 0
        var offset = 0
        while let token = scanner.next() {
            switch token {
            case .open(let name, let isClosed):
                let name = name.lowercased()
                if hidden.contains(name), !isClosed { hiddenDepth += 1 }
                if name == "pre" { preformattedDepth += 1 }
                separate(name, &lines)
            case .close(let name):
                let name = name.lowercased()
                if hidden.contains(name) { hiddenDepth = max(0, hiddenDepth - 1) }
                if name == "pre" { preformattedDepth = max(0, preformattedDepth - 1) }
                separate(name, &lines)
            case .text(let text) where hiddenDepth == 0:
                preformattedDepth > 0 ? lines.appendVerbatim(text) : lines.append(text)
            case .text: break
            }
            try await work.read(scanner.offset - offset, textBytes: lines.byteCount)
            offset = scanner.offset
        }
        return lines.text
    }

    private static func separate(_ name: String, _ lines: inout TextLines) {
        switch name {
        case "td", "th": lines.append(" ")
        case _ where inline.contains(name): return
        default: lines.breakLine()
        }
    }
}

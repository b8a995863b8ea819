/// The long text of a command's help: paragraphs, and lists whose lines are indented, `  name: meaning`.
struct Discussion {
    /// What a name means: a line of a list, or an exit code.
    struct Item {
        var name: String
        var meaning: String
    }

    private enum Block {
        case paragraph(String)
        case list([Item])
    }

    /// From the paragraph that begins so: it has a section of its own in manuals.
    private(set) var exitCodes: [Item] = []
    private var blocks: [Block] = []

    private static let exitCodesBegin = "Exit codes: "

    init(_ text: String) {
        var items: [Item] = []
        var lines: [String] = []
        // The empty line at the end closes what is open.
        for line in (text + "\n").split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("  "), let colon = line.firstRange(of: ": ") {
                let name = line[..<colon.lowerBound].drop { $0 == " " }
                items.append(Item(name: String(name), meaning: String(line[colon.upperBound...])))
                continue
            }
            if !items.isEmpty { blocks.append(.list(items)) }
            items = []
            if !line.isEmpty {
                lines.append(line)
            } else if !lines.isEmpty {
                addParagraph(lines.joined(separator: " "))
                lines = []
            }
        }
    }

    private mutating func addParagraph(_ text: String) {
        guard text.hasPrefix(Self.exitCodesBegin) else { return blocks.append(.paragraph(text)) }
        let list = text.dropFirst(Self.exitCodesBegin.count)
        for part in (list.hasSuffix(".") ? list.dropLast() : list).split(separator: "; ") {
            let words = part.split(separator: " ", maxSplits: 1).map(String.init)
            if words.count == 2 { exitCodes.append(Item(name: words[0], meaning: words[1])) }
        }
    }

    /// In mdoc, without the exit codes.
    var lines: [String] {
        blocks.flatMap { block in
            switch block {
            case .paragraph(let text): [".Pp"] + MdocText.sentences(text)
            case .list(let items): MdocText.list(items.map { ("Cm \(MdocText.argument($0.name))", $0.meaning) })
            }
        }
    }
}

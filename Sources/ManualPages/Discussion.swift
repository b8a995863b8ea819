/// The long text of a command's help: paragraphs, lists whose lines are indented, `  name: meaning`, and examples.
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
    /// The lines below `Examples:`, as they are typed; comments tell what they are for.
    private(set) var examples: [String] = []
    private var blocks: [Block] = []

    private static let exitCodesBegin = "Exit codes: "
    private static let examplesBegin = "Examples:"

    init(_ text: String) {
        var items: [Item] = []
        var lines: [String] = []
        // The empty line at the end closes what is open.
        let all = (text + "\n").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let beginning = all.firstIndex(of: Self.examplesBegin) ?? all.endIndex
        examples = all[beginning...].dropFirst().filter { $0.hasPrefix("  ") }.map { String($0.dropFirst(2)) }
        for line in all[..<beginning] + [""] {
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

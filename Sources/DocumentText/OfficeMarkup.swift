/// The text of one part of a Word or PowerPoint file: text in runs inside paragraphs, whatever prefixes its elements have.
///
/// What readers do not see is left out: hidden runs, deleted and moved text, the second form of a text box, phonetic
/// guides.
struct OfficeMarkup {
    private var lines = TextLines()
    private var isText = false
    /// How many elements are open inside of one that is left out.
    private var skippedDepth = 0
    /// Of every run that is open, whether it is hidden: a text box stands in a run.
    private var hiddenRuns: [Bool] = []
    /// Of every choice that is open, whether its first form was read.
    private var choices: [Bool] = []
    private var isInParagraphProperties = false
    /// The local name of the first element.
    private(set) var root: String?
    /// The attributes of the first element.
    private(set) var rootAttributes: [(name: String, value: String)] = []

    private init() {}

    /// The text, and what the root element is.
    static func read(
        _ xml: [UInt8],
        _ work: inout LimitedWork
    ) async throws(ExtractionFailure) -> (text: String, markup: OfficeMarkup) {
        var scanner = MarkupScanner(try PlainText.decode(xml))
        var markup = OfficeMarkup()
        var offset = 0
        while let token = scanner.next() {
            switch token {
            case .open(let name, let isClosed): markup.open(localName(name), isClosed: isClosed, scanner)
            case .close(let name): markup.close(localName(name))
            case .text(let text):
                if markup.isText, markup.skippedDepth == 0, markup.hiddenRuns.last != true { markup.lines.append(text) }
            }
            try await work.read(scanner.offset - offset, textBytes: markup.lines.byteCount)
            offset = scanner.offset
        }
        return (markup.lines.text, markup)
    }

    /// A name without its prefix, which is up to whoever writes the file.
    static func localName(_ name: String) -> Substring {
        name[(name.lastIndex(of: ":").map { name.index(after: $0) } ?? name.startIndex)...]
    }

    private mutating func open(_ name: Substring, isClosed: Bool, _ scanner: MarkupScanner) {
        if root == nil {
            root = String(name)
            rootAttributes = scanner.attributes()
        }
        if skippedDepth > 0 || isLeftOut(name) {
            if !isClosed { skippedDepth += 1 }
            return
        }
        switch name {
        case "t": isText = !isClosed
        case "p": lines.breakLine()
        case "br", "cr": lines.breakLine()
        case "tab", "ptab": lines.append(" ")
        case "noBreakHyphen": if hiddenRuns.last != true { lines.append("-") }
        case "r": if !isClosed { hiddenRuns.append(false) }
        case "pPr": isInParagraphProperties = !isClosed
        case "vanish":
            guard !isInParagraphProperties, !hiddenRuns.isEmpty else { break }
            let value = scanner.attributes().first { Self.localName($0.name) == "val" }?.value
            hiddenRuns[hiddenRuns.count - 1] = !["0", "false", "off"].contains(value)
        case "AlternateContent": if !isClosed { choices.append(false) }
        case "Choice", "Fallback": if !choices.isEmpty { choices[choices.count - 1] = true }
        default: break
        }
    }

    private mutating func close(_ name: Substring) {
        guard skippedDepth == 0 else {
            skippedDepth -= 1
            return
        }
        switch name {
        case "t": isText = false
        case "p": lines.breakLine()
        case "tc": lines.append(" ")
        case "r": _ = hiddenRuns.popLast()
        case "pPr": isInParagraphProperties = false
        case "AlternateContent": _ = choices.popLast()
        default: break
        }
    }

    private func isLeftOut(_ name: Substring) -> Bool {
        switch name {
        case "moveFrom", "rt": true
        case "Choice", "Fallback": choices.last == true
        default: false
        }
    }
}

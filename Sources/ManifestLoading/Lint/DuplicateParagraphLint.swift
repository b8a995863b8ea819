import SourceDiagnostics

/// Finds paragraphs that stand in the instructions of one assistant twice, in one part or in two: they cost tokens with
/// every request, and somebody will edit only one of them.
struct DuplicateParagraphLint {
    let prompt: Prompt
    let problems: Problems

    /// Bytes that have to be equal, blanks counted once: short phrases may come again.
    private static let minimum = 80

    /// A paragraph, or an item of a list.
    private struct Block {
        var first: Int
        var last: Int
        /// Words with one blank between them.
        var text: [UInt8]
    }

    /// One problem for each stretch of neighbouring paragraphs that come again in the same order.
    func run() {
        let blocks = blocks()
        var known: [[UInt8]: Int] = [:]
        var run: (first: Int, original: Int, count: Int, bytes: Int)?
        for (index, block) in blocks.enumerated() {
            if let current = run, current.original + current.count < current.first,
                blocks[current.original + current.count].text == block.text
            {
                run = (current.first, current.original, current.count + 1, current.bytes + block.text.count)
                continue
            }
            if let run { report(run, blocks) }
            run = nil
            if let original = known[block.text] {
                run = (index, original, 1, block.text.count)
            } else {
                known[block.text] = index
            }
        }
        if let run { report(run, blocks) }
    }

    private func report(_ run: (first: Int, original: Int, count: Int, bytes: Int), _ blocks: [Block]) {
        guard run.bytes >= Self.minimum else { return }
        let subject =
            run.count == 1 ? "this paragraph stands" : "these \(grouped(run.count)) paragraphs or list items stand"
        problems.warning(
            .duplicatedParagraph,
            "\(subject) in the instructions of `\(prompt.assistant)` twice",
            at: place(blocks[run.first], blocks[run.first + run.count - 1]),
            broughtBy: prompt.passages[prompt.lines[blocks[run.first].first].passage].entry,
            notes: [.init("first here", at: place(blocks[run.original], blocks[run.original + run.count - 1]))],
            hint: "keep one: every request pays for both, and one day only one will be edited"
        )
    }

    private func place(_ first: Block, _ last: Block) -> SourceLocation {
        let start = prompt.lines[first.first]
        let end = prompt.lines[last.last]
        guard start.passage == end.passage else { return prompt.place(from: start, to: prompt.lines[first.last]) }
        return prompt.place(from: start, to: end)
    }

    private func blocks() -> [Block] {
        var blocks: [Block] = []
        var isOpen = false
        for (index, line) in prompt.lines.enumerated() {
            guard !line.isBlank else {
                isOpen = false
                continue
            }
            let isFirst = index == 0 || prompt.lines[index - 1].passage != line.passage
            if isFirst || !isOpen || beginsItem(line.bytes) {
                blocks.append(Block(first: index, last: index, text: []))
            }
            isOpen = true
            blocks[blocks.count - 1].last = index
            append(line.bytes, to: &blocks[blocks.count - 1].text)
        }
        return blocks
    }

    private func append(_ line: ArraySlice<UInt8>, to text: inout [UInt8]) {
        for word in line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }) {
            if !text.isEmpty { text.append(0x20) }
            text += word
        }
    }

    /// `- `, `* `, `+ `, `1. ` or `1) `.
    private func beginsItem(_ line: ArraySlice<UInt8>) -> Bool {
        let text = line.drop { $0 == 0x20 || $0 == 0x09 }
        let digits = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let marks = digits.isEmpty ? Array("-*+".utf8) : Array(".)".utf8)
        let rest = text.dropFirst(digits.count)
        guard let mark = rest.first, marks.contains(mark) else { return false }
        return rest.dropFirst().first == 0x20
    }
}

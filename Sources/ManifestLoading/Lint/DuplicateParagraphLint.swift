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
        /// Of the text (FNV-1a): a set of arrays would hash them byte by byte.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    }

    /// One problem for each stretch of neighbouring paragraphs that come again in the same order.
    func run() {
        let blocks = blocks()
        var known: [UInt64: Int] = [:]
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
            if let original = known[block.hash] {
                if blocks[original].text == block.text { run = (index, original, 1, block.text.count) }
            } else {
                known[block.hash] = index
            }
        }
        if let run { report(run, blocks) }
    }

    private func report(_ run: (first: Int, original: Int, count: Int, bytes: Int), _ blocks: [Block]) {
        guard run.bytes >= Self.minimum else { return }
        let subject =
            run.count == 1 ? "this paragraph stands" : "these \(run.count.grouped) paragraphs or list items stand"
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
            append(line.bytes, to: &blocks[blocks.count - 1])
        }
        return blocks
    }

    private func append(_ line: ArraySlice<UInt8>, to block: inout Block) {
        var isBetweenWords = true
        for byte in line {
            guard byte != 0x20, byte != 0x09 else {
                isBetweenWords = true
                continue
            }
            if isBetweenWords, !block.text.isEmpty { block.text.append(0x20) }
            isBetweenWords = false
            block.text.append(byte)
            block.hash = (block.hash ^ UInt64(byte)) &* 0x0100_0000_01b3
        }
    }

    /// `- `, `* `, `+ `, `1. ` or `1) `.
    private func beginsItem(_ line: ArraySlice<UInt8>) -> Bool {
        let text = line.drop { $0 == 0x20 || $0 == 0x09 }
        let digits = text.prefix { (0x30...0x39).contains($0) }
        let rest = text.dropFirst(digits.count)
        guard let mark = rest.first, rest.dropFirst().first == 0x20 else { return false }
        switch mark {
        case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"): return digits.isEmpty
        case UInt8(ascii: "."), UInt8(ascii: ")"): return !digits.isEmpty
        default: return false
        }
    }
}

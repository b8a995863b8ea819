import SourceDiagnostics

/// A YAML text as it is written: every node with the bytes that it takes; aliases, anchors and merge keys stay what they
/// are. For changing a text, where ``YAMLReader`` is for understanding it.
package struct YAMLSyntax: Sendable {
    /// A node with its place.
    package struct Node: Sendable {
        package var content: Content
        /// The anchor in front of it, without `&`.
        package var anchor: String?
        /// The bytes of the content. Blocks end with their last character, flow collections with their bracket; a value
        /// that is not written is empty, behind its colon.
        package var range: Range<Int>
        /// Where it begins, with its anchor.
        package var start: Int

        /// Whether it is written at all.
        package var isWritten: Bool {
            switch content {
            case .scalar, .alias: !range.isEmpty || anchor != nil
            case .sequence, .mapping: true
            }
        }
    }

    package indirect enum Content: Sendable {
        case scalar(YAMLNode.Scalar)
        case alias(String)
        case sequence([Node], isFlow: Bool)
        case mapping([Pair], isFlow: Bool)
    }

    package struct Pair: Sendable {
        package var key: Node
        package var value: Node
    }

    /// A document: the root, and the marks around it.
    package struct Document: Sendable {
        package var root: Node
        /// The `---` in front; nil where there is none.
        package var mark: Range<Int>?
    }

    /// The bytes, without a mark of byte order.
    package let bytes: [UInt8]
    package let documents: [Document]
    private let text: SourceText

    /// The syntax of a text in which ``YAMLReader`` finds no error; nil for one that cannot be parsed.
    package init?(_ bytes: [UInt8], file: String) {
        guard let text = try? SourceText(bytes, file: file), let events = EventStream(text.bytes) else { return nil }
        var builder = SyntaxBuilder(text: text, events: events)
        guard let documents = builder.documents() else { return nil }
        self.bytes = text.bytes
        self.text = text
        self.documents = documents
    }

    /// The place of some bytes.
    package func location(of range: Range<Int>) -> SourceLocation {
        text.location(ofBytes: range)
    }

    /// The bytes where a place begins and ends; nil for a place of another file.
    package func range(of location: SourceLocation) -> Range<Int>? {
        guard location.file == text.file, let range = location.range else { return nil }
        let start = text.byteIndex(of: range.start)
        return start..<max(start, text.byteIndex(of: range.end))
    }
}

/// Builds the syntax from libyaml's events.
private struct SyntaxBuilder {
    let text: SourceText
    let events: EventStream
    /// Deeper texts were refused before.
    private static let maximumDepth = 128
    /// The byte behind the last scalar, alias or closing bracket.
    private var lastEnd = 0

    init(text: SourceText, events: EventStream) {
        self.text = text
        self.events = events
    }

    mutating func documents() -> [YAMLSyntax.Document]? {
        var documents: [YAMLSyntax.Document] = []
        var mark: Range<Int>?
        while true {
            guard let event = try? events.next() else { return nil }
            switch event.content {
            case .streamEnd: return documents
            case .streamStart, .documentEnd: continue
            case .documentStart:
                let range = bytes(event)
                mark = range.isEmpty ? nil : range
                if let mark { lastEnd = mark.upperBound }
            default:
                guard let root = node(event, depth: 0) else { return nil }
                documents.append(YAMLSyntax.Document(root: root, mark: mark))
            }
        }
    }

    private func bytes(_ event: Event) -> Range<Int> {
        let start = text.byteIndex(event.start)
        return start..<max(start, text.byteIndex(event.end))
    }

    private mutating func node(_ event: Event, depth: Int) -> YAMLSyntax.Node? {
        guard depth < Self.maximumDepth, event.tag == nil else { return nil }
        var range = bytes(event)
        let start = range.lowerBound
        if let anchor = event.anchor {
            let content = text.skippingBlanks(event.start + 1 + anchor.unicodeScalars.count)
            range = min(text.byteIndex(content), range.upperBound)..<range.upperBound
        }
        switch event.content {
        case .alias(let name):
            lastEnd = range.upperBound
            return YAMLSyntax.Node(content: .alias(name), anchor: nil, range: range, start: start)
        case .scalar(let scalar):
            if range.isEmpty, event.anchor == nil {
                // libyaml puts a value that is not written at the next token.
                range = lastEnd..<lastEnd
                return YAMLSyntax.Node(content: .scalar(scalar), anchor: nil, range: range, start: lastEnd)
            }
            range = range.lowerBound..<end(of: scalar, range)
            lastEnd = range.upperBound
            return YAMLSyntax.Node(content: .scalar(scalar), anchor: event.anchor, range: range, start: start)
        case .sequenceStart(let isFlow):
            var elements: [YAMLSyntax.Node] = []
            lastEnd = max(lastEnd, isFlow ? range.upperBound : range.lowerBound)
            while let next = try? events.next() {
                if case .sequenceEnd = next.content {
                    if isFlow { lastEnd = bytes(next).upperBound }
                    return YAMLSyntax.Node(
                        content: .sequence(elements, isFlow: isFlow),
                        anchor: event.anchor,
                        range: range.lowerBound..<max(range.lowerBound, lastEnd),
                        start: start
                    )
                }
                guard let element = node(next, depth: depth + 1) else { return nil }
                elements.append(element)
            }
            return nil
        case .mappingStart(let isFlow):
            var pairs: [YAMLSyntax.Pair] = []
            lastEnd = max(lastEnd, isFlow ? range.upperBound : range.lowerBound)
            while let next = try? events.next() {
                if case .mappingEnd = next.content {
                    // A mapping without braces in a flow sequence, `[a: b]`, has no bracket of its own.
                    if isFlow, next.end > next.start { lastEnd = bytes(next).upperBound }
                    return YAMLSyntax.Node(
                        content: .mapping(pairs, isFlow: isFlow),
                        anchor: event.anchor,
                        range: range.lowerBound..<max(range.lowerBound, lastEnd),
                        start: start
                    )
                }
                guard let key = node(next, depth: depth + 1) else { return nil }
                let colon = colon(behind: key.range.upperBound)
                lastEnd = colon
                guard let event = try? events.next(), let value = node(event, depth: depth + 1) else { return nil }
                pairs.append(YAMLSyntax.Pair(key: key, value: value))
            }
            return nil
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            return nil
        }
    }

    /// The byte behind the colon of a key that ends somewhere; that end where no colon follows on its line.
    private func colon(behind end: Int) -> Int {
        var index = end
        while index < text.bytes.count, [0x20, 0x09].contains(text.bytes[index]) { index += 1 }
        return index < text.bytes.count && text.bytes[index] == UInt8(ascii: ":") ? index + 1 : end
    }

    /// Where a scalar ends: libyaml lets blocks end with the lines that follow them.
    private func end(of scalar: YAMLNode.Scalar, _ range: Range<Int>) -> Int {
        let bytes = text.bytes
        var end = range.upperBound
        guard scalar.style == .literal || scalar.style == .folded else {
            while end > range.lowerBound, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[end - 1]) { end -= 1 }
            return end
        }
        end = withoutBreak(end, range)
        let header = bytes[range].prefix { $0 != 0x0A && $0 != 0x0D }
        if header.prefix(3).contains(UInt8(ascii: "+")) { return end }
        let block = BlockScalarText(bytes[range.lowerBound..<end], text: scalar.text)
        // Empty lines at the end belong to nobody; blanks beyond the block's own are text.
        while let line = bytes[range.lowerBound..<end].lastIndex(of: 0x0A),
            line > range.lowerBound, bytes[(line + 1)..<end].allSatisfy({ $0 == 0x20 || $0 == 0x0D }),
            bytes[(line + 1)..<end].count(where: { $0 == 0x20 }) <= block.indentation
        {
            end = withoutBreak(line + 1, range)
        }
        return end
    }

    private func withoutBreak(_ end: Int, _ range: Range<Int>) -> Int {
        var end = end
        if end > range.lowerBound, text.bytes[end - 1] == 0x0A { end -= 1 }
        if end > range.lowerBound, text.bytes[end - 1] == 0x0D { end -= 1 }
        return end
    }
}

/// The text of a literal or folded scalar, from its `|` or `>` on.
package struct BlockScalarText: Sendable {
    /// `|` or `>` with what stands beside it, without a comment.
    package var header: String
    /// The comment behind the header, from its `#` on.
    package var comment: String?
    /// The lines below the header, without line ends.
    package var lines: [ArraySlice<UInt8>]
    /// The blanks in front of each line that are not text.
    package var indentation: Int
    /// Whether the header says how many these are.
    package var saysIndentation: Bool

    /// - Parameters:
    ///   - bytes: of the scalar.
    ///   - text: what it means.
    package init(_ bytes: ArraySlice<UInt8>, text: String) {
        let all = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.last == 0x0D ? line.dropLast() : line
        }
        let first = String(decoding: all.first ?? [], as: UTF8.self)
        header = String(first.prefix { !" \t".contains($0) })
        comment = first.firstIndex(of: "#").map { mark in
            var comment = first[mark...]
            while let last = comment.last, " \t".contains(last) { comment.removeLast() }
            return String(comment)
        }
        lines = Array(all.dropFirst())
        saysIndentation = header.contains { $0.wholeNumberValue != nil }
        let meant = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        // Up to the first line that is not blank, lines and their texts correspond, folded or not.
        let place = lines.firstIndex { line in line.contains { $0 != 0x20 } }
        if let place {
            let own = place < meant.count ? meant[place].prefix { $0 == 0x20 }.count : 0
            indentation = max(0, lines[place].prefix { $0 == 0x20 }.count - own)
        } else {
            indentation = lines.map(\.count).max() ?? 0
        }
    }
}

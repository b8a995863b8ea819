import OrderedJSON
import YAMLTree

/// Lines, columns and scalars of the text.
extension ManifestEdit {
    func lineStart(of byte: Int) -> Int {
        syntax.bytes[..<byte].lastIndex { $0 == 0x0A }.map { $0 + 1 } ?? 0
    }

    /// The byte of the line end, CR included, or the end of the text.
    func lineEnd(of byte: Int) -> Int {
        var end = syntax.bytes[byte...].firstIndex(of: 0x0A) ?? syntax.bytes.count
        if end > byte, end < syntax.bytes.count, syntax.bytes[end - 1] == 0x0D { end -= 1 }
        return end
    }

    func nextLine(behind end: Int) -> Int {
        (syntax.bytes[end...].firstIndex(of: 0x0A) ?? syntax.bytes.count - 1) + 1
    }

    func column(of byte: Int) -> Int { byte - lineStart(of: byte) }

    /// How far the key or the dash is set in that a value on this line belongs to.
    func outerIndentation(at byte: Int) -> Int {
        let line = syntax.bytes[lineStart(of: byte)..<byte]
        let lead = line.prefix { $0 == 0x20 || $0 == UInt8(ascii: "-") }
        guard lead.count == line.count else { return lead.count }
        // The value follows its dash, or has a line of its own.
        return lead.lastIndex(of: UInt8(ascii: "-")).map { $0 - lead.startIndex } ?? max(0, lead.count - 2)
    }

    /// The byte behind the colon in front of a value.
    func keyEnd(before value: Int) -> Int {
        var index = value
        while index > 0, [0x20, 0x09, 0x0A, 0x0D].contains(syntax.bytes[index - 1]) { index -= 1 }
        return index
    }

    func keyStart(before colon: Int, from line: Int) -> Int {
        let line = lineStart(of: max(0, colon - 1))
        let lead = syntax.bytes[line..<colon].prefix { $0 == 0x20 || $0 == UInt8(ascii: "-") }.count
        return line + lead
    }

    /// Whether a byte stands between brackets.
    func isInFlow(_ byte: Int) -> Bool {
        syntax.documents.contains { $0.root.hasFlow(around: byte) }
    }

    // MARK: Scalars

    func literal(_ text: String, at node: YAMLSyntax.Node, indentation: Int? = nil) -> String? {
        let outer = outerIndentation(at: node.range.lowerBound)
        let indentation = indentation.map { $0 > outer ? $0 : outer + 2 } ?? outer + 2
        return ScalarText.literal(text, indentation: indentation, step: indentation - outer, isFollowed: true)
    }

    func scalar(_ value: JSONValue, isInFlow: Bool) -> String {
        if case .string(let text) = value { return ScalarText.inline(text, in: isInFlow ? .flow : .block) }
        return CanonicalYAML.flow(value)
    }
}

extension YAMLSyntax.Pair {
    /// The byte behind the value, or behind the colon.
    var end: Int { value.range.upperBound }
}

extension YAMLSyntax.Node {
    var pairs: [YAMLSyntax.Pair]? { if case .mapping(let pairs, _) = content { pairs } else { nil } }

    var memberCount: Int {
        switch content {
        case .mapping(let pairs, _): pairs.count
        case .sequence(let elements, _): elements.count
        case .scalar, .alias: 0
        }
    }

    var isFlowCollection: Bool {
        switch content {
        case .mapping(_, let isFlow), .sequence(_, let isFlow): isFlow
        case .scalar, .alias: false
        }
    }

    func child(_ step: ManifestEdit.Step) -> YAMLSyntax.Node? {
        switch (content, step) {
        case (.mapping(let pairs, _), .key(let key)): pairs.first { $0.key.text == key }?.value
        case (.sequence(let elements, _), .element(let index)):
            elements.indices.contains(index) ? elements[index] : nil
        default: nil
        }
    }

    var holdsAnchor: Bool {
        if anchor != nil { return true }
        switch content {
        case .scalar, .alias: return false
        case .sequence(let elements, _): return elements.contains { $0.holdsAnchor }
        case .mapping(let pairs, _): return pairs.contains { $0.key.holdsAnchor || $0.value.holdsAnchor }
        }
    }

    /// What is written last in it.
    var lastLeaf: YAMLSyntax.Node {
        switch content {
        case .sequence(let elements, false): elements.last?.lastLeaf ?? self
        case .mapping(let pairs, false): pairs.last.map { $0.value.isWritten ? $0.value.lastLeaf : $0.key } ?? self
        default: self
        }
    }

    /// The byte behind what is written last.
    var lastByte: Int { lastLeaf.range.upperBound }

    func hasFlow(around byte: Int) -> Bool {
        guard range.contains(byte) || range.upperBound == byte else { return false }
        switch content {
        case .scalar, .alias: return false
        case .sequence(let elements, let isFlow):
            return isFlow && range.lowerBound < byte || elements.contains { $0.hasFlow(around: byte) }
        case .mapping(let pairs, let isFlow):
            return isFlow && range.lowerBound < byte
                || pairs.contains { $0.key.hasFlow(around: byte) || $0.value.hasFlow(around: byte) }
        }
    }
}

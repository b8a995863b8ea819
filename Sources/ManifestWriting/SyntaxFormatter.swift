import SourceDiagnostics
import YAMLTree

/// Turns the syntax of a text into what is to be printed: keys in canonical order, comments with what they stand at.
struct SyntaxFormatter {
    /// Longer lines between brackets are broken up, a line for each member.
    private static let width = 120

    /// Something that is not rearranged, because it could come to say something else.
    struct Obstacle: Error {
        var reason: String
        var range: Range<Int>
    }

    private let syntax: YAMLSyntax
    private var trivia: TriviaCursor

    init(_ syntax: YAMLSyntax) {
        self.syntax = syntax
        trivia = TriviaCursor(syntax)
    }

    /// All lines of the text.
    ///
    /// - Parameter order: of a document with these keys.
    mutating func lines(_ order: ([String]) -> KeyOrder) throws(Obstacle) -> [String] {
        var lines: [String] = []
        if syntax.documents.isEmpty { return trivia.tail(before: .max, minimumColumn: 0).texts }
        for (index, document) in syntax.documents.enumerated() {
            if let mark = document.mark {
                guard syntax.bytes[mark].elementsEqual("---".utf8) else {
                    throw Obstacle(reason: "directives of YAML", range: mark)
                }
                lines += trivia.tail(before: mark.lowerBound, minimumColumn: 0).texts
                lines.append("---")
                trivia.end = mark.upperBound
            } else if index > 0 {
                lines.append("---")
            }
            let end = index + 1 < syntax.documents.count ? syntax.documents[index + 1].mark?.lowerBound : nil
            let limit = end ?? syntax.bytes.count
            guard document.root.isWritten else {
                lines += trivia.tail(before: limit, minimumColumn: 0).texts
                continue
            }
            guard case .mapping(let pairs, _) = document.root.content, document.root.anchor == nil else {
                throw Obstacle(reason: "a document that is no mapping", range: document.root.range)
            }
            let order = order(pairs.compactMap { $0.key.text })
            guard var root = try collection(document.root, order, indentation: 0, limit: limit).collection else {
                continue
            }
            root.tail += trivia.tail(before: limit, minimumColumn: 0)
            lines += root.lines(indentation: 0)
        }
        return lines
    }

    // MARK: Nodes

    private mutating func node(
        _ node: YAMLSyntax.Node,
        _ order: KeyOrder,
        indentation: Int,
        room: Int,
        limit: Int,
        parentColumn: Int?
    ) throws(Obstacle) -> FormattedNode {
        guard node.isWritten else { return .nothing }
        let anchor = node.anchor.map { "&\($0) " } ?? ""
        switch node.content {
        case .alias(let name):
            trivia.end = node.range.upperBound
            return .text(["*\(name)"])
        case .scalar(let scalar):
            trivia.end = node.range.upperBound
            if scalar.style == .literal || scalar.style == .folded { return block(node, scalar, anchor) }
            var lines = text(of: node, scalar)
            lines[0] = anchor + lines[0]
            if lines[0].isEmpty { return .nothing }
            return .text(lines.map { String($0) })
        case .sequence(let elements, let isFlow):
            if isFlow, let text = flowText(node, room: room, isEmpty: elements.isEmpty) {
                trivia.end = node.range.upperBound
                return .text([text])
            }
        case .mapping(let pairs, let isFlow):
            if isFlow, let text = flowText(node, room: room, isEmpty: pairs.isEmpty) {
                trivia.end = node.range.upperBound
                return .text([text])
            }
        }
        return try collection(node, order, indentation: indentation, limit: limit, parentColumn: parentColumn)
    }

    /// A collection with a line for each member.
    private mutating func collection(
        _ node: YAMLSyntax.Node,
        _ order: KeyOrder,
        indentation: Int,
        limit: Int,
        parentColumn: Int? = nil
    ) throws(Obstacle) -> FormattedNode {
        let isFlow: Bool
        var result = FormattedCollection(anchor: node.anchor, items: [], tail: [])
        switch node.content {
        case .mapping(let pairs, let flow):
            isFlow = flow
            if flow { result.head = trivia.takeIgnoring(in: node.range) }
            let members = pairs.map { (key: $0.key.text ?? "", text: $0.value.text) }
            for (index, pair) in pairs.enumerated() {
                let next = index + 1 < pairs.count ? pairs[index + 1].key.start : limit
                let value = order.value(under: members[index].key, of: members)
                result.items.append(try item(pair, value, indentation: indentation, limit: next, of: node))
            }
            // What an alias means depends on what stands in front of it.
            if !node.holdsReferences { result.sort(order.sorted(members)) }
        case .sequence(let elements, let flow):
            isFlow = flow
            if flow { result.head = trivia.takeIgnoring(in: node.range) }
            for (index, element) in elements.enumerated() {
                let next = index + 1 < elements.count ? elements[index + 1].start : limit
                result.items.append(
                    try item(element, order.element, indentation: indentation, limit: next, of: node)
                )
            }
        case .scalar, .alias: return .nothing
        }
        if isFlow {
            result.tail = trivia.tail(before: node.range.upperBound, minimumColumn: 0)
            trivia.end = node.range.upperBound
        } else {
            let column = column(of: node.range.lowerBound)
            if column != parentColumn { result.tail = trivia.tail(before: limit, minimumColumn: max(column, 1)) }
        }
        if case .mapping = node.content { return .mapping(result) }
        return .sequence(result)
    }

    private mutating func item(
        _ pair: YAMLSyntax.Pair,
        _ order: KeyOrder,
        indentation: Int,
        limit: Int,
        of mapping: YAMLSyntax.Node
    ) throws(Obstacle) -> FormattedItem {
        guard case .scalar(let scalar) = pair.key.content, pair.key.anchor == nil, !pair.key.range.isEmpty,
            scalar.style != .literal, scalar.style != .folded, text(of: pair.key, scalar).count == 1
        else { throw Obstacle(reason: "a key that is no plain or quoted text on one line", range: pair.key.range) }
        let before = trivia.lines(before: pair.key.start)
        guard !trivia.isExplicitKey(pair.key.start) else {
            throw Obstacle(reason: "a key behind a question mark", range: pair.key.range)
        }
        let key = text(of: pair.key, scalar)[0]
        trivia.end = pair.key.range.upperBound
        var item = FormattedItem(before: before, key: key, value: .nothing)
        try read(
            pair.value,
            into: &item,
            order,
            indentation: indentation,
            room: Self.width - indentation - key.count - 2,
            limit: limit,
            parentColumn: column(of: mapping.range.lowerBound)
        )
        return item
    }

    private mutating func item(
        _ element: YAMLSyntax.Node,
        _ order: KeyOrder,
        indentation: Int,
        limit: Int,
        of sequence: YAMLSyntax.Node
    ) throws(Obstacle) -> FormattedItem {
        var item = FormattedItem(before: trivia.lines(before: element.start), key: nil, value: .nothing)
        try read(
            element,
            into: &item,
            order,
            indentation: indentation,
            room: Self.width - indentation - 2,
            limit: limit,
            parentColumn: nil
        )
        return item
    }

    /// A value with the comments around it.
    private mutating func read(
        _ value: YAMLSyntax.Node,
        into item: inout FormattedItem,
        _ order: KeyOrder,
        indentation: Int,
        room: Int,
        limit: Int,
        parentColumn: Int?
    ) throws(Obstacle) {
        guard value.isWritten else {
            trivia.end = max(trivia.end, value.range.upperBound)
            item.trailing = trivia.trailingComment()
            return
        }
        let opening = trivia.trailingComment(before: value.start)
        // Comments between a key and its text move above the key.
        if !value.isBlockCollection {
            if let opening { item.before.append(.comment(opening)) }
            item.before += trivia.lines(before: value.start).filter { $0 != .blank }
        } else if item.key == nil {
            if let opening { item.before.append(.comment(opening)) }
        } else {
            item.opening = opening
        }
        item.value = try node(
            value,
            order,
            indentation: indentation + 2,
            room: room,
            limit: limit,
            parentColumn: parentColumn
        )
        guard let comment = trivia.trailingComment() else { return }
        if item.value.collection == nil {
            if case .block = item.value { item.before.append(.comment(comment)) } else { item.trailing = comment }
        } else if item.opening == nil, item.key != nil {
            item.opening = comment
        } else {
            item.before.append(.comment(comment))
        }
    }

    // MARK: Scalars and flows

    /// The lines of a plain or quoted scalar, blanks in front of further lines left out: they mean nothing.
    private func text(of node: YAMLSyntax.Node, _ scalar: YAMLNode.Scalar) -> [String] {
        if scalar.style == .singleQuoted, !scalar.text.contains(where: { "\"\\\n".contains($0) }) {
            return [ScalarText.quoted(scalar.text)]
        }
        let lines = String(decoding: syntax.bytes[node.range], as: UTF8.self).replacing("\r\n", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().map { index, line in
            var line = index == 0 ? line : line.drop { $0 == " " || $0 == "\t" }
            if scalar.style == .plain { while let last = line.last, " \t".contains(last) { line.removeLast() } }
            return String(line)
        }
    }

    private func block(_ node: YAMLSyntax.Node, _ scalar: YAMLNode.Scalar, _ anchor: String) -> FormattedNode {
        let block = BlockScalarText(syntax.bytes[node.range], text: scalar.text)
        var header = anchor + String(block.header.map { $0.wholeNumberValue == nil ? $0 : "2" })
        if let comment = block.comment { header += " \(comment)" }
        return .block(header, block.lines.map { String(decoding: $0.dropFirst(block.indentation), as: UTF8.self) })
    }

    /// A flow collection on one line; nil for one that is too long for it or holds comments.
    private func flowText(_ node: YAMLSyntax.Node, room: Int, isEmpty: Bool) -> String? {
        guard !trivia.hasComment(before: node.range.upperBound) else { return nil }
        let text = flowText(node)
        return text.count <= room || isEmpty ? text : nil
    }

    private func flowText(_ node: YAMLSyntax.Node) -> String {
        let anchor = node.anchor.map { "&\($0) " } ?? ""
        switch node.content {
        case .alias(let name): return "*\(name)"
        case .scalar(let scalar):
            let lines = text(of: node, scalar)
            if lines.count == 1 { return anchor + lines[0] }
            return anchor
                + (scalar.style == .plain ? ScalarText.inline(scalar.text, in: .flow) : ScalarText.quoted(scalar.text))
        case .sequence(let elements, _): return anchor + "[" + elements.map(flowText).joined(separator: ", ") + "]"
        case .mapping(let pairs, _):
            guard !pairs.isEmpty else { return anchor + "{}" }
            let members = pairs.map { pair in
                let key = flowText(pair.key)
                guard pair.value.isWritten else { return key }
                if case .alias = pair.key.content { return "\(key) : \(flowText(pair.value))" }
                return "\(key): \(flowText(pair.value))"
            }
            return anchor + "{ " + members.joined(separator: ", ") + " }"
        }
    }

    private func column(of byte: Int) -> Int {
        byte - (syntax.bytes[..<byte].lastIndex { $0 == 0x0A || $0 == 0x0D }.map { $0 + 1 } ?? 0)
    }
}

extension FormattedCollection {
    /// Puts the members into an order. What stands above all of them, set off by a blank line, stays there; so does
    /// what editors read, and what silences warnings of all of it, as a comment at its first line does.
    fileprivate mutating func sort(_ order: [Int]) {
        guard let first = order.first, first != 0 else {
            if !order.isEmpty { items = order.map { items[$0] } }
            return
        }
        // There such a comment of a single member would be taken for one of all.
        if items[first].holdsIgnoring { return }
        var above = items[0].before
        var cut = above.lastIndex(of: .blank).map { $0 + 1 } ?? above.prefix { $0.isModeline }.count
        if let last = above.lastIndex(where: \.isIgnoring) { cut = max(cut, last + 1) }
        head += above[..<cut].drop { $0 == .blank }
        for path in [\FormattedItem.opening, \.trailing] {
            guard let text = items[0][keyPath: path], FormattedLine.comment(text).isIgnoring else { continue }
            head.append(.comment(text))
            items[0][keyPath: path] = nil
        }
        above.removeFirst(cut)
        items[0].before = above
        items = order.map { items[$0] }
    }
}

extension FormattedItem {
    /// Whether a comment at its first line silences warnings.
    fileprivate var holdsIgnoring: Bool {
        (before + [opening, trailing].compactMap { $0.map { .comment($0) } }).contains(where: \.isIgnoring)
    }
}

extension FormattedLine {
    /// Whether it is a comment that silences warnings.
    var isIgnoring: Bool {
        guard case .comment(let text) = self else { return false }
        return IgnoredEntries.isIgnoring(text)
    }

    fileprivate var isModeline: Bool {
        if case .comment(let text) = self { text.contains("yaml-language-server:") } else { false }
    }
}

extension [FormattedLine] {
    fileprivate var texts: [String] {
        drop { $0 == .blank }.map { line in
            if case .comment(let text) = line { text } else { "" }
        }
    }
}

extension YAMLSyntax.Node {
    /// The text of a scalar; nil for what is none.
    var text: String? { if case .scalar(let scalar) = content { scalar.text } else { nil } }

    var isBlockCollection: Bool {
        switch content {
        case .sequence(_, let isFlow), .mapping(_, let isFlow): !isFlow
        case .scalar, .alias: false
        }
    }

    /// Whether an alias or an anchor stands in it.
    var holdsReferences: Bool {
        if anchor != nil { return true }
        switch content {
        case .alias: return true
        case .scalar: return false
        case .sequence(let elements, _): return elements.contains { $0.holdsReferences }
        case .mapping(let pairs, _): return pairs.contains { $0.key.holdsReferences || $0.value.holdsReferences }
        }
    }
}

import YAMLTree

/// The comments of a YAML text that stand between its scalars.
struct SourceComments {
    struct Comment {
        /// From its `#` to the end of its line.
        var range: Range<Int>
        /// Bytes in front of it on its line.
        var column: Int
    }

    private(set) var all: [Comment] = []

    init(_ syntax: YAMLSyntax) {
        var position = 0
        for document in syntax.documents {
            Self.eachLeaf(of: document.root) { leaf in
                if leaf.start > position { add(position..<leaf.start, of: syntax.bytes) }
                position = max(position, leaf.range.upperBound)
            }
        }
        add(position..<syntax.bytes.count, of: syntax.bytes)
    }

    /// The texts of all comments, those behind the `|` of blocks too; sorted.
    static func texts(in syntax: YAMLSyntax) -> [String] {
        var texts = SourceComments(syntax).all.map { text(of: $0.range, in: syntax.bytes) }
        for document in syntax.documents {
            eachLeaf(of: document.root) { leaf in
                guard case .scalar(let scalar) = leaf.content, scalar.style == .literal || scalar.style == .folded
                else { return }
                texts += [BlockScalarText(syntax.bytes[leaf.range], text: scalar.text).comment].compactMap(\.self)
            }
        }
        return texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Without blanks at the end.
    static func text(of range: Range<Int>, in bytes: [UInt8]) -> String {
        var end = range.upperBound
        while end > range.lowerBound, [0x20, 0x09, 0x0D].contains(bytes[end - 1]) { end -= 1 }
        return String(decoding: bytes[range.lowerBound..<end], as: UTF8.self)
    }

    private mutating func add(_ gap: Range<Int>, of bytes: [UInt8]) {
        var index = gap.lowerBound
        while let mark = bytes[index..<gap.upperBound].firstIndex(of: UInt8(ascii: "#")) {
            let end = bytes[mark..<gap.upperBound].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? gap.upperBound
            let line = bytes[..<mark].lastIndex { $0 == 0x0A || $0 == 0x0D }.map { $0 + 1 } ?? 0
            all.append(Comment(range: mark..<end, column: mark - line))
            index = end
        }
    }

    /// Scalars and aliases that are written, in the order of the text.
    private static func eachLeaf(of node: YAMLSyntax.Node, _ body: (YAMLSyntax.Node) -> Void) {
        switch node.content {
        case .scalar, .alias: if node.isWritten { body(node) }
        case .sequence(let elements, _): for element in elements { eachLeaf(of: element, body) }
        case .mapping(let pairs, _):
            for pair in pairs {
                eachLeaf(of: pair.key, body)
                eachLeaf(of: pair.value, body)
            }
        }
    }
}

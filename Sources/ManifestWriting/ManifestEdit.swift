import OrderedJSON
import SourceDiagnostics
import YAMLTree

/// Changes single values of a YAML text where they are written: everything else, comments, quotes, order and blank lines
/// among it, stays byte for byte.
///
/// What cannot be changed without touching something else is refused: a value that an anchor names, that an alias or a
/// merge key brings.
package struct ManifestEdit: Sendable {
    /// A step from a value into it.
    package enum Step: Equatable, Sendable {
        case key(String)
        /// An element of a sequence, by its index.
        case element(Int)
    }

    /// Why a text stays as it is.
    package struct Refusal: Error {
        package var diagnostic: Diagnostic
    }

    /// The text as it is now.
    package private(set) var bytes: [UInt8]
    private let file: String
    private(set) var syntax: YAMLSyntax

    /// A text to change; nil for one that is not free of errors.
    ///
    /// - Parameter file: as diagnostics name it.
    package init?(_ bytes: [UInt8], file: String) {
        guard !YAMLReader().read(bytes, file: file).diagnostics.hasErrors, let syntax = YAMLSyntax(bytes, file: file)
        else { return nil }
        self.bytes = bytes
        self.file = file
        self.syntax = syntax
    }

    /// The index of the first document in which a key has a value.
    package func document(where key: String, is value: String) -> Int? {
        syntax.documents.firstIndex { document in
            document.root.pairs?.contains { $0.key.text == key && $0.value.text == value } ?? false
        }
    }

    /// Whether something is written there, in this document itself.
    package func holds(_ path: [Step], in document: Int) -> Bool {
        guard var node = root(of: document) else { return false }
        for step in path {
            guard let next = node.child(step) else { return false }
            node = next
        }
        return true
    }

    /// What a scalar says; nil for what is not written or no scalar.
    package func text(of path: [Step], in document: Int) -> String? {
        guard var node = root(of: document) else { return nil }
        for step in path {
            guard let next = node.child(step) else { return nil }
            node = next
        }
        return node.text
    }

    /// The index of the element of a sequence that begins at a place or holds it.
    package func element(at location: SourceLocation, of path: [Step], in document: Int) -> Int? {
        guard var node = root(of: document), let range = syntax.range(of: location) else { return nil }
        for step in path {
            guard let next = node.child(step) else { return nil }
            node = next
        }
        guard case .sequence(let elements, _) = node.content else { return nil }
        return elements.firstIndex { $0.range.contains(range.lowerBound) || $0.range.lowerBound == range.lowerBound }
    }

    // MARK: Changes

    /// Gives a value to what a path leads to, in its own style where it has one. Keys that are missing are added in
    /// canonical order.
    ///
    /// - Parameter order: of the document.
    package mutating func set(
        _ path: [Step],
        to value: JSONValue,
        in document: Int,
        order: KeyOrder
    ) throws(Refusal) {
        try verified(WrittenChange(kind: .set(value), path: path, document: document)) { edit throws(Refusal) in
            try edit.write(value, to: path, in: document, order: order)
        }
    }

    private mutating func write(
        _ value: JSONValue,
        to path: [Step],
        in document: Int,
        order: KeyOrder
    ) throws(Refusal) {
        guard let root = root(of: document) else { throw refusal("there is no such document", 0..<0) }
        var node = root
        var order = order
        for (index, step) in path.enumerated() {
            try requireOwn(node)
            guard let next = node.child(step) else {
                guard case .key(let key) = step else { throw refusal("there is no such entry", node.range) }
                let rest = path[(index + 1)...].reversed().reduce(value) { value, step in
                    if case .key(let key) = step { [key: value] } else { value }
                }
                return try add(key, rest, to: node, order)
            }
            order = order.below(step, in: node)
            node = next
        }
        guard node.anchor == nil else {
            throw refusal("an anchor names this value", node.start..<node.range.upperBound)
        }
        if case .alias = node.content { throw refusal("an alias stands for this value", node.range) }
        try replace(node, with: value, order, key: path.last)
    }

    /// Takes a key and its value out; a mapping that is empty then goes with it.
    package mutating func remove(_ path: [Step], in document: Int) throws(Refusal) {
        try verified(WrittenChange(kind: .remove, path: path, document: document)) { edit throws(Refusal) in
            try edit.takeOut(path, in: document)
        }
    }

    private mutating func takeOut(_ path: [Step], in document: Int) throws(Refusal) {
        guard let root = root(of: document), !path.isEmpty else { return }
        var nodes = [root]
        for step in path {
            guard let node = nodes.last else { return }
            try requireOwn(node)
            guard let next = node.child(step) else { return }
            nodes.append(next)
        }
        for node in nodes.dropFirst() where node.holdsAnchor {
            throw refusal("an anchor stands in what goes", node.range)
        }
        var depth = path.count - 1
        while depth > 0, nodes[depth].memberCount == 1 { depth -= 1 }
        try cut(path[depth], from: nodes[depth])
    }

    /// Adds an element at the end of a sequence, or behind one of its elements.
    package mutating func append(
        _ value: JSONValue,
        to path: [Step],
        behind index: Int? = nil,
        in document: Int,
        order: KeyOrder
    ) throws(Refusal) {
        try verified(WrittenChange(kind: .insert(value, behind: index), path: path, document: document)) {
            edit throws(Refusal) in
            try edit.add(value, to: path, behind: index, in: document, order: order)
        }
    }

    private mutating func add(
        _ value: JSONValue,
        to path: [Step],
        behind index: Int?,
        in document: Int,
        order: KeyOrder
    ) throws(Refusal) {
        guard var node = root(of: document) else { throw refusal("there is no such document", 0..<0) }
        var order = order
        for step in path {
            try requireOwn(node)
            guard let next = node.child(step) else { throw refusal("there is no such list", node.range) }
            order = order.below(step, in: node)
            node = next
        }
        try requireOwn(node)
        guard case .sequence(let elements, let isFlow) = node.content, let last = elements.last else {
            throw refusal("this is no list with entries", node.range)
        }
        let previous = index.map { elements[$0] } ?? last
        if isFlow {
            return try splice(previous.range.upperBound..<previous.range.upperBound, ", " + CanonicalYAML.flow(value))
        }
        let dash = column(of: node.range.lowerBound)
        let item = CanonicalYAML(order, isFollowed: true).item(value, order.element, indentation: dash)
        try insertLine(item, behind: previous)
    }

    // MARK: Inside

    /// Makes a change, and makes sure that the text then says what it said, but for the change.
    private mutating func verified(
        _ change: WrittenChange,
        _ body: (inout ManifestEdit) throws(Refusal) -> Void
    ) throws(Refusal) {
        let expected = change.made(in: meanings)
        var edited = self
        try body(&edited)
        guard let expected, edited.meanings == expected else {
            throw refusal("this is written in a way that does not allow it", 0..<0)
        }
        self = edited
    }

    private var meanings: [WrittenMeaning] {
        YAMLReader().read(bytes, file: file).documents.map { WrittenMeaning($0) }
    }

    private func root(of document: Int) -> YAMLSyntax.Node? {
        syntax.documents.indices.contains(document) ? syntax.documents[document].root : nil
    }

    private func refusal(_ reason: String, _ range: Range<Int>) -> Refusal {
        Refusal(
            diagnostic: .error(
                "not-editable",
                "\(reason): the manifest cannot be changed here without changing something else",
                at: syntax.location(of: range),
                hint: "write the value itself in this place, or change it by hand"
            )
        )
    }

    /// What is in a node with an anchor is in every place that an alias names, too.
    private func requireOwn(_ node: YAMLSyntax.Node) throws(Refusal) {
        guard node.anchor == nil else {
            throw refusal("an anchor names this value", node.start..<node.range.upperBound)
        }
        if case .alias = node.content { throw refusal("an alias stands for this value", node.range) }
    }

    private mutating func replace(
        _ node: YAMLSyntax.Node,
        with value: JSONValue,
        _ order: KeyOrder,
        key: Step?
    ) throws(Refusal) {
        let start = node.range.lowerBound
        let isInFlow = isInFlow(start)
        if case .scalar(let scalar) = node.content, case .string(let text) = value, node.isWritten {
            return try splice(node.range, written(text, like: scalar, node, isInFlow: isInFlow))
        }
        switch value {
        case .array, .object:
            guard !node.holdsAnchor else { throw refusal("an anchor stands in what goes", node.range) }
            if isInFlow || node.isFlowCollection { return try splice(node.range, CanonicalYAML.flow(value)) }
            guard case .key(let name)? = key else {
                let indentation = column(of: start) - 2
                let item = CanonicalYAML(order, isFollowed: true).item(value, order, indentation: max(0, indentation))
                return try splice(node.range, String(item.drop { $0 == " " }.dropFirst(2)))
            }
            // From the colon on: a block begins on a line of its own.
            let line = lineStart(of: start)
            let keyEnd = self.keyEnd(before: start)
            let indentation = column(of: keyStart(before: keyEnd, from: line))
            let text = CanonicalYAML(order, isFollowed: true).value(value, under: name, indentation: indentation)
            return try splice(keyEnd..<node.range.upperBound, text)
        default:
            return try splice(node.range, (node.isWritten ? "" : " ") + scalar(value, isInFlow: isInFlow))
        }
    }

    /// A text in the style of what it replaces.
    private func written(
        _ text: String,
        like scalar: YAMLNode.Scalar,
        _ node: YAMLSyntax.Node,
        isInFlow: Bool
    ) -> String {
        switch scalar.style {
        case .doubleQuoted: return ScalarText.quoted(text)
        case .singleQuoted where !text.contains(where: \.isNewline) && ScalarText.quoted(text).count == text.count + 2:
            return "'" + text.replacing("'", with: "''") + "'"
        case .literal, .folded:
            let block = BlockScalarText(syntax.bytes[node.range], text: scalar.text)
            guard var literal = literal(text, at: node, indentation: block.lines.isEmpty ? nil : block.indentation)
            else { return ScalarText.inline(text) }
            if let comment = block.comment, let end = literal.firstIndex(of: "\n") {
                literal.insert(contentsOf: " \(comment)", at: end)
            }
            return literal
        case .plain, .singleQuoted:
            // A comment behind it would become part of a block.
            let isAlone = syntax.bytes[node.range.upperBound..<lineEnd(of: node.range.upperBound)]
                .allSatisfy { $0 == 0x20 }
            return (isInFlow || !isAlone ? nil : literal(text, at: node))
                ?? ScalarText.inline(text, in: isInFlow ? .flow : .block)
        }
    }

    private mutating func add(
        _ key: String,
        _ value: JSONValue,
        to node: YAMLSyntax.Node,
        _ order: KeyOrder
    ) throws(Refusal) {
        guard case .mapping(let pairs, let isFlow) = node.content else {
            if !node.isWritten, case .scalar = node.content {
                // `metadata:` with nothing behind it.
                return try replace(node, with: [key: value], order, key: .key(key))
            }
            throw refusal("this is no mapping", node.range)
        }
        guard !pairs.contains(where: { $0.key.text == "<<" }) else {
            throw refusal("a merge key brings values into this mapping", node.range)
        }
        let members = pairs.map { (key: $0.key.text ?? "", text: $0.value.text) }
        let all = members + [(key: key, text: value.stringValue)]
        let sorted = order.sorted(all)
        let place = sorted.firstIndex(of: all.count - 1) ?? sorted.count - 1
        let nested = order.value(under: key, of: all)
        if isFlow {
            let text = "\(ScalarText.inline(key, in: .flow)): \(CanonicalYAML.flow(value))"
            guard let last = pairs.last else { return try splice(node.range, "{ \(text) }") }
            return try splice(last.end..<last.end, ", \(text)")
        }
        guard let first = pairs.first else { throw refusal("this is no mapping", node.range) }
        let indentation = column(of: first.key.start)
        let text =
            ScalarText.inline(key, in: .flow) + ":"
            + CanonicalYAML(nested, isFollowed: true).value(value, under: key, indentation: indentation)
        let line = String(repeating: " ", count: indentation) + text
        // Behind the last of those that come before it: with the comments of the next one left to that.
        let before = sorted[..<place].max()
        guard let before else {
            return try splice(
                first.key.start..<first.key.start,
                text + "\n" + String(repeating: " ", count: indentation)
            )
        }
        try insertLine(line, behind: pairs[before].value.isWritten ? pairs[before].value : pairs[before].key)
    }

    /// Inserts a line behind the one on which a node ends, and behind the comment there.
    private mutating func insertLine(_ line: String, behind node: YAMLSyntax.Node) throws(Refusal) {
        var end = lineEnd(of: node.lastByte)
        if case .scalar(let scalar) = node.lastLeaf.content, scalar.style == .literal || scalar.style == .folded {
            end = lineEnd(of: node.range.upperBound)
        }
        try splice(end..<end, "\n" + line)
    }

    private mutating func cut(_ step: Step, from node: YAMLSyntax.Node) throws(Refusal) {
        let parts: [(start: Int, end: Int)]
        let isFlow: Bool
        let index: Int?
        switch (node.content, step) {
        case (.mapping(let pairs, let flow), .key(let key)):
            parts = pairs.map { ($0.key.start, max($0.end, $0.key.range.upperBound)) }
            (isFlow, index) = (flow, pairs.firstIndex { $0.key.text == key })
        case (.sequence(let elements, let flow), .element(let place)):
            parts = elements.map { ($0.start, $0.range.upperBound) }
            (isFlow, index) = (flow, place)
        default: return
        }
        guard let index, parts.indices.contains(index) else { return }
        let part = parts[index]
        if isFlow {
            if index + 1 < parts.count { return try splice(part.start..<parts[index + 1].start, "") }
            let start = index > 0 ? parts[index - 1].end : part.start
            return try splice(start..<part.end, "")
        }
        let line = lineStart(of: part.start)
        let lead = syntax.bytes[line..<part.start].filter { $0 != 0x20 }
        let isOwnLine = lead.isEmpty || (step.isElement && lead == [UInt8(ascii: "-")])
        if !isOwnLine, index + 1 < parts.count { return try splice(part.start..<parts[index + 1].start, "") }
        guard isOwnLine else { throw refusal("this entry shares its line with what holds it", part.start..<part.end) }
        let end = lineEnd(of: part.end)
        if end < syntax.bytes.count { return try splice(line..<nextLine(behind: end), "") }
        try splice(line..<end, "")
    }

    /// Replaces bytes.
    private mutating func splice(_ range: Range<Int>, _ text: String) throws(Refusal) {
        let ends = TextForm(of: bytes)
        let new = ends.isCRLF ? Array(text.replacing("\n", with: "\r\n").utf8) : Array(text.utf8)
        let mark = bytes.count - syntax.bytes.count
        var changed = bytes
        changed.replaceSubrange((range.lowerBound + mark)..<(range.upperBound + mark), with: new)
        let result = YAMLReader().read(changed, file: file)
        guard !result.diagnostics.hasErrors, let syntax = YAMLSyntax(changed, file: file) else {
            throw refusal("this is written in a way that does not allow it", range)
        }
        bytes = changed
        self.syntax = syntax
    }
}

extension ManifestEdit.Step {
    fileprivate var isElement: Bool { if case .element = self { true } else { false } }
}

extension KeyOrder {
    fileprivate func below(_ step: ManifestEdit.Step, in node: YAMLSyntax.Node) -> KeyOrder {
        switch step {
        case .element: element
        case .key(let key):
            value(under: key, of: (node.pairs ?? []).map { (key: $0.key.text ?? "", text: $0.value.text) })
        }
    }
}

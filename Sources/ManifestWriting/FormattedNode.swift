/// A node as it is to be printed, with the comments and blank lines that belong to it.
indirect enum FormattedNode {
    /// Nothing written.
    case nothing
    /// On the line of its key; further lines are set two blanks in from it.
    case text([String])
    /// A block scalar: what stands on the line of its key, and its lines without the blanks in front.
    case block(String, [String])
    case mapping(FormattedCollection)
    case sequence(FormattedCollection)

    var collection: FormattedCollection? {
        switch self {
        case .mapping(let collection), .sequence(let collection): collection
        case .nothing, .text, .block: nil
        }
    }
}

/// A mapping or a sequence with a line for each of its members.
struct FormattedCollection {
    var anchor: String?
    var items: [FormattedItem]
    /// What stands behind the last member.
    var tail: [FormattedLine]
    /// Comments in front of all members that stay there whichever comes first.
    var head: [FormattedLine] = []
}

struct FormattedItem {
    /// Comments and blank lines above it.
    var before: [FormattedLine]
    /// Nil for an element of a sequence.
    var key: String?
    var value: FormattedNode
    /// The comment on the line of the key, above a collection.
    var opening: String?
    /// The comment behind its last line.
    var trailing: String?
}

enum FormattedLine: Equatable {
    case blank
    case comment(String)
}

extension FormattedCollection {
    /// Every line, set in by so many blanks.
    func lines(indentation: Int) -> [String] {
        var lines: [String] = []
        func add(_ trivia: [FormattedLine], isFirst: Bool) {
            for line in isFirst ? Array(trivia.drop { $0 == .blank }) : trivia {
                switch line {
                case .blank: if lines.last != "" { lines.append("") }
                case .comment(let text): lines.append(Self.blanks(indentation) + text)
                }
            }
        }
        add(head, isFirst: true)
        for (index, item) in items.enumerated() {
            var item = item
            if item.key == nil { item.hoistComments() }
            add(item.before, isFirst: index == 0 && head.isEmpty)
            lines += item.lines(indentation: indentation)
        }
        add(tail, isFirst: items.isEmpty && head.isEmpty)
        while lines.last == "", !endsWithText { lines.removeLast() }
        return lines
    }

    /// Whether blank lines at the end are a text's own.
    private var endsWithText: Bool {
        guard tail.isEmpty, let last = items.last else { return false }
        if case .block = last.value { return true }
        return last.value.collection?.endsWithText ?? false
    }

    static func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }
}

extension FormattedItem {
    /// An element that begins with a collection has no line of its own: comments in front of that collection's first
    /// member stand above the element.
    fileprivate mutating func hoistComments() {
        switch value {
        case .mapping(var collection) where collection.anchor == nil:
            before += collection.takeFirstComments()
            value = .mapping(collection)
        case .sequence(var collection) where collection.anchor == nil:
            before += collection.takeFirstComments()
            value = .sequence(collection)
        default: break
        }
    }

    fileprivate func lines(indentation: Int) -> [String] {
        let blanks = FormattedCollection.blanks(indentation)
        let start = blanks + (key.map { $0 + ":" } ?? "-")
        var lines: [String]
        switch value {
        case .nothing: lines = [start]
        case .text(let texts):
            lines = ["\(start) \(texts[0])"] + texts.dropFirst().map { $0.isEmpty ? "" : "\(blanks)  \($0)" }
        case .block(let header, let texts):
            lines = ["\(start) \(header)"] + texts.map { $0.isEmpty ? "" : "\(blanks)  \($0)" }
        case .mapping(let collection), .sequence(let collection):
            let inner = collection.lines(indentation: indentation + 2)
            if key == nil, collection.anchor == nil, opening == nil, let first = inner.first {
                lines = ["\(start) \(first.dropFirst(indentation + 2))"] + inner.dropFirst()
            } else {
                lines = [start + (collection.anchor.map { " &\($0)" } ?? "") + (opening.map { " \($0)" } ?? "")] + inner
            }
        }
        if let trailing { lines[lines.count - 1] += " \(trailing)" }
        return lines
    }
}

extension FormattedCollection {
    /// What stands above the first member, also where that member is a collection of which it is the first.
    fileprivate mutating func takeFirstComments() -> [FormattedLine] {
        var taken = head
        head = []
        guard !items.isEmpty else { return taken }
        taken += items[0].before
        items[0].before = []
        if items[0].key == nil {
            items[0].hoistComments()
            taken += items[0].before
            items[0].before = []
        }
        return taken
    }
}

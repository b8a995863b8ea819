import OrderedJSON
import Planning

/// One field of a changed object as lines, indented relative to the object.
struct FieldText {
    let style: TerminalStyle
    let context: DiffContext
    /// How names and values inside of a line are set off from our own words; they are already safe to print.
    var quote: (String) -> String = { $0 }
    /// Characters that a changed piece of a long line may have before its middle is cut.
    var longPiece = Int.max

    /// Lines of a long value that are shown before the rest becomes a number.
    private static let previewLimit = 8
    /// Characters of one line of such a value.
    private static let previewWidth = 240

    private static let notSet = "(not set)"
    private static let unknown = "(unknown)"
    private static let afterApply = "(known after apply)"

    /// What a field becomes: `model: gpt-6-luna → gpt-6-sol`, or its name and a diff below it.
    func lines(of change: FieldChange) -> [String] { display(of: change).lines }

    /// The same, the field's line and the diff apart.
    func display(of change: FieldChange) -> FieldDisplay {
        let label = label(change.path)
        let drift = change.editOnAccount.map { style.paint("  (\($0))", .dim) } ?? ""
        let change = change.withoutToolIdentity
        guard change.isBeforeKnown, change.isAfterKnown else {
            return linesOfUnknown(change, suffix: drift)
        }
        switch (change.before, change.after) {
        case (nil, nil):
            return FieldDisplay("\(label) \(Self.notSet)\(drift)")
        case (nil, let after?):
            return linesOfOneSide(label, after, isAdded: true, suffix: drift)
        case (let before?, nil):
            return linesOfOneSide(label, before, isAdded: false, suffix: drift)
        case (let before?, let after?):
            if ValueText.isInline(before), ValueText.isInline(after) {
                return FieldDisplay(label + " " + inlineChange(before, after) + drift)
            }
            return linesOfDiff(label, before, after, suffix: drift)
        }
    }

    /// A field as its object's change asks for it: of a new object just the value.
    func display(of field: FieldChange, in change: ResourceChange) -> FieldDisplay {
        change.action == .create ? display(ofNewOrGone: field) : display(of: field)
    }

    /// A field of an object that is created or deleted: just its value.
    func display(ofNewOrGone change: FieldChange) -> FieldDisplay {
        let label = label(change.path)
        let change = change.withoutToolIdentity
        guard change.isAfterKnown else { return FieldDisplay("\(label) \(Self.afterApply)") }
        guard change.isBeforeKnown else { return FieldDisplay("\(label) \(Self.unknown)") }
        guard let value = change.after ?? change.before else { return FieldDisplay("\(label) \(Self.notSet)") }
        if value == [:] { return FieldDisplay(quote(VisibleText.line(change.path))) }
        if ValueText.isInline(value) { return FieldDisplay("\(label) \(quote(ValueText.inline(value)))") }
        return FieldDisplay(label, preview(value, .context))
    }

    /// A field in one line. Instead of a diff stands how many lines come and go.
    func line(of field: FieldChange, in change: ResourceChange) -> String {
        let display = display(of: field, in: change)
        guard !display.body.isEmpty else { return display.head }
        if change.action == .create {
            let text = (field.after ?? field.before).map(ValueText.text) ?? ""
            return "\(display.head) \(Wording.count(ValueText.lines(text).count, "line"))"
        }
        let removed = display.body.count { $0.kind == .removed }
        let added = display.body.count { $0.kind == .added }
        return "\(display.head) \(Wording.count(removed, "line")) removed, \(Wording.grouped(added)) added"
    }

    /// Several short fields in one line: `attributes.lang: en → de`; nil when they do not fit one.
    func inlineText(of changes: [FieldChange]) -> String? {
        let fields = changes.map { lines(of: $0) }
        guard (1...3).contains(fields.count), fields.allSatisfy({ $0.count == 1 }) else { return nil }
        return fields.joined().joined(separator: ", ")
    }

    private func label(_ path: String) -> String { quote(VisibleText.line(path)) + ":" }

    private func inline(_ value: JSONValue, _ color: TerminalColor) -> String {
        style.paint(quote(ValueText.inline(value)), color)
    }

    private func inlineChange(_ before: JSONValue, _ after: JSONValue) -> String {
        let (old, new) = (quote(ValueText.inline(before)), quote(ValueText.inline(after)))
        guard let likeness = LookAlike(ValueText.text(before), ValueText.text(after)) else {
            return arrow(style.paint(old, .red), style.paint(new, .green))
        }
        let change = arrow(
            style.paint(quote(VisibleText.exact(ValueText.text(before))), .red),
            style.paint(quote(VisibleText.exact(ValueText.text(after))), .green)
        )
        return change + style.paint("  (\(likeness.rawValue))", .dim)
    }

    private func arrow(_ before: String, _ after: String) -> String { "\(before) → \(after)" }

    private func linesOfUnknown(_ change: FieldChange, suffix: String) -> FieldDisplay {
        let label = label(change.path)
        let before =
            change.isBeforeKnown
            ? change.before.map { ValueText.isInline($0) ? inline($0, .red) : style.paint("(…)", .red) } ?? Self.notSet
            : Self.unknown
        guard change.isAfterKnown else { return FieldDisplay("\(label) \(arrow(before, Self.afterApply))\(suffix)") }
        guard let after = change.after else { return FieldDisplay("\(label) \(arrow(before, Self.notSet))\(suffix)") }
        if ValueText.isInline(after) {
            return FieldDisplay("\(label) \(arrow(before, inline(after, .green)))\(suffix)")
        }
        return FieldDisplay("\(label) \(before) →\(suffix)", preview(after, .added))
    }

    private func linesOfOneSide(_ label: String, _ value: JSONValue, isAdded: Bool, suffix: String) -> FieldDisplay {
        let (word, color): (String, TerminalColor) = isAdded ? ("added", .green) : ("removed", .red)
        let head = "\(label) \(style.paint(word, color))"
        guard ValueText.isInline(value) else {
            return FieldDisplay(head + suffix, preview(value, isAdded ? .added : .removed))
        }
        let text = inline(value, color)
        if value.objectValue != nil { return FieldDisplay(head + (value == [:] ? "" : " \(text)") + suffix) }
        return FieldDisplay("\(label) \(isAdded ? arrow(Self.notSet, text) : arrow(text, Self.notSet))\(suffix)")
    }

    private func linesOfDiff(
        _ label: String,
        _ before: JSONValue,
        _ after: JSONValue,
        suffix: String
    ) -> FieldDisplay {
        let texts = ComparedTexts(before, after)
        if texts.differsInLineEndingsOnly, let note = texts.note {
            return FieldDisplay("\(label) \(note)\(suffix)")
        }
        let note = texts.note.map { style.paint("  (\($0))", .dim) } ?? ""
        let text = ProseDiffText(style: style, context: context, isExact: texts.isExact, piece: longPiece)
        var lines = text.lines(of: texts.diff, namesLines: texts.isProse && !texts.isOneLine)
        if let side = texts.sideWithoutLastLineEnd {
            lines.append(.init(style.paint("\\ no line end behind the last line \(side)", .dim)))
        }
        return FieldDisplay("\(label)\(note)\(suffix)", lines)
    }

    /// The first lines of a long value, and how many more there are.
    private func preview(_ value: JSONValue, _ kind: ProseDiff.Line.Kind) -> [FieldDisplay.Line] {
        let prefix = kind == .context ? "" : kind.prefix
        let lines = ValueText.lines(ValueText.text(value))
        let isWhole = context == .full || lines.count <= Self.previewLimit + 1
        let shown = isWhole ? lines : Array(lines.prefix(Self.previewLimit))
        var preview = shown.map { line -> FieldDisplay.Line in
            var line = line
            if context != .full, line.count > Self.previewWidth {
                line =
                    line.prefix(Self.previewWidth)
                    + "… (\(Wording.count(line.count - Self.previewWidth, "more character")))"
            }
            return .init(style.paint(prefix + VisibleText.prose(line), kind.colors), kind)
        }
        if !isWhole {
            let rest = Wording.count(lines.count - shown.count, "more line")
            preview.append(.init(style.paint("… \(rest); --context full shows all", .dim)))
        }
        return preview
    }
}

/// A field in print: its name with what fits behind it, and the lines below it.
struct FieldDisplay: Equatable {
    /// A line of a diff or of a text.
    struct Line: Equatable {
        /// Not indented; with `- `, `+ ` or two spaces in front in a diff.
        var text: String
        /// What becomes of it; headings and notes are context.
        var kind: ProseDiff.Line.Kind

        init(_ text: String, _ kind: ProseDiff.Line.Kind = .context) {
            (self.text, self.kind) = (text, kind)
        }
    }

    /// Such as `model: gpt-6-luna → gpt-6-sol`, or just `instructions:`.
    var head: String
    var body: [Line]

    init(_ head: String, _ body: [Line] = []) {
        self.head = head
        self.body = body
    }

    /// Both as the text output has them, relative to the object.
    var lines: [String] { [head] + body.map { $0.text.isEmpty ? "" : "  " + $0.text } }
}

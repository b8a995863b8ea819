import OrderedJSON
import Planning

/// One field of a changed object as lines, indented relative to the object.
struct FieldText {
    let style: TerminalStyle
    let context: DiffContext
    /// How names and values inside of a line are set off from our own words; they are already safe to print.
    var quote: (String) -> String = { $0 }

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
        let edit = Self.edit(before: change.before, after: change.after)
        let drift = change.isDrift ? style.paint("  (\(edit))", .dim) : ""
        let before = change.before.map { ValueText.withoutIdentity($0, path: change.path) }
        let after = change.after.map { ValueText.withoutIdentity($0, path: change.path) }
        guard change.isBeforeKnown, change.isAfterKnown else {
            return linesOfUnknown(change, before: before, after: after, suffix: drift)
        }
        switch (before, after) {
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

    /// A field below a heading that says already who changed it.
    func display(ofDrift change: FieldChange) -> FieldDisplay {
        var change = change
        change.isDrift = false
        return display(of: change)
    }

    /// A field of an object that is created or deleted: just its value.
    func display(ofNewOrGone change: FieldChange) -> FieldDisplay {
        let label = label(change.path)
        guard change.isAfterKnown else { return FieldDisplay("\(label) \(Self.afterApply)") }
        guard change.isBeforeKnown else { return FieldDisplay("\(label) \(Self.unknown)") }
        guard let value = change.after ?? change.before else { return FieldDisplay("\(label) \(Self.notSet)") }
        let shown = ValueText.withoutIdentity(value, path: change.path)
        if shown == [:] { return FieldDisplay(quote(VisibleText.line(change.path))) }
        if ValueText.isInline(shown) { return FieldDisplay("\(label) \(quote(ValueText.inline(shown)))") }
        return FieldDisplay(label, preview(shown, prefix: "", colors: []))
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

    /// What somebody did to a field that the plan takes back, from the live value to the desired one: what is new on
    /// the account goes, what is gone there comes back.
    private static func edit(before: JSONValue?, after: JSONValue?) -> String {
        switch (before, after) {
        case (.some, nil): "added on the account"
        case (nil, .some): "removed on the account"
        default: "changed on the account"
        }
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

    private func linesOfUnknown(
        _ change: FieldChange,
        before: JSONValue?,
        after: JSONValue?,
        suffix: String
    ) -> FieldDisplay {
        let label = label(change.path)
        let before =
            change.isBeforeKnown
            ? before.map { ValueText.isInline($0) ? inline($0, .red) : style.paint("(…)", .red) } ?? Self.notSet
            : Self.unknown
        guard change.isAfterKnown else { return FieldDisplay("\(label) \(arrow(before, Self.afterApply))\(suffix)") }
        guard let after else { return FieldDisplay("\(label) \(arrow(before, Self.notSet))\(suffix)") }
        if ValueText.isInline(after) {
            return FieldDisplay("\(label) \(arrow(before, inline(after, .green)))\(suffix)")
        }
        return FieldDisplay("\(label) \(before) →\(suffix)", preview(after, prefix: "+ ", colors: [.green]))
    }

    private func linesOfOneSide(_ label: String, _ value: JSONValue, isAdded: Bool, suffix: String) -> FieldDisplay {
        let (word, color): (String, TerminalColor) = isAdded ? ("added", .green) : ("removed", .red)
        let head = "\(label) \(style.paint(word, color))"
        guard ValueText.isInline(value) else {
            return FieldDisplay(head + suffix, preview(value, prefix: isAdded ? "+ " : "- ", colors: [color]))
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
        let text = ProseDiffText(style: style, context: context, isExact: texts.isExact)
        var lines = text.lines(of: texts.diff, namesLines: texts.isProse && !texts.isOneLine)
        if let side = texts.sideWithoutLastLineEnd {
            lines.append(style.paint("\\ no line end behind the last line \(side)", .dim))
        }
        return FieldDisplay("\(label)\(note)\(suffix)", lines)
    }

    /// The first lines of a long value, and how many more there are.
    private func preview(_ value: JSONValue, prefix: String, colors: [TerminalColor]) -> [String] {
        let lines = ValueText.lines(ValueText.text(value))
        let isWhole = context == .full || lines.count <= Self.previewLimit + 1
        let shown = isWhole ? lines : Array(lines.prefix(Self.previewLimit))
        var preview = shown.map { line -> String in
            var line = line
            if context != .full, line.count > Self.previewWidth {
                line =
                    line.prefix(Self.previewWidth)
                    + "… (\(Wording.count(line.count - Self.previewWidth, "more character")))"
            }
            return line.isEmpty && prefix.isEmpty ? "" : style.paint(prefix + VisibleText.prose(line), colors)
        }
        if !isWhole {
            let rest = Wording.count(lines.count - shown.count, "more line")
            preview.append(style.paint("… \(rest); --context full shows all", .dim))
        }
        return preview
    }
}

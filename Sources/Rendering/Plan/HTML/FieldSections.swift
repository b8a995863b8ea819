import OrderedJSON
import Planning
import SourceDiagnostics

/// The fields of an object: short ones in a table, long ones each with a diff or a text of its own.
struct FieldSections {
    let context: DiffContext

    private static let notSet = HTML("span", ["class": "muted"], .words("(not set)"))
    private static let unknown = HTML("span", ["class": "muted"], .words("(unknown)"))
    private static let afterApply = HTML("span", ["class": "muted"], .words("(known after apply)"))

    /// Fields before and after.
    func changes(_ fields: [FieldChange], budget: inout PageBudget) -> HTML {
        var rows: [HTML] = []
        var long = HTML.empty
        for field in fields {
            let field = field.withoutToolIdentity
            if isShort(field.before), isShort(field.after) {
                rows.append(row(of: field))
            } else {
                long += section(of: field, budget: &budget)
            }
        }
        return table(["Field", "Before", "After"], rows) + long
    }

    /// Fields of an object that is created or deleted: just their values.
    func values(_ fields: [FieldChange], budget: inout PageBudget) -> HTML {
        var rows: [HTML] = []
        var long = HTML.empty
        for field in fields {
            let field = field.withoutToolIdentity
            let value = field.after ?? field.before
            if let value, !ValueText.isInline(value) {
                long += heading(field, note: nil)
                long += TextBlock(context: context).html(of: value, budget: &budget)
            } else {
                let shown =
                    !field.isAfterKnown
                    ? Self.afterApply : !field.isBeforeKnown ? Self.unknown : value.map(inline) ?? Self.notSet
                rows.append(HTML("tr", [:], name(of: field), HTML("td", [:], shown)))
            }
        }
        return table(["Field", "Value"], rows) + long
    }

    private func table(_ columns: [String], _ rows: [HTML]) -> HTML {
        guard !rows.isEmpty else { return .empty }
        let head = HTML("tr", [:], columns.map { HTML("th", ["scope": "col"], .words($0)) })
        return HTML("table", ["class": "fields"], HTML("thead", [:], head), HTML("tbody", [:], rows))
    }

    private func isShort(_ value: JSONValue?) -> Bool { value.map(ValueText.isInline) ?? true }

    /// A tool without options has nothing to show but itself.
    private func inline(_ value: JSONValue) -> HTML {
        value == [:] ? .words("enabled") : HTML("code", [:], .words(ValueText.inline(value)))
    }

    private func name(of field: FieldChange) -> HTML {
        HTML(
            "th",
            ["scope": "row"],
            HTML("code", [:], .line(field.path)) + note(field.editOnAccount) + place(of: field)
        )
    }

    private func place(of field: FieldChange) -> HTML {
        field.cause.map { .place($0.description) } ?? .empty
    }

    private func note(_ text: String?) -> HTML {
        text.map { .literal(" ") + HTML("span", ["class": "note"], .words("· " + $0)) } ?? .empty
    }

    private func row(of field: FieldChange) -> HTML {
        var before = field.before.map { HTML("del", [:], inline($0)) } ?? Self.notSet
        var after = field.after.map { HTML("ins", [:], inline($0)) } ?? Self.notSet
        var likenessNote: String?
        if let old = field.before, let new = field.after,
            let likeness = LookAlike(ValueText.text(old), ValueText.text(new))
        {
            before = HTML("del", [:], HTML("code", [:], .exact(ValueText.text(old))))
            after = HTML("ins", [:], HTML("code", [:], .exact(ValueText.text(new))))
            likenessNote = likeness.rawValue
        }
        return HTML(
            "tr",
            [:],
            name(of: field),
            HTML("td", [:], field.isBeforeKnown ? before : Self.unknown),
            HTML("td", [:], (field.isAfterKnown ? after : Self.afterApply) + note(likenessNote))
        )
    }

    private func heading(_ field: FieldChange, note text: String?) -> HTML {
        HTML(
            "h4",
            [:],
            HTML("code", [:], .line(field.path)) + note(field.editOnAccount) + note(text) + place(of: field)
        )
    }

    private func section(of field: FieldChange, budget: inout PageBudget) -> HTML {
        let block = TextBlock(context: context)
        guard field.isBeforeKnown, field.isAfterKnown else {
            let (known, text) =
                field.isAfterKnown
                ? (field.after, "unknown before; after:") : (field.before, "known after apply; before:")
            let shown = known.map { block.html(of: $0, budget: &budget) } ?? Self.notSet
            return heading(field, note: text) + shown
        }
        guard let before = field.before, let after = field.after else {
            let value = field.after ?? field.before ?? .null
            return heading(field, note: field.after == nil ? "removed" : "added")
                + block.html(of: value, budget: &budget, mark: field.after == nil ? "del" : "ins")
        }
        let texts = ComparedTexts(before, after)
        if texts.differsInLineEndingsOnly { return heading(field, note: texts.note) }
        let diff = SideBySideDiff(context: context, isExact: texts.isExact)
            .html(of: texts.diff, label: "\(field.path) before and after", budget: &budget)
        return heading(field, note: texts.note) + diff
    }
}

/// A long value of one side: its first lines, and the rest to unfold.
struct TextBlock {
    let context: DiffContext

    /// Lines that are shown before the fold.
    private static let shownLines = 12
    /// Characters of one value in a page.
    private static let limit = 300_000

    /// - Parameter mark: Whether the text is marked as inserted (`ins`) or deleted (`del`).
    func html(of value: JSONValue, budget: inout PageBudget, mark: String? = nil) -> HTML {
        let lines = ValueText.lines(ValueText.text(value))
        let bytes = lines.reduce(lines.count) { $0 + $1.utf8.count }
        guard context == .full || bytes <= Self.limit, budget.takesChanged(bytes) else {
            let text = "\(Wording.count(lines.count, "line")) of \(ByteCount.text(bytes)), not in this page"
            return HTML("p", ["class": "rest"], .words(text + "; --context full shows all"))
        }
        guard context != .full, lines.count > Self.shownLines + 4 else { return block(lines, mark) }
        let rest = Wording.count(lines.count - Self.shownLines, "more line")
        return block(Array(lines.prefix(Self.shownLines)), mark)
            + HTML(
                "details",
                ["class": "fold"],
                HTML("summary", [:], .words(rest)),
                block(Array(lines.dropFirst(Self.shownLines)), mark)
            )
    }

    private func block(_ lines: [String], _ mark: String?) -> HTML {
        let text = HTML(Array(lines.map { [HTML.prose($0)] }.joined(separator: [.literal("\n")])))
        switch mark {
        case "ins": return HTML("pre", ["class": "add"], HTML("ins", [:], text))
        case "del": return HTML("pre", ["class": "del"], HTML("del", [:], text))
        default: return HTML("pre", [:], text)
        }
    }
}

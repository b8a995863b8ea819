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
        HTML("th", ["scope": "row"], HTML("code", [:], .line(field.path)) + note(drift(of: field)) + place(of: field))
    }

    private func place(of field: FieldChange) -> HTML {
        field.cause.map { ReasonMarkup.place($0.description) } ?? .empty
    }

    private func note(_ text: String?) -> HTML {
        text.map { .literal(" ") + HTML("span", ["class": "note"], .words("· " + $0)) } ?? .empty
    }

    private func drift(of field: FieldChange) -> String? {
        guard field.isDrift else { return nil }
        return switch (field.before, field.after) {
        case (.some, nil): "added on the account"
        case (nil, .some): "removed on the account"
        default: "changed on the account"
        }
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
        HTML("h4", [:], HTML("code", [:], .line(field.path)) + note(drift(of: field)) + note(text) + place(of: field))
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

extension FieldChange {
    /// A tool without what its field's name says already.
    fileprivate var withoutToolIdentity: FieldChange {
        var field = self
        field.before = before.map { ValueText.withoutIdentity($0, path: path) }
        field.after = after.map { ValueText.withoutIdentity($0, path: path) }
        return field
    }
}

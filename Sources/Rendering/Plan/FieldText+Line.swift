import Planning

extension FieldText {
    /// A field as its object's change asks for it: of a new object just the value.
    func display(of field: FieldChange, in change: ResourceChange) -> FieldDisplay {
        change.action == .create ? display(ofNewOrGone: field) : display(of: field)
    }

    /// A field in one line. Instead of a diff stands how many lines come and go.
    func line(of field: FieldChange, in change: ResourceChange) -> String {
        let display = display(of: field, in: change)
        guard !display.body.isEmpty else { return display.head }
        if change.action == .create {
            let text = (field.after ?? field.before).map(ValueText.text) ?? ""
            return "\(display.head) \(Wording.count(ValueText.lines(text).count, "line"))"
        }
        let removed = display.body.count { $0.hasPrefix("-") }
        let added = display.body.count { $0.hasPrefix("+") }
        return "\(display.head) \(Wording.count(removed, "line")) removed, \(Wording.grouped(added)) added"
    }
}

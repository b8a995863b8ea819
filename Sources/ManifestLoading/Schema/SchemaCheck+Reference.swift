import OrderedJSON
import SchemaValidation
import SourceDiagnostics

/// `$ref`: into the same schema, and in a strict one alone and to a definition (docs/openai-api.md, 11.8, 11.9).
extension SchemaCheck {
    func checkReference(_ member: PlacedJSON.Member) {
        guard let text = member.value.scalar?.stringValue else { return mismatch(member, "a string") }
        guard text.hasPrefix("#") else {
            problems.error(
                "invalid-schema",
                "`$ref` must point into this schema, not to \(quoted(text))",
                at: member.value.location,
                hint: "copy the schema under `$defs` and refer to it as \"#/$defs/<name>\""
            )
            return
        }
        guard target(of: text) == nil else { return }
        let definitions = ["$defs", "definitions"].flatMap { key in
            (root[key]?.members ?? []).map { "#/\(key)/\($0.key)" }
        }
        problems.error(
            "invalid-schema",
            "`$ref` points to \(quoted(text)), which is not in this schema",
            at: member.value.location,
            hint: Suggestion.hint(for: text, among: definitions)
        )
    }

    func checkStrictReference(_ schema: PlacedJSON, _ position: Position) {
        guard let members = schema.members, let reference = members.first(where: { $0.key == "$ref" }) else { return }
        if !position.isRoot {
            for other in members where other.key != "$ref" {
                report(
                    .loneReference,
                    "`$ref` stands alone in a strict schema, without `\(other.key)`",
                    at: other.keyLocation,
                    hint: "put it into the definition, or write the definition here"
                )
            }
        }
        guard let text = reference.value.scalar?.stringValue, target(of: text) != nil,
            let parts = SchemaPointer.keys(ofReference: text), !parts.isEmpty
        else { return }
        if parts.count == 2, ["$defs", "definitions"].contains(parts[0]) { return }
        let isProperty = parts.count == 2 && parts[0] == "properties"
        report(
            isProperty ? .propertyTarget : .referenceTarget,
            "`$ref` of a strict schema points to a definition at the top, not to \(quoted(text))",
            at: reference.value.location,
            hint: "move what it points to under `$defs` and refer to it as \"#/$defs/<name>\""
        )
    }

    /// What a `$ref` names; nil when that is not in this schema.
    func target(of reference: String) -> PlacedJSON? {
        guard let parts = SchemaPointer.keys(ofReference: reference) else { return nil }
        var value = root
        for part in parts {
            if let member = value[part] {
                value = member
            } else if let elements = value.elements, let index = Int(part), elements.indices.contains(index) {
                value = elements[index]
            } else {
                return nil
            }
        }
        return value
    }
}

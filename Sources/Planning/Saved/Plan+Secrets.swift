import AssistantModel
import OrderedJSON
import SourceDiagnostics

extension Plan {
    /// The plan without what may be a secret: the authorization and the headers of MCP servers, and keys in any text. No
    /// manifest can hold those, but whoever edits the account can, and a server may show them.
    ///
    /// A value that differs stays a difference.
    package var withoutSecrets: Plan {
        var plan = self
        for index in plan.changes.indices {
            plan.changes[index].fields = plan.changes[index].fields.map(\.withoutSecrets)
            plan.changes[index].kept = plan.changes[index].kept?.withoutSecrets
        }
        for index in plan.drift.indices {
            plan.drift[index].fields = plan.drift[index].fields.map(\.withoutSecrets)
            plan.drift[index].kept = plan.drift[index].kept?.withoutSecrets
        }
        plan.unchanged = plan.unchanged?.map { object in
            var object = object
            object.fields = object.fields.withoutSecrets
            return object
        }
        return plan
    }
}

/// What stands in the place of a secret.
package enum HiddenText {
    static let whole = "<hidden>"
    static let changed = "<hidden, changed>"
    private static let mark = Array("<hidden".utf8)

    /// Whether something is hidden in a text: part of it or all.
    package static func isPart(of text: String) -> Bool {
        var rest = text.utf8[...]
        while let start = rest.firstIndex(of: mark[0]) {
            rest = rest[start...]
            if rest.starts(with: mark) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}

extension KeptFields {
    fileprivate var withoutSecrets: KeptFields {
        var fields = self
        fields.declared = declared.map(\.withoutSecrets)
        fields.others = others.map(\.withoutSecrets)
        return fields
    }
}

extension DefinitionField {
    fileprivate var withoutSecrets: DefinitionField {
        let change = FieldChange(path: path, before: value, after: nil).withoutSecrets
        return DefinitionField(path: path, value: change.before ?? .null)
    }
}

extension FieldChange {
    fileprivate var withoutSecrets: FieldChange {
        var change = self
        guard path.hasPrefix("tools.mcp.") else {
            change.before = before?.hidingSecrets
            change.after = after?.hidingSecrets
            if before != after, change.before == change.after { change.after = .string(HiddenText.changed) }
            return change
        }
        change.before = before.map { Self.hidden($0, differingFrom: nil) }
        change.after = after.map { Self.hidden($0, differingFrom: before) }
        return change
    }

    private static func hidden(_ tool: JSONValue, differingFrom other: JSONValue?) -> JSONValue {
        guard case .object(var members) = tool else { return tool }
        if let value = members["authorization"] {
            members["authorization"] = mask(value, other?["authorization"])
        }
        if case .object(var headers)? = members["headers"] {
            for (name, value) in headers { headers[name] = mask(value, other?["headers"]?[name]) }
            members["headers"] = .object(headers)
        }
        return .object(members)
    }

    private static func mask(_ value: JSONValue, _ other: JSONValue?) -> JSONValue {
        .string(other.map { $0 != value } == true ? HiddenText.changed : HiddenText.whole)
    }
}

extension JSONValue {
    /// The value with its secrets hidden, keys of objects left as they are.
    fileprivate var hidingSecrets: JSONValue {
        switch self {
        case .string(let text): .string(SecretScan.hiding(text))
        case .array(let elements): .array(elements.map(\.hidingSecrets))
        case .object(let members): .object(JSONObject(members.map { ($0.key, $0.value.hidingSecrets) }))
        case .null, .bool, .integer, .number: self
        }
    }
}

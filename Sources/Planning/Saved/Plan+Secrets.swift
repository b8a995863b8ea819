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
        plan.documents = plan.documents?.map(\.withoutSecrets)
        plan.checks = checks.map { checks in
            var checks = checks
            checks.results = checks.results.map(\.withoutSecrets)
            return checks
        }
        return plan
    }

    /// The same without the objects that stay as they are: of these, texts say the count only.
    package var changesWithoutSecrets: Plan {
        var plan = self
        plan.unchanged = nil
        return plan.withoutSecrets
    }
}

extension DocumentChange {
    /// Keys in the texts are hidden; what differs stays a difference.
    fileprivate var withoutSecrets: DocumentChange {
        guard case .texts(let before, let after) = comparison else { return self }
        let hidden = FieldChange(path: "text", before: .string(before), after: .string(after)).withoutSecrets
        guard let before = hidden.before?.stringValue, let after = hidden.after?.stringValue else { return self }
        var document = self
        document.comparison = .texts(before: before, after: after)
        return document
    }
}

extension PlannedCheck {
    /// Keys in answers, and in what servers, functions and models said of them, are hidden.
    fileprivate var withoutSecrets: PlannedCheck {
        var check = self
        check.obstacle = obstacle.map { SecretScan.hiding($0) }
        check.wrongAnswers = wrongAnswers.map { answer in
            var answer = answer
            answer.passage = SecretScan.hiding(answer.passage)
            answer.reasons = answer.reasons.map { SecretScan.hiding($0) }
            return answer
        }
        return check
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
        change.before = before.map { Self.hidden($0, differingFrom: nil) }
        change.after = after.map { Self.hidden($0, differingFrom: before) }
        if before != after, change.before == change.after { change.after = .string(HiddenSecrets.changedMask) }
        return change
    }

    private static func hidden(_ value: JSONValue, differingFrom other: JSONValue?) -> JSONValue {
        let hidden = HiddenSecrets.hiding(value, withHeaders: true)
        guard value["type"] == "mcp", let other, case .object(var members) = hidden else { return hidden }
        if members["authorization"] == .string(HiddenSecrets.mask), value["authorization"] != other["authorization"] {
            members["authorization"] = .string(HiddenSecrets.changedMask)
        }
        if case .object(var headers)? = members["headers"] {
            for (name, _) in headers where value["headers"]?[name] != other["headers"]?[name] {
                headers[name] = .string(HiddenSecrets.changedMask)
            }
            members["headers"] = .object(headers)
        }
        if let url = members["server_url"], url != value["server_url"], value["server_url"] != other["server_url"] {
            members["server_url"] = .string("\(url.stringValue ?? "") (changed)")
        }
        return .object(members)
    }
}

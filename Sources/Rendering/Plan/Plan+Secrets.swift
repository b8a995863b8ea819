import OrderedJSON
import Planning

extension Plan {
    /// The plan without what may be a secret: the authorization and the headers of MCP servers. No manifest can set an
    /// authorization, but whoever edits the account can, and a server may show it.
    ///
    /// A value that differs stays a difference.
    var withoutSecrets: Plan {
        var plan = self
        for index in plan.changes.indices {
            plan.changes[index].fields = plan.changes[index].fields.map(\.withoutSecrets)
        }
        for index in plan.drift.indices { plan.drift[index].fields = plan.drift[index].fields.map(\.withoutSecrets) }
        return plan
    }
}

extension FieldChange {
    fileprivate var withoutSecrets: FieldChange {
        guard path.hasPrefix("tools.mcp.") else { return self }
        var change = self
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
        other.map { $0 != value } == true ? "<hidden, changed>" : "<hidden>"
    }
}

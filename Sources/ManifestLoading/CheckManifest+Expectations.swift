import AssistantModel
import OrderedJSON
import SchemaValidation
import SourceDiagnostics
import YAMLTree

/// `expect`: what has to be true of an answer.
extension CheckManifest {
    func expectations(_ field: Field) -> [CheckExpectation] {
        guard let items = field.list() else { return [] }
        if items.isEmpty {
            problems.error(
                "empty-value",
                "`expect` lists nothing",
                at: field.location,
                hint: "say what has to be true of the answer, such as `- contains: \"30\"`"
            )
        }
        return items.compactMap { item in
            rule(item).map { CheckExpectation($0, location: item.location) }
        }
    }

    private func rule(_ item: Field) -> CheckExpectation.Rule? {
        guard item.mapping(.expectation) != nil, let pairs = item.pairs() else { return nil }
        guard let (pair, value) = pairs.first else {
            problems.error("missing-key", "an expectation is empty", at: item.location)
            return nil
        }
        guard pairs.count == 1 else {
            problems.error(
                "conflicting-keys",
                "an expectation is one thing, and here are \(pairs.count)",
                at: pairs[1].pair.keyLocation,
                hint: "begin an entry of its own: `- \(pairs[1].pair.key): ...`"
            )
            return nil
        }
        switch pair.key {
        case "cites": return value.string().map { .cites(pattern: $0, paths: []) }
        case "judged": return judged(value)
        case "calls": return calls(value)
        default:
            let isNegated = pair.key.hasPrefix("not_")
            let name = isNegated ? String(pair.key.dropFirst(4)) : pair.key
            return textRule(name, value).map { .text($0, isNegated: isNegated) }
        }
    }

    private func textRule(_ name: String, _ value: Field) -> CheckExpectation.TextRule? {
        switch name {
        case "contains": return value.string().map { .contains($0) }
        case "equals": return value.string().map { .equals($0) }
        case "matches": return value.string().flatMap { pattern($0, at: value.location) }
        case "contains_any":
            guard let items = value.list() else { return nil }
            let texts = items.compactMap { $0.string() }
            if items.isEmpty { problems.error("empty-value", "`\(value.name)` lists no text", at: value.location) }
            return texts.isEmpty ? nil : .containsAny(texts)
        case "is_json": return json(value)
        default: return nil
        }
    }

    private func pattern(_ text: String, at location: SourceLocation) -> CheckExpectation.TextRule? {
        do {
            _ = try Regex(text)
            return .matches(text)
        } catch {
            problems.error(
                "invalid-pattern",
                "\(quoted(text)) is no regular expression: \(error)",
                at: location,
                hint: "in YAML write it in single quotes, where a backslash is one: '\\d+ days'"
            )
            return nil
        }
    }

    private func judged(_ value: Field) -> CheckExpectation.Rule? {
        if !hasModel {
            problems.error(
                "missing-key",
                "`judged` needs `checks_model`",
                at: value.location,
                hint: "name the model that judges, in the assistant or in `defaults`: `checks_model: gpt-6-luna`"
            )
        }
        return value.string().map { .judged(criterion: $0) }
    }

    private func json(_ value: Field) -> CheckExpectation.TextRule? {
        guard let mapping = value.mapping(.jsonExpectation) else { return nil }
        if let file = mapping["file"], mapping["schema"] != nil {
            problems.error(
                "conflicting-keys",
                "`schema` and `file` exclude each other",
                at: file.location,
                hint: "keep one"
            )
            return nil
        }
        guard let field = mapping["schema"] ?? mapping["file"] else { return .isJSON(schema: nil) }
        guard let schema = field.name == "file" ? context.includedJSON(field) : context.json(field) else { return nil }
        do throws(JSONSchemaError) {
            _ = try JSONSchema(schema.value)
        } catch {
            problems.error(
                "invalid-schema",
                "answers cannot be held against this schema: \(error.message)",
                at: schema.location(ofPointer: error.place)
            )
            return nil
        }
        return .isJSON(schema: schema.value)
    }

    private func calls(_ value: Field) -> CheckExpectation.Rule? {
        guard let pairs = value.pairs() else { return nil }
        if pairs.isEmpty {
            problems.error("empty-value", "`calls` names no function", at: value.location)
            return nil
        }
        return .calls(
            pairs.compactMap { pair, field in
                let known = requireFunction(pair.key, at: pair.keyLocation)
                guard known != .missing, let arguments = context.json(field) else { return nil }
                guard let members = arguments.members else {
                    problems.error(
                        "wrong-type",
                        "the arguments of \(quoted(pair.key)) must be a mapping, not \(arguments.summary)",
                        at: arguments.location,
                        hint: "write `{}` for a call with any arguments"
                    )
                    return nil
                }
                if case .declared(let function) = known { check(members, of: function) }
                return CheckExpectation.ExpectedCall(function: pair.key, arguments: arguments.value)
            }
        )
    }

    /// Arguments that the function does not have, and values that it does not take: no call ever has them.
    private func check(_ arguments: [PlacedJSON.Member], of function: FunctionTool) {
        let schema = function.parameters ?? ["type": "object", "properties": [:], "additionalProperties": false]
        guard let properties = schema["properties"]?.objectValue else { return }
        let isOpen =
            schema["patternProperties"] != nil
            || schema["additionalProperties"].map { $0.boolValue != false } == true
        for argument in arguments {
            guard let property = properties[argument.key] else {
                if isOpen { continue }
                let names = properties.map(\.key)
                problems.error(
                    "unknown-argument",
                    "`\(function.name)` has no argument \(quoted(argument.key))",
                    at: argument.keyLocation,
                    hint: Suggestion.hint(for: argument.key, among: names)
                        ?? (names.isEmpty
                            ? "it takes none" : "arguments: \(names.map { onOneLine($0) }.joined(separator: ", "))")
                )
                continue
            }
            // What refers to the rest of the schema, and parts of lists and objects, only a whole call can tell.
            guard argument.value.scalar != nil, let schema = try? JSONSchema(property),
                let violation = schema.violations(of: argument.value.value).first
            else { continue }
            problems.error(
                "unknown-argument",
                "`\(argument.key)` of `\(function.name)` is never \(argument.value.summary): \(violation)",
                at: argument.value.location
            )
        }
    }
}

extension PlacedJSON {
    /// Where the value stands that a JSON pointer in a fragment names, or the nearest one around it.
    fileprivate func location(ofPointer pointer: String) -> SourceLocation {
        var value = self
        for part in pointer.split(separator: "/").dropFirst() {
            let key = String(part.replacing("~1", with: "/").replacing("~0", with: "~"))
            if let member = value[key] {
                value = member
            } else if let elements = value.elements, let index = Int(key), elements.indices.contains(index) {
                value = elements[index]
            } else {
                break
            }
        }
        return value.location
    }
}

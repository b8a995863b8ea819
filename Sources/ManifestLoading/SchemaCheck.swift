import OrderedJSON
import SourceDiagnostics

/// Checks that a value is a JSON Schema, and that it obeys OpenAI's rules for `strict: true`.
struct SchemaCheck {
    /// What messages call the schema, such as "the parameters of `lookup_order`".
    let owner: String
    let isStrict: Bool
    let problems: Problems
    let root: PlacedJSON
    let purpose: Purpose

    /// What a schema is for: their roots obey different rules.
    enum Purpose {
        case functionParameters
        case responseFormat
    }

    init(_ root: PlacedJSON, for purpose: Purpose, owner: String, isStrict: Bool, problems: Problems) {
        self.root = root
        self.purpose = purpose
        self.owner = owner
        self.isStrict = isStrict
        self.problems = problems
    }

    func run() {
        guard root.members != nil else {
            problems.error(
                "invalid-schema",
                "\(owner) must be a JSON Schema, not \(root.summary)",
                at: root.location
            )
            return
        }
        checkRoot()
        check(root, objectDepth: 0)
        if isStrict { checkSize() }
    }

    private func checkRoot() {
        guard purpose == .functionParameters || isStrict else { return }
        if purpose == .functionParameters {
            for keyword in SchemaKeyword.refusedAtRoot where root[keyword] != nil {
                error(
                    "refused-schema-keyword",
                    "`\(keyword)` cannot stand at the top of \(owner)",
                    keyOf: keyword,
                    in: root
                )
            }
        } else if root["anyOf"] != nil {
            error("refused-schema-keyword", "`anyOf` cannot stand at the top of \(owner)", keyOf: "anyOf", in: root)
        }
        if let type = root["type"] {
            if type.scalar != .string("object") {
                problems.error(
                    "invalid-schema",
                    "\(owner) must have the type \"object\" at the top, not \(type.summary)",
                    at: type.location
                )
            }
        } else if root["$ref"] == nil {
            problems.error(
                "invalid-schema",
                "\(owner) must have the type \"object\" at the top",
                at: root.location,
                hint: "add `type: object`"
            )
        }
    }

    private func check(_ schema: PlacedJSON, objectDepth: Int) {
        if case .bool? = schema.scalar { return }
        guard let members = schema.members else {
            problems.error(
                "invalid-schema",
                "a schema must be a mapping, not \(schema.summary)",
                at: schema.location
            )
            return
        }
        for member in members {
            guard let shape = SchemaKeyword.shapes[member.key] else {
                checkUnknown(member)
                continue
            }
            if isStrict, SchemaKeyword.refusedWhenStrict.contains(member.key) {
                problems.error(
                    "refused-schema-keyword",
                    "`\(member.key)` is not allowed in a strict schema",
                    at: member.keyLocation,
                    hint: "remove it, or set `strict: false`"
                )
            }
            check(member, shape, objectDepth: objectDepth)
        }
        checkRequired(schema)
        checkItems(schema)
        if isStrict { checkStrictObject(schema, depth: objectDepth) }
    }

    /// JSON Schema ignores keywords that it does not know: only a likely slip is worth a word.
    private func checkUnknown(_ member: PlacedJSON.Member) {
        guard !member.key.hasPrefix("x-"),
            let hint = Suggestion.hint(for: member.key, among: SchemaKeyword.shapes.keys)
        else { return }
        problems.warning(
            .unknownSchemaKeyword,
            "\(quoted(member.key)) is not a keyword of JSON Schema",
            at: member.keyLocation,
            hint: hint
        )
    }

    private func check(_ member: PlacedJSON.Member, _ shape: SchemaKeyword.Shape, objectDepth: Int) {
        let value = member.value
        let depth = member.key == "properties" ? objectDepth + 1 : objectDepth
        switch shape {
        case .schema: check(value, objectDepth: depth)
        case .schemaOrList:
            for schema in value.elements ?? [value] { check(schema, objectDepth: depth) }
        case .schemaList:
            guard let schemas = value.elements, !schemas.isEmpty else {
                return mismatch(member, "a list with at least one schema")
            }
            for schema in schemas { check(schema, objectDepth: depth) }
        case .schemaMap:
            guard let schemas = value.members else { return mismatch(member, "a mapping from names to schemas") }
            for schema in schemas { check(schema.value, objectDepth: depth) }
        case .typeNames: checkTypeNames(member)
        case .names:
            guard let names = value.elements else { return mismatch(member, "a list of property names") }
            for name in names where name.scalar?.stringValue == nil {
                problems.error(
                    "invalid-schema",
                    "`\(member.key)` lists property names, not \(name.summary)",
                    at: name.location
                )
            }
        case .list:
            if value.elements == nil || member.key == "enum" && value.elements?.isEmpty == true {
                mismatch(member, "a list with at least one value")
            }
        case .text: if value.scalar?.stringValue == nil { mismatch(member, "a string") }
        case .reference: checkReference(member)
        case .number: if value.scalar?.doubleValue == nil { mismatch(member, "a number") }
        case .count: if value.scalar?.integerValue.map({ $0 < 0 }) ?? true { mismatch(member, "a whole number from 0") }
        case .flag: if value.scalar?.boolValue == nil { mismatch(member, "true or false") }
        case .anything: break
        }
    }

    private func checkTypeNames(_ member: PlacedJSON.Member) {
        for name in member.value.elements ?? [member.value] {
            guard let text = name.scalar?.stringValue, SchemaKeyword.typeNames.contains(text) else {
                problems.error(
                    "invalid-schema",
                    "`type` is one of JSON Schema's type names, not \(name.summary)",
                    at: name.location,
                    hint: name.scalar?.stringValue.flatMap { Suggestion.hint(for: $0, among: SchemaKeyword.typeNames) }
                        ?? "types: \(SchemaKeyword.typeNames.joined(separator: ", "))"
                )
                continue
            }
        }
    }

    private func checkReference(_ member: PlacedJSON.Member) {
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
        guard resolve(text.dropFirst()) == nil else { return }
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

    /// What a JSON pointer names.
    private func resolve(_ pointer: Substring) -> PlacedJSON? {
        guard pointer.isEmpty || pointer.hasPrefix("/") else { return nil }
        var value = root
        for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let key = String(part.replacing("~1", with: "/").replacing("~0", with: "~"))
            if let member = value[key] {
                value = member
            } else if let elements = value.elements, let index = Int(key), elements.indices.contains(index) {
                value = elements[index]
            } else {
                return nil
            }
        }
        return value
    }

    /// OpenAI's server answers a function whose arrays do not say what they hold with "array schema missing items",
    /// strict or not (docs/openai-api.md, 11.3).
    private func checkItems(_ schema: PlacedJSON) {
        guard purpose == .functionParameters || isStrict, let type = schema["type"], schema["items"] == nil,
            (type.elements ?? [type]).contains(where: { $0.scalar == .string("array") }),
            // The top is refused for being an array.
            schema.location != root.location
        else { return }
        problems.error(
            "array-without-items",
            "an array in \(owner) needs `items`",
            at: type.location,
            hint: "say what it holds, such as `items: { type: string }`"
        )
    }

    /// A required property that is not declared is a slip, whatever the schema is for.
    private func checkRequired(_ schema: PlacedJSON) {
        guard let properties = schema["properties"]?.members, let required = schema["required"]?.elements else {
            return
        }
        let names = Set(properties.map(\.key))
        var seen: Set<String> = []
        for element in required {
            guard let name = element.scalar?.stringValue else { continue }
            if !names.contains(name) {
                let hint = Suggestion.hint(for: name, among: names)
                let message = "`required` names \(quoted(name)), which is not among the properties"
                if isStrict {
                    problems.error("strict-schema", message, at: element.location, hint: hint)
                } else {
                    problems.warning(.undeclaredProperty, message, at: element.location, hint: hint)
                }
            } else if !seen.insert(name).inserted {
                problems.error("invalid-schema", "`required` names \(quoted(name)) twice", at: element.location)
            }
        }
    }

    private func mismatch(_ member: PlacedJSON.Member, _ expected: String) {
        problems.error(
            "invalid-schema",
            "`\(member.key)` must be \(expected), not \(member.value.summary)",
            at: member.value.location
        )
    }

    private func error(_ code: String, _ message: String, keyOf key: String, in schema: PlacedJSON) {
        let location = schema.members?.first { $0.key == key }?.keyLocation ?? schema.location
        problems.error(code, message, at: location, hint: "wrap it in a property of an object")
    }
}

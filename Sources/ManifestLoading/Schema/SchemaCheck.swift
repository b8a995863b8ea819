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

    /// Whether the environment's server judges as OpenAI's own does. Others may take what that refuses.
    let isJudgedAsOpenAI: Bool

    init(_ root: PlacedJSON, for purpose: Purpose, owner: String, isStrict: Bool, context: LoadContext) {
        self.root = root
        self.purpose = purpose
        self.owner = owner
        self.isStrict = isStrict
        isJudgedAsOpenAI = context.isJudgedAsOpenAI
        problems = context.problems
    }

    private init(strict root: PlacedJSON, for purpose: Purpose, owner: String) {
        self.root = root
        self.purpose = purpose
        self.owner = owner
        isStrict = true
        isJudgedAsOpenAI = true
        problems = Problems()
    }

    /// Whether OpenAI would take a schema with `strict: true`.
    static func isStrict(_ root: PlacedJSON, for purpose: Purpose, owner: String) -> Bool {
        let check = SchemaCheck(strict: root, for: purpose, owner: owner)
        check.run()
        return !check.problems.sorted.hasErrors
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
        check(root, Position(isRoot: true, isStrict: isStrict))
        if isStrict { checkSize() }
    }

    /// Reports what a rule of OpenAI's server forbids: an error where that server judges and the rule is certain.
    func report(_ rule: SchemaRule, _ message: String, at location: SourceLocation, hint: String? = nil) {
        if rule.certainty == .doubtful {
            guard isJudgedAsOpenAI else { return }
            problems.warning(rule.code, "OpenAI may refuse this: \(message)", at: location, hint: hint)
        } else if isJudgedAsOpenAI {
            problems.error(rule.code.rawValue, message, at: location, hint: hint)
        } else {
            problems.warning(rule.code, message, at: location, hint: hint)
        }
    }

    /// Where in the schema a node stands.
    struct Position {
        var isRoot = false
        /// How many objects it lies in.
        var objectDepth = 0
        /// Whether the rules of strict schemas hold here. Below a keyword that is refused already they would only
        /// repeat that.
        var isStrict: Bool
        /// Whether it is the schema of a list's elements.
        var isItems = false

        func below(_ keyword: String) -> Position {
            var position = self
            position.isRoot = false
            position.isItems = keyword == "items"
            if keyword == "properties" { position.objectDepth += 1 }
            if SchemaRule.keywords[keyword] != nil || keyword == "additionalProperties" { position.isStrict = false }
            return position
        }
    }

    private func check(_ schema: PlacedJSON, _ position: Position) {
        if case .bool(let flag)? = schema.scalar {
            if position.isStrict {
                report(
                    .booleanSchema,
                    "`\(flag)` is no schema that says what a value is, as a strict schema has to",
                    at: schema.location,
                    hint: "write a type, such as `type: string`, or set `strict: false`"
                )
            }
            return
        }
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
            if position.isStrict { checkStrictMember(member) }
            check(member, shape, position)
        }
        checkRequired(schema)
        checkItems(schema, position)
        if position.isStrict { checkStrictNode(schema, position) }
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

    private func check(_ member: PlacedJSON.Member, _ shape: SchemaKeyword.Shape, _ position: Position) {
        let value = member.value
        let position = position.below(member.key)
        switch shape {
        case .schema:
            if member.key == "additionalProperties", value.scalar?.boolValue != nil { break }
            check(value, position)
        case .schemaOrList:
            for schema in value.elements ?? [value] { check(schema, position) }
        case .schemaList:
            guard let schemas = value.elements, !schemas.isEmpty else {
                return mismatch(member, "a list with at least one schema")
            }
            for schema in schemas { check(schema, position) }
        case .schemaMap:
            guard let schemas = value.members else { return mismatch(member, "a mapping from names to schemas") }
            for schema in schemas { check(schema.value, position) }
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

    private func checkItems(_ schema: PlacedJSON, _ position: Position) {
        guard let type = schema["type"], schema["items"] == nil,
            (type.elements ?? [type]).contains(where: { $0.scalar == .string("array") }),
            // The top is refused for being an array.
            !position.isRoot
        else { return }
        report(
            isLenient ? SchemaRule.items.doubted : .items,
            "an array in \(owner) needs `items`",
            at: type.location,
            hint: "say what it holds, such as `items: { type: string }`"
        )
    }

    /// The server's rules for schemas that are not strict are known of functions only.
    var isLenient: Bool { purpose == .responseFormat && !isStrict }

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
                    report(.required, message, at: element.location, hint: hint)
                } else {
                    problems.warning(.undeclaredProperty, message, at: element.location, hint: hint)
                }
            } else if !seen.insert(name).inserted {
                problems.error("invalid-schema", "`required` names \(quoted(name)) twice", at: element.location)
            }
        }
    }

    func mismatch(_ member: PlacedJSON.Member, _ expected: String) {
        problems.error(
            "invalid-schema",
            "`\(member.key)` must be \(expected), not \(member.value.summary)",
            at: member.value.location
        )
    }
}

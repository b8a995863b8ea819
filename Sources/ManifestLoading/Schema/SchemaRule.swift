import SourceDiagnostics

/// What OpenAI's server asks of the schemas of functions and answers beyond JSON Schema, and how that is known: all of
/// it stands here. `docs/openai-api.md`, 11, has the rows.
struct SchemaRule {
    enum Certainty {
        /// In one of OpenAI's documents.
        case documented
        /// People show what the server answered.
        case answered
        /// Sources contradict each other, or there is one that is no answer of the server.
        case doubtful
    }

    let certainty: Certainty
    /// Who says so, as the row names it.
    let source: String
    /// The row.
    let row: String
    private let refusal: WarningCode

    init(_ code: WarningCode, _ certainty: Certainty, _ source: String, row: String) {
        refusal = code
        self.certainty = certainty
        self.source = source
        self.row = row
    }

    /// The code of its diagnostics.
    var code: WarningCode { certainty == .doubtful ? .doubtfulSchema : refusal }

    /// The rule, where it is known of something else and may hold here.
    var doubted: SchemaRule { SchemaRule(refusal, .doubtful, source, row: row) }

    private static let guide = "guide structured-outputs"

    static let rootKeyword = SchemaRule(.refusedSchemaKeyword, .answered, "langchainjs#9804", row: "11.1")
    static let rootUnion = SchemaRule(.refusedSchemaKeyword, .documented, guide, row: "11.11")
    static let rootType = SchemaRule(.strictSchema, .answered, "clay-good/OpenLore#52", row: "11.1")
    static let rootReference = SchemaRule(.strictSchema, .answered, "vercel/ai#15159", row: "11.13")
    static let rootProperties = SchemaRule(.objectWithoutProperties, .answered, "spring-ai#4776", row: "11.2")
    static let items = SchemaRule(.arrayWithoutItems, .answered, "mcphost#35", row: "11.3")

    static let closedObject = SchemaRule(.strictSchema, .documented, guide, row: "11.4")
    static let required = SchemaRule(.strictSchema, .documented, guide, row: "11.4")
    static let properties = SchemaRule(.strictSchema, .answered, "google/adk-go#1614", row: "11.2")
    static let size = SchemaRule(.strictSchema, .documented, guide, row: "11.5")
    static let type = SchemaRule(.strictSchema, .answered, "apexive/odoo-llm#212", row: "11.14")
    static let itemsType = SchemaRule(.strictSchema, .answered, "can1357/oh-my-pi#211", row: "11.14")
    static let booleanSchema = SchemaRule(.strictSchema, .answered, "can1357/oh-my-pi#211", row: "11.14")
    static let itemsList = SchemaRule(.strictSchema, .answered, "vercel/ai#2271", row: "11.15")
    static let loneReference = SchemaRule(.strictSchema, .answered, "camel#3001", row: "11.8")
    static let referenceTarget = SchemaRule(.strictSchema, .answered, "dotnet/extensions#6918", row: "11.9")
    static let propertyTarget = SchemaRule(.strictSchema, .doubtful, "langchainjs#8389", row: "11.9")
    static let format = SchemaRule(.strictSchema, .answered, "cyanheads/git-mcp-server#47", row: "11.10")
    static let lookaround = SchemaRule(.strictSchema, .answered, "vercel/ai#21037", row: "11.16")
    static let distinctValues = SchemaRule(.strictSchema, .doubtful, "draft 4 of JSON Schema", row: "11.17")

    /// Keywords that a strict schema may not have. `default` and limits of lengths, numbers and lists are taken.
    static let keywords: [String: SchemaRule] = {
        var rules: [String: SchemaRule] = [:]
        func add(_ keywords: [String], _ certainty: Certainty, _ source: String, row: String) {
            for keyword in keywords {
                rules[keyword] = SchemaRule(.refusedSchemaKeyword, certainty, source, row: row)
            }
        }
        add(
            ["allOf", "dependentRequired", "dependentSchemas", "else", "if", "not", "then"],
            .documented,
            guide,
            row: "11.6"
        )
        // What the guide's `dependentRequired` and `dependentSchemas` were called before.
        add(["dependencies"], .documented, guide, row: "11.6")
        add(["oneOf", "uniqueItems"], .answered, "makenotion/notion-mcp-server#102", row: "11.6")
        add(["propertyNames"], .answered, "can1357/oh-my-pi#209", row: "11.6")
        add(["prefixItems"], .answered, "openai-agents-python#4753", row: "11.7")
        add(
            [
                "contains", "maxContains", "maxProperties", "minContains", "minProperties", "unevaluatedItems",
                "unevaluatedProperties",
            ],
            .documented,
            "guide structured-outputs of 2024",
            row: "11.7"
        )
        add(["patternProperties"], .doubtful, "guide structured-outputs of 2024", row: "11.7")
        add(
            [
                "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef", "additionalItems",
                "contentSchema",
            ],
            .doubtful,
            "openai-node",
            row: "11.7"
        )
        return rules
    }()

    /// Keywords that the top of a function's parameters may not have, strict or not.
    static let rootKeywords = ["allOf", "anyOf", "enum", "not", "oneOf"]

    /// Formats of strings that a strict schema may have.
    static let formats = [
        "date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid",
    ]

    /// Every rule.
    static var all: [SchemaRule] {
        [
            rootKeyword, rootUnion, rootType, rootReference, rootProperties, items, closedObject, required, properties,
            size, type, itemsType, booleanSchema, itemsList, loneReference, referenceTarget, propertyTarget, format,
            lookaround, distinctValues,
        ] + keywords.values
    }
}

import OrderedJSON

/// What a value in a request must be. The rules are data written from OpenAI's OpenAPI document and docs/openai-api.md;
/// `RequestChecker` is the only thing that reads them.
indirect enum Rule: Sendable {
    case boolean
    case string(length: ClosedRange<Int> = 0...Int.max)
    /// 1 to some number of `A-Z a-z 0-9 _ -`, as names of functions and response formats are.
    case identifier(maximum: Int = 64)
    case choice([String])
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case array(Rule, count: ClosedRange<Int> = 0...Int.max)
    case object(Fields)
    /// An object with free names, each value under one rule.
    case map(Rule, count: Int, nameLength: Int)
    /// An object of any content, such as a JSON Schema.
    case openObject
    /// An object whose `type` says which fields it has; the first list of names is the order errors show.
    case tagged([Variant])
    /// The first alternative that the value's JSON type fits.
    case either([Rule])
    case nullable(Rule)
    case checked(Rule, @Sendable (JSONValue, String) throws(APIErrorResponse) -> Void)

    /// The fields of a closed object: any other name is refused.
    struct Fields: Sendable {
        var fields: [Field]

        init(_ fields: [Field]) {
            self.fields = fields
        }
    }

    struct Field: Sendable {
        let name: String
        let rule: Rule
        let isRequired: Bool

        static func required(_ name: String, _ rule: Rule) -> Field {
            Field(name: name, rule: rule, isRequired: true)
        }

        static func optional(_ name: String, _ rule: Rule) -> Field {
            Field(name: name, rule: rule, isRequired: false)
        }
    }

    struct Variant: Sendable {
        let tag: String
        let fields: [Field]

        init(_ tag: String, _ fields: [Field] = []) {
            self.tag = tag
            self.fields = fields
        }
    }
}

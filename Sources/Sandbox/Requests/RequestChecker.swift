import OrderedJSON

/// Checks a raw JSON value against a rule and refuses it in the real server's words and codes.
enum RequestChecker {
    /// - Parameter path: the place of the value, as `tools[0].function.name`; empty for the body itself.
    static func check(_ value: JSONValue, against rule: Rule, at path: String = "") throws(APIErrorResponse) {
        switch rule {
        case .boolean: guard case .bool = value else { throw wrongType(value, "a boolean", path) }
        case .string(let length): try checkString(value, length, path)
        case .identifier(let maximum): try checkIdentifier(value, maximum, path)
        case .choice(let names): try checkChoice(value, names, path)
        case .integer(let range):
            guard let number = value.intValue else { throw wrongType(value, "an integer", path) }
            try checkBounds(number, range, "integer", path)
        case .number(let range):
            guard let number = value.doubleValue else { throw wrongType(value, "a decimal", path) }
            try checkBounds(number, range, "decimal", path)
        case .array(let element, let count): try checkArray(value, element, count, path)
        case .object(let fields): try checkObject(value, fields.fields, path)
        case .map(let element, let count, let nameLength): try checkMap(value, element, count, nameLength, path)
        case .openObject: guard case .object = value else { throw wrongType(value, "an object", path) }
        case .tagged(let variants): try checkTagged(value, variants, path)
        case .either(let rules): try checkEither(value, rules, path)
        case .nullable(let inner): if value != .null { try check(value, against: inner, at: path) }
        case .checked(let inner, let body):
            try check(value, against: inner, at: path)
            try body(value, path)
        }
    }

    private static func checkString(
        _ value: JSONValue,
        _ length: ClosedRange<Int>,
        _ path: String
    ) throws(APIErrorResponse) {
        guard case .string(let text) = value else { throw wrongType(value, "a string", path) }
        let count = text.unicodeScalars.count
        if count > length.upperBound {
            throw limit(
                path,
                "string too long",
                "a string with maximum length \(length.upperBound)",
                "a string with length \(count)",
                "string_above_max_length"
            )
        }
        if count < length.lowerBound {
            throw limit(
                path,
                "empty string",
                "a string with minimum length \(length.lowerBound)",
                "a string with length \(count)",
                "string_below_min_length"
            )
        }
    }

    private static func checkIdentifier(_ value: JSONValue, _ maximum: Int, _ path: String) throws(APIErrorResponse) {
        try checkString(value, 1...maximum, path)
        let pattern = "^[a-zA-Z0-9_-]+$"
        guard let text = value.stringValue, text.utf8.allSatisfy(isIdentifierByte) else {
            throw .badRequest(
                "Invalid '\(path)': string does not match pattern. Expected a string that matches the pattern "
                    + "'\(pattern)'.",
                parameter: path,
                code: "invalid_value"
            )
        }
    }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func checkChoice(_ value: JSONValue, _ names: [String], _ path: String) throws(APIErrorResponse) {
        guard case .string(let text) = value else { throw wrongType(value, "one of \(list(names))", path) }
        guard names.contains(text) else {
            throw .badRequest(
                "Invalid value: '\(text)'. Supported values are: \(list(names)).",
                parameter: path,
                code: "invalid_value"
            )
        }
    }

    private static func checkBounds<Number: Comparable>(
        _ number: Number,
        _ range: ClosedRange<Number>,
        _ kind: String,
        _ path: String
    ) throws(APIErrorResponse) {
        guard !range.contains(number) else { return }
        let isAbove = number > range.upperBound
        throw limit(
            path,
            "\(kind) \(isAbove ? "above maximum" : "below minimum") value",
            "a value \(isAbove ? "<= \(range.upperBound)" : ">= \(range.lowerBound)")",
            "\(number)",
            "\(kind)_\(isAbove ? "above_max" : "below_min")_value"
        )
    }

    private static func checkArray(
        _ value: JSONValue,
        _ element: Rule,
        _ count: ClosedRange<Int>,
        _ path: String
    ) throws(APIErrorResponse) {
        guard case .array(let values) = value else { throw wrongType(value, "an array", path) }
        if values.count > count.upperBound {
            throw limit(
                path,
                "array too long",
                "an array with maximum length \(count.upperBound)",
                "an array with length \(values.count)",
                "array_above_max_length"
            )
        }
        if values.count < count.lowerBound {
            throw limit(
                path,
                "empty array",
                "an array with minimum length \(count.lowerBound)",
                "an array with length \(values.count)",
                "array_below_min_length"
            )
        }
        for (index, item) in values.enumerated() {
            try check(item, against: element, at: "\(path)[\(index)]")
        }
    }

    private static func checkObject(
        _ value: JSONValue,
        _ fields: [Rule.Field],
        _ path: String
    ) throws(APIErrorResponse) {
        guard case .object(let members) = value else { throw wrongType(value, "an object", path) }
        for member in members {
            let place = join(path, member.key)
            guard let field = fields.first(where: { $0.name == member.key }) else {
                throw .badRequest("Unknown parameter: '\(place)'.", parameter: place, code: "unknown_parameter")
            }
            try check(member.value, against: field.rule, at: place)
        }
        for field in fields where field.isRequired && value[field.name] == nil {
            let place = join(path, field.name)
            throw .missing(place)
        }
    }

    private static func checkMap(
        _ value: JSONValue,
        _ element: Rule,
        _ count: Int,
        _ nameLength: Int,
        _ path: String
    ) throws(APIErrorResponse) {
        guard case .object(let members) = value else { throw wrongType(value, "an object", path) }
        if members.count > count {
            throw limit(
                path,
                "too many properties",
                "an object with at most \(count) properties",
                "an object with \(members.count) properties",
                "object_above_max_properties"
            )
        }
        for member in members {
            let length = member.key.unicodeScalars.count
            guard (1...nameLength).contains(length) else {
                throw limit(
                    path,
                    "a property name of the wrong length",
                    "names of 1 to \(nameLength) characters",
                    "one with length \(length)",
                    "string_above_max_length"
                )
            }
            try check(member.value, against: element, at: join(path, member.key))
        }
    }

    private static func checkTagged(
        _ value: JSONValue,
        _ variants: [Rule.Variant],
        _ path: String
    ) throws(APIErrorResponse) {
        guard case .object = value else { throw wrongType(value, "an object", path) }
        let tags = variants.map(\.tag)
        let place = join(path, "type")
        guard let tag = value["type"] else {
            throw .missing(place)
        }
        try check(tag, against: .choice(tags), at: place)
        guard let variant = variants.first(where: { $0.tag == tag.stringValue }) else { return }
        try checkObject(value, [.required("type", .choice(tags))] + variant.fields, path)
    }

    private static func checkEither(_ value: JSONValue, _ rules: [Rule], _ path: String) throws(APIErrorResponse) {
        guard let rule = rules.first(where: { accepts(value, $0) }) else {
            throw wrongType(value, "another type", path)
        }
        try check(value, against: rule, at: path)
    }

    /// Whether the JSON type of the value is the one the rule is about.
    private static func accepts(_ value: JSONValue, _ rule: Rule) -> Bool {
        switch (rule, value) {
        case (.boolean, .bool), (.string, .string), (.identifier, .string), (.choice, .string),
            (.array, .array), (.object, .object), (.map, .object), (.openObject, .object), (.tagged, .object):
            true
        case (.integer, _): value.intValue != nil
        case (.number, _): value.doubleValue != nil
        case (.nullable(let inner), _): value == .null || accepts(value, inner)
        case (.checked(let inner, _), _): accepts(value, inner)
        case (.either(let rules), _): rules.contains { accepts(value, $0) }
        default: false
        }
    }

    private static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    private static func list(_ names: [String]) -> String {
        let quoted = names.map { "'\($0)'" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.joined() }
        return quoted.dropLast().joined(separator: ", ") + ", and " + last
    }

    private static func limit(
        _ path: String,
        _ what: String,
        _ expected: String,
        _ got: String,
        _ code: String
    ) -> APIErrorResponse {
        .badRequest(
            "Invalid '\(path)': \(what). Expected \(expected), but got \(got) instead.",
            parameter: path,
            code: code
        )
    }

    private static func wrongType(_ value: JSONValue, _ expected: String, _ path: String) -> APIErrorResponse {
        let place = path.isEmpty ? "body" : path
        return .badRequest(
            "Invalid type for '\(place)': expected \(expected), but got \(value.typeName) instead.",
            parameter: path.isEmpty ? nil : path,
            code: "invalid_type"
        )
    }
}

extension JSONValue {
    /// The type as the real server names it in errors.
    fileprivate var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .number: "a decimal number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

import OrderedJSON

/// Holds one value against a schema and collects what it violates.
struct ValueCheck {
    let schema: JSONSchema
    private(set) var violations: [SchemaViolation] = []
    /// How many schemas apply inside one another right now. One that refers to itself without going down into the value
    /// would never end.
    private var depth = 0
    /// How many schemas were applied so far: choices within choices would take time beyond all bounds.
    private var steps = 0

    private static let maximumViolations = 10
    private static let maximumDepth = 256
    private static let maximumSteps = 1_000_000

    init(schema: JSONSchema) {
        self.schema = schema
    }

    mutating func hold(_ value: JSONValue, against node: JSONValue, at place: String) {
        guard violations.count < Self.maximumViolations else { return }
        steps += 1
        guard depth < Self.maximumDepth, steps < Self.maximumSteps else {
            return violate(place, "the schema goes on and on here")
        }
        guard case .object(let keywords) = node else {
            if node.boolValue == false { violate(place, "nothing is allowed here") }
            return
        }
        depth += 1
        defer { depth -= 1 }
        holdAny(value, keywords, place)
        holdCombined(value, keywords, place)
        switch value {
        case .object(let members): holdObject(members, keywords, place)
        case .array(let elements): holdArray(elements, keywords, place)
        case .string(let text): holdText(text, keywords, place)
        case .integer, .number: holdNumber(value.doubleValue, keywords, place)
        case .null, .bool: break
        }
    }

    private mutating func violate(_ place: String, _ message: String) {
        if violations.count < Self.maximumViolations {
            violations.append(SchemaViolation(place: place, message: message))
        }
    }

    /// Whether a value fits, and nothing is said of it.
    private mutating func fits(_ value: JSONValue, _ node: JSONValue) -> Bool {
        var trial = ValueCheck(schema: schema)
        trial.depth = depth
        trial.steps = steps
        trial.hold(value, against: node, at: "")
        steps = trial.steps
        return trial.violations.isEmpty
    }
}

// MARK: - Whatever the value is

extension ValueCheck {
    private mutating func holdAny(_ value: JSONValue, _ keywords: JSONObject, _ place: String) {
        if let type = keywords["type"] {
            let names = (type.arrayValue ?? [type]).compactMap(\.stringValue)
            if !names.contains(where: { SchemaType(rawValue: $0)?.holds(value) == true }) {
                violate(place, "expected \(names.joined(separator: " or "))")
            }
        }
        if let allowed = keywords["enum"]?.arrayValue, !allowed.contains(value) {
            violate(place, "is none of the values that are allowed")
        }
        if let only = keywords["const"], only != value { violate(place, "is not the value that is allowed") }
    }

    private mutating func holdCombined(_ value: JSONValue, _ keywords: JSONObject, _ place: String) {
        if let reference = keywords["$ref"]?.stringValue, let target = schema.target(of: reference) {
            hold(value, against: target, at: place)
        }
        for node in keywords["allOf"]?.arrayValue ?? [] { hold(value, against: node, at: place) }
        if let nodes = keywords["anyOf"]?.arrayValue, nodes.allSatisfy({ !fits(value, $0) }) {
            violate(place, "fits none of the schemas of `anyOf`")
        }
        if let nodes = keywords["oneOf"]?.arrayValue {
            let count = nodes.count { fits(value, $0) }
            if count != 1 { violate(place, "fits \(count) of the schemas of `oneOf` instead of one") }
        }
        if let node = keywords["not"], fits(value, node) { violate(place, "fits the schema of `not`") }
        if let condition = keywords["if"], let node = keywords[fits(value, condition) ? "then" : "else"] {
            hold(value, against: node, at: place)
        }
    }
}

// MARK: - Objects and arrays

extension ValueCheck {
    private mutating func holdObject(_ members: JSONObject, _ keywords: JSONObject, _ place: String) {
        for name in (keywords["required"]?.arrayValue ?? []).compactMap(\.stringValue) where members[name] == nil {
            violate(place, "misses `\(name)`")
        }
        if let minimum = keywords["minProperties"]?.intValue, members.count < minimum {
            violate(place, "has fewer than \(minimum) members")
        }
        if let maximum = keywords["maxProperties"]?.intValue, members.count > maximum {
            violate(place, "has more than \(maximum) members")
        }
        for (name, needed) in keywords["dependentRequired"]?.objectValue ?? [:] where members[name] != nil {
            for other in (needed.arrayValue ?? []).compactMap(\.stringValue) where members[other] == nil {
                violate(place, "misses `\(other)`, which goes with `\(name)`")
            }
        }
        for (name, node) in keywords["dependentSchemas"]?.objectValue ?? [:] where members[name] != nil {
            hold(.object(members), against: node, at: place)
        }
        let patterns = (keywords["patternProperties"]?.objectValue ?? [:]).compactMap { pattern, node in
            schema.patterns[pattern].map { ($0, node) }
        }
        for (name, member) in members {
            let below = place + "/" + SchemaPointer.escaped(name)
            if let node = keywords["propertyNames"] { hold(.string(name), against: node, at: below) }
            var isKnown = false
            if let node = keywords["properties"]?[name] {
                isKnown = true
                hold(member, against: node, at: below)
            }
            for (pattern, node) in patterns where pattern.isFound(in: name) {
                isKnown = true
                hold(member, against: node, at: below)
            }
            guard !isKnown, let node = keywords["additionalProperties"] else { continue }
            if node.boolValue == false {
                violate(place, "has `\(name)`, which is not allowed")
            } else {
                hold(member, against: node, at: below)
            }
        }
    }

    private mutating func holdArray(_ elements: [JSONValue], _ keywords: JSONObject, _ place: String) {
        if let minimum = keywords["minItems"]?.intValue, elements.count < minimum {
            violate(place, "has fewer than \(minimum) elements")
        }
        if let maximum = keywords["maxItems"]?.intValue, elements.count > maximum {
            violate(place, "has more than \(maximum) elements")
        }
        if keywords["uniqueItems"]?.boolValue == true {
            for (index, element) in elements.enumerated() where elements[..<index].contains(element) {
                violate(place, "has an element twice")
                break
            }
        }
        // Draft 7 calls the schemas of the first elements `items`, and the schema of the others `additionalItems`.
        let listed = keywords["items"]?.arrayValue
        let first = keywords["prefixItems"]?.arrayValue ?? listed ?? []
        let others = listed == nil ? keywords["items"] : keywords["additionalItems"]
        for (index, element) in elements.enumerated() {
            guard let node = index < first.count ? first[index] : others else { continue }
            hold(element, against: node, at: "\(place)/\(index)")
        }
        if let node = keywords["contains"] {
            let count = elements.count { fits($0, node) }
            if count < keywords["minContains"]?.intValue ?? 1 {
                violate(place, "has too few elements that `contains` wants")
            }
            if let maximum = keywords["maxContains"]?.intValue, count > maximum {
                violate(place, "has too many elements that `contains` wants")
            }
        }
    }
}

// MARK: - Texts and numbers

extension ValueCheck {
    private mutating func holdText(_ text: String, _ keywords: JSONObject, _ place: String) {
        if let minimum = keywords["minLength"]?.intValue, text.unicodeScalars.count < minimum {
            violate(place, "is shorter than \(minimum) characters")
        }
        if let maximum = keywords["maxLength"]?.intValue, text.unicodeScalars.count > maximum {
            violate(place, "is longer than \(maximum) characters")
        }
        if let pattern = keywords["pattern"]?.stringValue {
            // It takes as long as the text is.
            steps += text.utf8.count / 64
            // What is referred to may stand where no schema was looked for.
            if schema.patterns[pattern]?.isFound(in: text) != true { violate(place, "does not match the pattern") }
        }
    }

    private mutating func holdNumber(_ number: Double?, _ keywords: JSONObject, _ place: String) {
        guard let number else { return }
        if let limit = keywords["minimum"]?.doubleValue, number < limit { violate(place, "is below the minimum") }
        if let limit = keywords["maximum"]?.doubleValue, number > limit { violate(place, "is above the maximum") }
        if let limit = keywords["exclusiveMinimum"]?.doubleValue, number <= limit {
            violate(place, "is below the minimum")
        }
        if let limit = keywords["exclusiveMaximum"]?.doubleValue, number >= limit {
            violate(place, "is above the maximum")
        }
        if let step = keywords["multipleOf"]?.doubleValue {
            // 0.3 is a multiple of 0.1 to everyone but a computer.
            let quotient = number / step
            if abs(quotient - quotient.rounded()) > 1e-9 * max(1, abs(quotient)) {
                violate(place, "is no multiple of what `multipleOf` says")
            }
        }
    }
}

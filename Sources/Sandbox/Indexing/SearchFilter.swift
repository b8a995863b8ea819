import OrderedJSON

/// A filter over the attributes of files (docs/openai-api.md, 7.25).
indirect enum SearchFilter: Sendable {
    case comparison(operation: String, key: String, value: JSONValue)
    case all([SearchFilter])
    case any([SearchFilter])

    private static let comparisons = ["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin"]
    private static let compounds = ["and", "or"]

    /// Reads a checked filter.
    init(_ value: JSONValue) {
        let type = value["type"]?.stringValue ?? ""
        let filters = (value["filters"]?.arrayValue ?? []).map(SearchFilter.init)
        switch type {
        case "and": self = .all(filters)
        case "or": self = .any(filters)
        default:
            self = .comparison(operation: type, key: value["key"]?.stringValue ?? "", value: value["value"] ?? .null)
        }
    }

    static func check(_ value: JSONValue, _ path: String) throws(APIErrorResponse) {
        if let type = value["type"]?.stringValue, compounds.contains(type) {
            let rule = Rule.object(
                Rule.Fields([
                    .required("type", .choice(compounds)), .required("filters", .array(.openObject)),
                ])
            )
            try RequestChecker.check(value, against: rule, at: path)
            for (index, filter) in (value["filters"]?.arrayValue ?? []).enumerated() {
                try check(filter, "\(path).filters[\(index)]")
            }
            return
        }
        let number = Rule.number(-Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)
        let isList = ["in", "nin"].contains(value["type"]?.stringValue)
        let operand: Rule =
            isList ? .array(.either([Rule.anyString, number])) : .either([Rule.anyString, number, .boolean])
        let rule = Rule.object(
            Rule.Fields([
                .required("type", .choice(comparisons + compounds)), .required("key", Rule.anyString),
                .required("value", operand),
            ])
        )
        try RequestChecker.check(value, against: rule, at: path)
    }

    func matches(_ attributes: JSONValue) -> Bool {
        switch self {
        case .all(let filters): filters.allSatisfy { $0.matches(attributes) }
        case .any(let filters): filters.contains { $0.matches(attributes) }
        case .comparison(let operation, let key, let value):
            Self.compare(attributes[key], operation, value)
        }
    }

    /// A file without the attribute matches only the negative comparisons.
    private static func compare(_ attribute: JSONValue?, _ operation: String, _ value: JSONValue) -> Bool {
        switch operation {
        case "eq": attribute.map { isEqual($0, value) } ?? false
        case "ne": !(attribute.map { isEqual($0, value) } ?? false)
        case "in": attribute.map { item in (value.arrayValue ?? []).contains { isEqual(item, $0) } } ?? false
        case "nin": !(attribute.map { item in (value.arrayValue ?? []).contains { isEqual(item, $0) } } ?? false)
        default: order(attribute, operation, value)
        }
    }

    private static func isEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
        if let left = left.doubleValue, let right = right.doubleValue { return left == right }
        return left == right
    }

    private static func order(_ attribute: JSONValue?, _ operation: String, _ value: JSONValue) -> Bool {
        let difference: Int
        if let left = attribute?.doubleValue, let right = value.doubleValue {
            difference = left < right ? -1 : left > right ? 1 : 0
        } else if let left = attribute?.stringValue, let right = value.stringValue {
            difference = left < right ? -1 : left > right ? 1 : 0
        } else {
            return false
        }
        switch operation {
        case "gt": return difference > 0
        case "gte": return difference >= 0
        case "lt": return difference < 0
        default: return difference <= 0
        }
    }
}

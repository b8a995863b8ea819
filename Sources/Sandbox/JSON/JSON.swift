/// A JSON value as it stood in a request or as it goes into a response. Members keep their order and integers stay
/// apart from decimals, because both show in what the server echoes.
enum JSON: Sendable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int)
    case decimal(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    struct Member: Sendable, Equatable {
        var name: String
        var value: JSON
    }
}

extension JSON {
    /// The member of an object, or nil when this is no object or has no such member.
    subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The member of an object, with an explicit `null` read as absent.
    func present(_ name: String) -> JSON? {
        guard let value = self[name], value != .null else { return nil }
        return value
    }

    var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    var boolean: Bool? {
        guard case .boolean(let value) = self else { return nil }
        return value
    }

    /// The value as a whole number; `3.0` counts as one, as it does in JSON Schema.
    var integer: Int? {
        switch self {
        case .integer(let value): value
        case .decimal(let value): Int(exactly: value)
        default: nil
        }
    }

    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .decimal(let value): value
        default: nil
        }
    }

    var array: [JSON]? {
        guard case .array(let values) = self else { return nil }
        return values
    }

    var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    var strings: [String] {
        (array ?? []).compactMap(\.string)
    }

    /// The same object with one member replaced, or added at the end.
    func setting(_ name: String, to value: JSON) -> JSON {
        var members = members ?? []
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index].value = value
        } else {
            members.append(Member(name: name, value: value))
        }
        return .object(members)
    }

    static func optional(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }

    static func optional(_ value: Int?) -> JSON { value.map(JSON.integer) ?? .null }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(floatLiteral value: Double) { self = .decimal(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(nilLiteral: ()) { self = .null }
    init(arrayLiteral elements: JSON...) { self = .array(elements) }

    init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }
}

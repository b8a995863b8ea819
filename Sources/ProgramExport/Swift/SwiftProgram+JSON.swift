extension SwiftProgram {
    /// Foundation's own types forget the order of keys, which means something in the schemas of functions.
    static let json = #"""
        /// JSON that keeps the order of keys as it is written here: a model fills in schemas in that order.
        indirect enum JSON: Decodable, Sendable {
            case null, bool(Bool), integer(Int64), number(Double), string(String), array([JSON]), object([(String, JSON)])

            init(text: String) throws { self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8)) }

            init(from decoder: any Decoder) throws {
                let value = try decoder.singleValueContainer()
                if value.decodeNil() {
                    self = .null
                } else if let flag = try? value.decode(Bool.self) {
                    self = .bool(flag)
                } else if let integer = try? value.decode(Int64.self) {
                    self = .integer(integer)
                } else if let number = try? value.decode(Double.self) {
                    self = .number(number)
                } else if let string = try? value.decode(String.self) {
                    self = .string(string)
                } else if let array = try? value.decode([JSON].self) {
                    self = .array(array)
                } else {
                    self = .object(try value.decode([String: JSON].self).map { ($0.key, $0.value) })
                }
            }

            var text: String {
                switch self {
                case .null: "null"
                case .bool(let flag): flag ? "true" : "false"
                case .integer(let integer): "\(integer)"
                case .number(let number): "\(number)"
                case .string(let string): Self.quoted(string)
                case .array(let array): "[" + array.map(\.text).joined(separator: ",") + "]"
                case .object(let members):
                    "{" + members.map { Self.quoted($0.0) + ":" + $0.1.text }.joined(separator: ",") + "}"
                }
            }

            private static func quoted(_ string: String) -> String {
                var text = "\""
                for scalar in string.unicodeScalars {
                    switch scalar {
                    case "\"": text += "\\\""
                    case "\\": text += "\\\\"
                    case "\n": text += "\\n"
                    case "\u{0}"..<" ": text += "\\u" + String(0x10000 + scalar.value, radix: 16).dropFirst()
                    default: text.unicodeScalars.append(scalar)
                    }
                }
                return text + "\""
            }

            var string: String? { if case .string(let string) = self { string } else { nil } }
            var integer: Int64 { if case .integer(let integer) = self { integer } else { 0 } }
            var array: [JSON] { if case .array(let array) = self { array } else { [] } }

            subscript(key: String) -> JSON {
                if case .object(let members) = self { members.first { $0.0 == key }?.1 ?? .null } else { .null }
            }

            func adding(_ other: JSON) -> JSON {
                guard case .object(let members) = self, case .object(let further) = other else { return self }
                return .object(members + further)
            }
        }

        extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
            ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
        {
            init(nilLiteral: ()) { self = .null }
            init(booleanLiteral flag: Bool) { self = .bool(flag) }
            init(integerLiteral integer: Int64) { self = .integer(integer) }
            init(floatLiteral number: Double) { self = .number(number) }
            init(stringLiteral string: String) { self = .string(string) }
            init(arrayLiteral array: JSON...) { self = .array(array) }
            init(dictionaryLiteral members: (String, JSON)...) { self = .object(members) }
        }
        """#
}

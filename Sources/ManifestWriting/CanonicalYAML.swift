import OrderedJSON

/// Writes a value as the YAML that this project's manifests are written in: two blanks a level, lists of texts and small
/// mappings on one line, texts of several lines as literal blocks.
package struct CanonicalYAML: Sendable {
    /// Longer lines are broken up where YAML allows it without changing a text.
    static let width = 100

    /// Keys whose mapping has a line for each member, however few they are.
    private static let opened: Set<String> = ["environments", "defaults", "metadata", "properties"]

    private let order: KeyOrder
    private let isFollowed: Bool

    /// - Parameters:
    ///   - order: what the value is, for the order of its keys.
    ///   - isFollowed: whether it is put in front of lines that somebody else wrote.
    package init(_ order: KeyOrder, isFollowed: Bool = false) {
        self.order = order
        self.isFollowed = isFollowed
    }

    /// A document with a mapping; ends with a line end.
    package func document(_ object: JSONObject) -> String {
        lines(of: object, order, indentation: 0).map { $0 + "\n" }.joined()
    }

    /// What is written behind `key:`, from the blank or the line end on.
    ///
    /// - Parameters:
    ///   - key: the key, which has a say in the style.
    ///   - indentation: the blanks in front of the key.
    package func value(_ value: JSONValue, under key: String, indentation: Int) -> String {
        self.value(value, order, key: key, indentation: indentation)
    }

    /// A value on one line, as it stands between brackets.
    package static func flow(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): return ScalarText.inline(text, in: .flow)
        case .array(let elements): return "[" + elements.map(flow).joined(separator: ", ") + "]"
        case .object(let members):
            guard !members.isEmpty else { return "{}" }
            let pairs = members.map { "\(ScalarText.inline($0.key, in: .flow)): \(flow($0.value))" }
            return "{ " + pairs.joined(separator: ", ") + " }"
        default: return JSONWriter().string(from: value)
        }
    }

    private func lines(of object: JSONObject, _ order: KeyOrder, indentation: Int) -> [String] {
        let members = object.map { (key: $0.key, text: $0.value.stringValue) }
        let entries = Array(object)
        let blanks = String(repeating: " ", count: indentation)
        return order.sorted(members).map { index in
            let (key, value) = entries[index]
            return blanks + ScalarText.inline(key, in: .flow) + ":"
                + self.value(
                    value,
                    order.value(under: key, of: members),
                    key: key,
                    indentation: indentation
                )
        }
    }

    private func value(
        _ value: JSONValue,
        _ order: KeyOrder,
        key: String,
        indentation: Int
    ) -> String {
        switch value {
        case .object(let object) where !isFlow(object, order, key: key, room: Self.width - indentation - key.count - 2):
            return "\n" + lines(of: object, order, indentation: indentation + 2).joined(separator: "\n")
        case .array(let elements)
        where !isFlow(elements, order, room: Self.width - indentation - key.count - 2):
            return elements.map { "\n" + item($0, order.element, indentation: indentation + 2) }.joined()
        case .object, .array: return " " + Self.flow(sorted(value, order))
        case .string(let text):
            return " " + written(text, indentation: indentation + 2)
        default: return " " + Self.flow(value)
        }
    }

    /// An element of a sequence, from the blanks in front of its dash on.
    func item(_ value: JSONValue, _ order: KeyOrder, indentation: Int) -> String {
        let dash = String(repeating: " ", count: indentation) + "- "
        switch value {
        case .object(let object) where !object.isEmpty:
            let lines = lines(of: object, order, indentation: indentation + 2).joined(separator: "\n")
            return dash + lines.dropFirst(indentation + 2)
        case .array, .object: return dash + Self.flow(sorted(value, order))
        case .string(let text):
            return dash + written(text, indentation: indentation + 2)
        default: return dash + Self.flow(value)
        }
    }

    private func written(_ text: String, indentation: Int) -> String {
        ScalarText.literal(text, indentation: indentation, isFollowed: isFollowed) ?? ScalarText.inline(text)
    }

    private func sorted(_ value: JSONValue, _ order: KeyOrder) -> JSONValue {
        switch value {
        case .object(let object):
            let members = object.map { (key: $0.key, text: $0.value.stringValue) }
            let entries = Array(object)
            return .object(
                JSONObject(
                    order.sorted(members).map { index in
                        let (key, value) = entries[index]
                        return (key, sorted(value, order.value(under: key, of: members)))
                    }
                )
            )
        case .array(let elements): return .array(elements.map { sorted($0, order.element) })
        default: return value
        }
    }

    /// Small mappings of scalars stand on one line.
    private func isFlow(_ object: JSONObject, _ order: KeyOrder, key: String, room: Int) -> Bool {
        guard !object.isEmpty else { return true }
        guard !Self.opened.contains(key), object.count <= 4 else { return false }
        if case .named(.keys) = order { return false }
        return object.values.allSatisfy(Self.isShort) && Self.flow(.object(object)).count <= room
    }

    private func isFlow(_ elements: [JSONValue], _ order: KeyOrder, room: Int) -> Bool {
        guard !elements.isEmpty else { return true }
        return !order.holdsMappings && elements.allSatisfy(Self.isShort) && Self.flow(.array(elements)).count <= room
    }

    private static func isShort(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): !text.utf8.contains(UInt8(ascii: "\n")) && text.count <= 60
        case .array, .object: false
        default: true
        }
    }
}

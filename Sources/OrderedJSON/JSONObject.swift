import OrderedCollections

/// The members of a JSON object in the order they were written. Equality ignores that order.
///
/// Keys are equal when their bytes are (RFC 8259 section 8.3). Swift alone would take `é` and `e` with a combining
/// accent for one.
package struct JSONObject: Sendable {
    private var members: OrderedDictionary<ExactKey, JSONValue>

    private struct ExactKey: Hashable, Sendable {
        let text: String

        static func == (left: ExactKey, right: ExactKey) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

        func hash(into hasher: inout Hasher) {
            var text = text
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }

    package init() {
        members = [:]
    }

    /// Of equal keys the last value wins, at the place of the first.
    package init(_ entries: some Sequence<(String, JSONValue)>) {
        members = OrderedDictionary(entries.map { (ExactKey(text: $0), $1) }, uniquingKeysWith: { _, last in last })
    }

    package subscript(key: String) -> JSONValue? {
        get { members[ExactKey(text: key)] }
        set { members[ExactKey(text: key)] = newValue }
    }

    /// The members of both: of equal keys the right one's value, at the place of the left.
    package static func + (left: JSONObject, right: JSONObject) -> JSONObject {
        var sum = left
        for (key, value) in right { sum[key] = value }
        return sum
    }

    /// The members that are wanted, in their order.
    package func filter(_ isIncluded: ((key: String, value: JSONValue)) throws -> Bool) rethrows -> JSONObject {
        var kept = JSONObject()
        for member in self where try isIncluded(member) { kept[member.key] = member.value }
        return kept
    }

    /// The keys in their written order.
    package var keys: [String] { members.keys.map(\.text) }

    /// The values in the order of their keys.
    package var values: [JSONValue] { Array(members.values) }
}

extension JSONObject: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { members.count }
    package subscript(position: Int) -> (key: String, value: JSONValue) {
        let element = members.elements[position]
        return (element.key.text, element.value)
    }
}

extension JSONObject: Equatable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { key, value in right.members[key] == value }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package typealias Key = String
    package typealias Value = JSONValue

    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements)
    }
}

extension JSONValue {
    /// An object with further members: where both have an object under a key, that gets the members of the other one.
    package func extended(by fields: JSONObject) -> JSONValue {
        guard case .object(var object) = self else { return .object(fields) }
        for (key, value) in fields {
            if let own = object[key], case .object = own, case .object(let further) = value {
                object[key] = own.extended(by: further)
            } else {
                object[key] = value
            }
        }
        return .object(object)
    }
}

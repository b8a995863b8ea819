import OrderedJSON

/// JSON values as a reviewer reads them: short ones in the line, long ones as lines.
enum ValueText {
    /// A value that is longer than this many characters, or has line ends, gets lines of its own.
    private static let inlineLimit = 60

    /// Whether the value fits behind its field's name.
    static func isInline(_ value: JSONValue) -> Bool {
        if case .string(let text) = value, text.unicodeScalars.contains("\n") { return false }
        return inline(value).count <= inlineLimit
    }

    /// The value in one line. Strings stand as they are where they cannot be taken for something else.
    static func inline(_ value: JSONValue) -> String {
        guard case .string(let text) = value else { return VisibleText.line(JSONText.escaped(spaced(value))) }
        return isAmbiguous(text) ? JSONText.escaped(spaced(value)) : VisibleText.line(text)
    }

    /// The value as a text to show or compare: prose as it is, anything else as pretty JSON.
    static func text(_ value: JSONValue) -> String {
        value.stringValue ?? JSONWriter(layout: .pretty).string(from: value)
    }

    /// The lines of a text, without their LF.
    static func lines(_ text: String) -> [String] {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        return lines.last == "" ? lines.dropLast() : lines
    }

    /// `value` with the keys of its objects in the order that `model` has them, so that a comparison by lines shows
    /// what differs and not what stands elsewhere.
    static func aligned(_ value: JSONValue, to model: JSONValue) -> JSONValue {
        switch (value, model) {
        case (.object(let members), .object(let modelMembers)):
            let keys = modelMembers.keys.filter { members[$0] != nil } + members.keys.filter { modelMembers[$0] == nil }
            var ordered = JSONObject()
            for key in keys {
                ordered[key] = members[key].map { member in
                    modelMembers[key].map { aligned(member, to: $0) } ?? member
                }
            }
            return .object(ordered)
        case (.array(let elements), .array(let modelElements)):
            return .array(
                elements.enumerated().map { index, element in
                    modelElements.indices.contains(index) ? aligned(element, to: modelElements[index]) : element
                }
            )
        default:
            return value
        }
    }

    /// A tool without what its field's name says already: `type`, and the `name` of a function.
    static func withoutIdentity(_ value: JSONValue, path: String) -> JSONValue {
        guard path.hasPrefix("tools."), case .object(let members) = value else { return value }
        let isFunction = members["type"]?.stringValue == "function"
        var options = members
        options["type"] = nil
        if isFunction { options["name"] = nil }
        return .object(options)
    }

    /// Whether a bare string would look like another value, or like nothing.
    private static func isAmbiguous(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return true }
        if first.properties.isWhitespace || last.properties.isWhitespace { return true }
        if scalars.contains(where: { $0.value < 0x20 }) || text.contains(" → ") { return true }
        if ["\"", "[", "{", "("].contains(first) { return true }
        return ["true", "false", "null"].contains(text) || Double(text) != nil
    }

    /// Compact JSON with a space behind each comma and colon.
    private static func spaced(_ value: JSONValue) -> String {
        switch value {
        case .array(let elements): "[" + elements.map(spaced).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { spaced(.string($0.key)) + ": " + spaced($0.value) }.joined(separator: ", ") + "}"
        default: JSONWriter().string(from: value)
        }
    }
}

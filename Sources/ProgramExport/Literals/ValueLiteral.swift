/// How a language writes values that look like JSON.
struct ValueSyntax {
    var null: String
    var yes: String
    var no: String
    var object: (open: String, close: String, empty: String)
    /// Whether a comma stands behind the last member of a list of lines.
    var endsWithComma: Bool
    /// Spaces of an indent.
    var indent: Int
    /// A text as a literal on one line.
    var string: @Sendable (String) -> String
    /// A key of an object.
    var key: @Sendable (String) -> String

    static let json = ValueSyntax(
        null: "null",
        yes: "true",
        no: "false",
        object: ("{", "}", "{}"),
        endsWithComma: false,
        indent: 2,
        string: JSONLiteral.string,
        key: JSONLiteral.string
    )
    static let python = ValueSyntax(
        null: "None",
        yes: "True",
        no: "False",
        object: ("{", "}", "{}"),
        endsWithComma: true,
        indent: 4,
        string: PythonLiteral.string,
        key: PythonLiteral.string
    )
    static let javaScript = ValueSyntax(
        null: "null",
        yes: "true",
        no: "false",
        object: ("{", "}", "{}"),
        endsWithComma: true,
        indent: 2,
        string: JavaScriptLiteral.string,
        // Written as it is, this name would set the prototype.
        key: { $0 == "__proto__" ? "[\"__proto__\"]" : JavaScriptLiteral.string($0) }
    )
    static let swift = ValueSyntax(
        null: "nil",
        yes: "true",
        no: "false",
        object: ("[", "]", "[:]"),
        endsWithComma: true,
        indent: 4,
        string: SwiftLiteral.string,
        key: SwiftLiteral.string
    )

    private static let width = 100

    /// The value as source text: on one line where it fits, else a line for each member.
    ///
    /// - Parameter column: where its first line begins.
    func text(_ value: ProgramValue, depth: Int = 0, column: Int = 0) -> String {
        let line = self.line(value)
        guard column + line.unicodeScalars.count > Self.width else { return line }
        switch value {
        case .array(let elements) where !elements.isEmpty:
            return block("[", "]", depth, elements.map { ("", $0) })
        case .object(let members) where !members.isEmpty:
            return block(object.open, object.close, depth, members.map { (key($0.key) + ": ", $0.value) })
        default: return line
        }
    }

    private func block(_ open: String, _ close: String, _ depth: Int, _ items: [(String, ProgramValue)]) -> String {
        let margin = String(repeating: " ", count: indent * (depth + 1))
        let lines = items.map { prefix, value in
            let start = margin + prefix
            return start + text(value, depth: depth + 1, column: start.unicodeScalars.count)
        }
        return open + "\n" + lines.joined(separator: ",\n") + (endsWithComma ? "," : "") + "\n"
            + String(repeating: " ", count: indent * depth) + close
    }

    private func line(_ value: ProgramValue) -> String {
        switch value {
        case .null: null
        case .bool(let flag): flag ? yes : no
        case .integer(let number): String(number)
        // JSON has no infinities, and no manifest and no answer has one.
        case .number(let number): number.isFinite ? String(number) : null
        case .string(let text): string(text)
        case .array(let elements): "[" + elements.map(line).joined(separator: ", ") + "]"
        case .object(let members):
            members.isEmpty
                ? object.empty
                : object.open + members.map { key($0.key) + ": " + line($0.value) }.joined(separator: ", ")
                    + object.close
        case .expression(let source): source
        }
    }
}

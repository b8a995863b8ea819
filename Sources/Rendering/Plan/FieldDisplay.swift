/// A field in print: its name with what fits behind it, and the lines below it.
struct FieldDisplay: Equatable {
    /// Such as `model: gpt-6-luna → gpt-6-sol`, or just `instructions:`.
    var head: String
    /// A diff or a text, not indented; each line starts with what became of it: `- `, `+ ` or two spaces in a diff.
    var body: [String]

    init(_ head: String, _ body: [String] = []) {
        self.head = head
        self.body = body
    }

    /// Both as the text output has them, relative to the object.
    var lines: [String] { [head] + body.map { $0.isEmpty ? "" : "  " + $0 } }
}

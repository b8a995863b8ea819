import OrderedJSON

/// Code of `javascript` assertions: promptfoo gives it the text as `output`, and the server's answer in `context`.
enum PromptfooScript {
    private static let response = """
        const raw = context.providerResponse.raw;
        const items = (typeof raw === "string" ? JSON.parse(raw) : raw).output;
        """

    /// Whether an answer names one of these files as its source.
    static func cites(_ names: [String]) -> String {
        """
        \(response)
        const notes = items.flatMap((item) => item.content ?? []).flatMap((part) => part.annotations ?? []);
        const names = \(literal(.array(names.map { .string($0) })));
        return notes.some((note) => names.includes(note.filename));
        """
    }

    /// Whether a function is called with at least these arguments.
    static func calls(_ function: String, _ arguments: JSONValue) -> String {
        """
        \(response)
        const holds = (own, other) => {
          if (own === null || typeof own !== "object") return own === other;
          if (other === null || typeof other !== "object" || Array.isArray(own) !== Array.isArray(other)) return false;
          if (Array.isArray(own) && own.length !== other.length) return false;
          return Object.keys(own).every((key) => Object.hasOwn(other, key) && holds(own[key], other[key]));
        };
        const wanted = \(literal(arguments));
        const calls = items.filter((item) => item.type === "function_call" && item.name === \(literal(.string(function))));
        return calls.some((call) => holds(wanted, JSON.parse(call.arguments)));
        """
    }

    /// A value in which promptfoo finds no template: outside of strings JSON has no two braces that open one.
    static func literal(_ value: JSONValue) -> String {
        JSONWriter().string(from: value)
            .replacing("{{", with: "\\u007b\\u007b").replacing("{%", with: "\\u007b%").replacing("{#", with: "\\u007b#")
    }
}

/// A pattern of a check as JavaScript reads it.
struct JavaScriptPattern {
    private(set) var source: String
    /// Such as `i`, in the order of the alphabet.
    private(set) var flags = ""

    /// What JavaScript has not, or means otherwise.
    private static let foreign = [
        "\\A", "\\Z", "\\z", "\\G", "\\h", "\\H", "\\R", "\\X", "\\K", "\\N", "\\O", "\\a", "\\e", "\\Q", "\\y", "\\Y",
        "\\x{",
        "(?>", "(?#", "(?|", "(?P", "(?'", "(?(", "(?x", "(?i", "(?s", "(?m", "(?n", "(?U", "(?X", "(?-", "(*", "[[",
        "&&", "++", "*+", "?+", "}+",
    ]

    /// - Returns: nil for a pattern that JavaScript would read differently.
    init?(_ pattern: String) {
        source = pattern
        if let match = pattern.prefixMatch(of: /\(\?([ims]+)\)/) {
            flags = String(Set(match.1).sorted())
            source = String(pattern[match.range.upperBound...])
        }
        // Two backslashes are one that is meant, and braces of names are no numbers.
        let readable = source.replacing("\\\\", with: "  ").replacing(/\\[pPu]\{[^}]*\}/, with: "\\p")
        if Self.foreign.contains(where: { readable.contains($0) }) { return nil }
        if readable.contains("\\p") || source.unicodeScalars.contains(where: { $0.value > 0xFFFF }) { flags += "u" }
    }
}

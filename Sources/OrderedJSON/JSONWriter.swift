/// Turns JSON values into text.
package struct JSONWriter: Sendable {
    /// How the text is laid out.
    package enum Layout: Sendable {
        /// No white space: what goes over the wire.
        case compact
        /// Two spaces an indent, one member a line: what people read.
        case pretty
    }

    package var layout: Layout
    /// Sorts the keys of every object, which makes equal values equal texts: what digests are made of.
    package var sortsKeys: Bool

    package init(layout: Layout = .compact, sortsKeys: Bool = false) {
        self.layout = layout
        self.sortsKeys = sortsKeys
    }

    package func string(from value: JSONValue) -> String {
        var text = ""
        write(value, depth: 0, into: &text)
        return text
    }

    private func write(_ value: JSONValue, depth: Int, into text: inout String) {
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += String(number)
        case .number(let number): text += Self.text(of: number)
        case .string(let string): Self.quote(string, into: &text)
        case .array(let elements):
            writeList(elements, open: "[", close: "]", depth: depth, into: &text) { element, text in
                write(element, depth: depth + 1, into: &text)
            }
        case .object(let members):
            let ordered =
                sortsKeys
                ? members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } : Array(members)
            writeList(ordered, open: "{", close: "}", depth: depth, into: &text) { pair, text in
                Self.quote(pair.key, into: &text)
                text += layout == .pretty ? ": " : ":"
                write(pair.value, depth: depth + 1, into: &text)
            }
        }
    }

    private func writeList<Element>(
        _ elements: [Element],
        open: String,
        close: String,
        depth: Int,
        into text: inout String,
        _ writeElement: (Element, inout String) -> Void
    ) {
        text += open
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            if layout == .pretty { text += "\n" + String(repeating: "  ", count: depth + 1) }
            writeElement(element, &text)
        }
        if layout == .pretty, !elements.isEmpty { text += "\n" + String(repeating: "  ", count: depth) }
        text += close
    }

    /// JSON has no infinities and no NaN: they are written as null, and integral doubles without a fraction.
    private static func text(of number: Double) -> String {
        guard number.isFinite else { return "null" }
        if let integer = Int64(exactly: number) { return String(integer) }
        return String(number)
    }

    private static func quote(_ string: String, into text: inout String) {
        text += "\""
        defer { text += "\"" }
        // Most strings hold nothing to escape. 0xE2 begins U+2028 and U+2029, among others.
        let hasNothingToEscape = string.utf8.allSatisfy {
            switch $0 {
            case ..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x7F, 0xE2: false
            default: true
            }
        }
        if hasNothingToEscape {
            text += string
            return
        }
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<"\u{20}", "\u{7F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

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
    /// Writes a ``JSONValue/number(_:)`` that is whole with its fraction (`1.0`), as servers write what may have one.
    package var keepsFractions: Bool

    package init(layout: Layout = .compact, sortsKeys: Bool = false, keepsFractions: Bool = false) {
        self.layout = layout
        self.sortsKeys = sortsKeys
        self.keepsFractions = keepsFractions
    }

    package func string(from value: JSONValue) -> String {
        String(decoding: bytes(from: value), as: UTF8.self)
    }

    /// The text in UTF-8.
    package func bytes(from value: JSONValue) -> [UInt8] {
        var text: [UInt8] = []
        write(value, depth: 0, into: &text)
        return text
    }

    private func write(_ value: JSONValue, depth: Int, into text: inout [UInt8]) {
        switch value {
        case .null: text += "null".utf8
        case .bool(let flag): text += (flag ? "true" : "false").utf8
        case .integer(let number): text += String(number).utf8
        case .number(let number): text += self.text(of: number).utf8
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
                text += (layout == .pretty ? ": " : ":").utf8
                write(pair.value, depth: depth + 1, into: &text)
            }
        }
    }

    private func writeList<Element>(
        _ elements: [Element],
        open: String,
        close: String,
        depth: Int,
        into text: inout [UInt8],
        _ writeElement: (Element, inout [UInt8]) -> Void
    ) {
        text += open.utf8
        for (index, element) in elements.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            if layout == .pretty { breakLine(depth: depth + 1, in: &text) }
            writeElement(element, &text)
        }
        if layout == .pretty, !elements.isEmpty { breakLine(depth: depth, in: &text) }
        text += close.utf8
    }

    private func breakLine(depth: Int, in text: inout [UInt8]) {
        text.append(UInt8(ascii: "\n"))
        text += repeatElement(UInt8(ascii: " "), count: 2 * depth)
    }

    /// JSON has no infinities and no NaN: they are written as null.
    private func text(of number: Double) -> String {
        guard number.isFinite else { return "null" }
        if !keepsFractions, let integer = Int64(exactly: number) { return String(integer) }
        return String(number)
    }

    private static func quote(_ string: String, into text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        defer { text.append(UInt8(ascii: "\"")) }
        // Most strings hold nothing to escape. 0xE2 begins U+2028 and U+2029, among others.
        let hasNothingToEscape = string.utf8.allSatisfy {
            switch $0 {
            case ..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x7F, 0xE2: false
            default: true
            }
        }
        if hasNothingToEscape {
            text += string.utf8
            return
        }
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\"".utf8
            case "\\": text += "\\\\".utf8
            case "\n": text += "\\n".utf8
            case "\r": text += "\\r".utf8
            case "\t": text += "\\t".utf8
            case "\u{0}"..<"\u{20}", "\u{7F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
            default: text += scalar.utf8
            }
        }
    }
}

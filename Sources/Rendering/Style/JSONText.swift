import OrderedJSON

/// JSON as it is printed.
enum JSONText {
    /// Pretty JSON with its line end. Characters that a terminal would obey stand as escapes: JSON writers leave U+0080
    /// to U+009F and direction marks as they are.
    static func output(_ value: JSONValue) -> String {
        escaped(JSONWriter(layout: .pretty).string(from: value)) + "\n"
    }

    /// Outside of strings JSON has no such characters, so that the whole text can be scanned.
    static func escaped(_ text: String) -> String {
        let isHarmless = { (scalar: Unicode.Scalar) in
            scalar.value < 0x7F || scalar.value > 0xFFFF || VisibleText.replacement(for: scalar) == nil
        }
        guard !text.unicodeScalars.allSatisfy(isHarmless) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            if isHarmless(scalar) {
                escaped.unicodeScalars.append(scalar)
            } else {
                let digits = String(scalar.value, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return escaped
    }
}

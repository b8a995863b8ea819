import OrderedJSON

/// JSON as it is printed.
enum JSONText {
    /// JSON with its line end. Characters that a terminal would obey stand as escapes: JSON writers leave U+0080 to
    /// U+009F and direction marks as they are.
    static func output(_ value: JSONValue, layout: JSONWriter.Layout = .pretty) -> String {
        escaped(JSONWriter(layout: layout).string(from: value)) + "\n"
    }

    /// Outside of strings JSON has no such characters, so that the whole text can be scanned.
    static func escaped(_ text: String) -> String {
        text.replacingScalars { place in
            guard place.scalar.value >= 0x7F, VisibleText.replacement(for: place) != nil else { return nil }
            return String(place.scalar).utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }
    }
}

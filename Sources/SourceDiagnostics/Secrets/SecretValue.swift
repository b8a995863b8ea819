/// Tells a value that a machine or a careful person made up from a word, a placeholder or a name.
package enum SecretValue {
    /// The bytes that a value has at most: what is longer is data.
    static let maximum = 512

    /// Of at least eight characters of three kinds, or of sixteen of two, digits among them, and few of them equal.
    static func isLikely(_ value: ArraySlice<UInt8>) -> Bool {
        guard (8...maximum).contains(value.count), value.contains(where: { (0x30...0x39).contains($0) }) else {
            return false
        }
        var hasLower = false
        var hasUpper = false
        var hasOther = false
        for byte in value {
            switch byte {
            case 0x61...0x7A: hasLower = true
            case 0x41...0x5A: hasUpper = true
            // Digits are the first kind; words are joined by these.
            case 0x30...0x39, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): break
            default: hasOther = true
            }
        }
        let kinds = 1 + [hasLower, hasUpper, hasOther].count { $0 }
        guard hasLower || hasUpper, kinds >= (value.count >= 16 ? 2 : 3), Set(value).count * 2 >= min(value.count, 24)
        else { return false }
        return isNoPlaceholder(value) && !value.contains(UInt8(ascii: "%")) && !isPath(value)
    }

    /// `<password>`, `${TOKEN}`, `{{key}}`, `***`, `your-token-1`, `sk-...`.
    package static func isNoPlaceholder(_ value: String) -> Bool { isNoPlaceholder(Array(value.utf8)[...]) }

    static func isNoPlaceholder(_ value: ArraySlice<UInt8>) -> Bool {
        guard !value.contains(where: { "<>{}$*[(".utf8.contains($0) }) else { return false }
        let text = String(decoding: value, as: UTF8.self).lowercased()
        return !["your", "example", "changeme", "password", "xxx", "...", "…"].contains { text.contains($0) }
            && !["secret", "passwd", "passwort", "kennwort", "token", "postgres"].contains(text)
    }

    /// Names of files, and words of a program joined by dots or slashes.
    private static func isPath(_ value: ArraySlice<UInt8>) -> Bool {
        value.contains(UInt8(ascii: "/")) && value.split(separator: UInt8(ascii: "/")).allSatisfy { $0.count < 16 }
    }
}

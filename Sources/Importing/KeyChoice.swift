import Foundation

/// Makes keys of names: lower-case letters, digits and hyphens, at most 63, each once.
package struct KeyChoice: Sendable {
    private var taken: Set<String>

    /// - Parameter taken: keys that others have, and names of files that are there.
    package init(taken: Set<String>) { self.taken = taken }

    /// A key, and why it is not simply the name; nil where it is.
    package mutating func key(for name: String?, id: String) -> (key: String, note: String?) {
        let plain = name.map(Self.slug) ?? ""
        var note: String?
        var base = plain
        if base.isEmpty {
            base = Self.slug(id)
            if base.isEmpty { base = "assistant" }
            note =
                name?.isEmpty == false
                ? "the name has no letters that a key may have: made from the id" : "made from the id"
        }
        if base.count > 63 {
            base = Self.trimmed(String(base.prefix(63)))
            note = "the name is longer than a key may be"
        }
        var key = base
        var number = 2
        while taken.contains(key) {
            let end = "-\(number)"
            key = Self.trimmed(String(base.prefix(63 - end.count))) + end
            number += 1
        }
        if key != base { note = "\"\(base)\" is taken" }
        taken.insert(key)
        return (key, note)
    }

    private static func slug(_ text: String) -> String {
        let folded = text.folding(options: [.diacriticInsensitive, .caseInsensitive, .widthInsensitive], locale: nil)
        let letters = folded.lowercased().replacing("ß", with: "ss").unicodeScalars.map { scalar in
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
        }
        return String(letters).split(separator: "-").joined(separator: "-")
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.hasSuffix("-") { text.removeLast() }
        return text
    }
}

/// `&amp;`, `&#233;` and `&#xE9;`.
enum CharacterReference {
    private static let named: [String: Character] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "iexcl": "¡", "cent": "¢",
        "pound": "£", "yen": "¥", "sect": "§", "copy": "©", "laquo": "«", "raquo": "»", "reg": "®", "deg": "°",
        "plusmn": "±", "sup2": "²", "sup3": "³", "micro": "µ", "para": "¶", "middot": "·", "frac14": "¼",
        "frac12": "½", "frac34": "¾", "iquest": "¿", "times": "×", "divide": "÷", "szlig": "ß",
        "Agrave": "À", "Aacute": "Á", "Acirc": "Â", "Atilde": "Ã", "Auml": "Ä", "Aring": "Å", "AElig": "Æ",
        "Ccedil": "Ç", "Egrave": "È", "Eacute": "É", "Ecirc": "Ê", "Euml": "Ë", "Iacute": "Í", "Ntilde": "Ñ",
        "Oacute": "Ó", "Ocirc": "Ô", "Otilde": "Õ", "Ouml": "Ö", "Oslash": "Ø", "Uacute": "Ú", "Uuml": "Ü",
        "agrave": "à", "aacute": "á", "acirc": "â", "atilde": "ã", "auml": "ä", "aring": "å", "aelig": "æ",
        "ccedil": "ç", "egrave": "è", "eacute": "é", "ecirc": "ê", "euml": "ë", "iacute": "í", "icirc": "î",
        "iuml": "ï", "ntilde": "ñ", "oacute": "ó", "ocirc": "ô", "otilde": "õ", "ouml": "ö", "oslash": "ø",
        "uacute": "ú", "ucirc": "û", "uuml": "ü", "yacute": "ý", "ndash": "–", "mdash": "—", "lsquo": "‘",
        "rsquo": "’", "sbquo": "‚", "ldquo": "“", "rdquo": "”", "bdquo": "„", "bull": "•", "hellip": "…",
        "euro": "€", "trade": "™", "larr": "←", "rarr": "→", "minus": "−", "le": "≤", "ge": "≥", "ne": "≠",
        "ensp": " ", "emsp": " ", "thinsp": " ", "shy": "\u{AD}", "zwnj": "\u{200C}", "zwj": "\u{200D}",
    ]

    /// The longest name that stands in the table, with room for a number.
    private static let maximumLength = 10

    static func decode(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.utf8.firstIndex(of: UInt8(ascii: "&")) {
            result += rest[..<start]
            let after = rest.utf8.index(after: start)
            let window = rest[after...].utf8.prefix(maximumLength)
            if let end = window.firstIndex(of: UInt8(ascii: ";")), let character = character(rest[after..<end]) {
                result.append(character)
                rest = rest[rest.utf8.index(after: end)...]
            } else {
                result.append("&")
                rest = rest[after...]
            }
        }
        return result + rest
    }

    private static func character(_ name: Substring) -> Character? {
        guard name.hasPrefix("#") else { return named[String(name)] }
        var digits = name.dropFirst()
        let isHexadecimal = digits.hasPrefix("x") || digits.hasPrefix("X")
        if isHexadecimal { digits.removeFirst() }
        // A sign is no digit, though numbers are read with one.
        guard digits.first != "-", digits.first != "+",
            let scalar = UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
        else { return nil }
        return isForbidden(scalar) ? "\u{FFFD}" : Character(scalar)
    }

    /// Whether XML knows no such character, and HTML shows another in its place.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 && ![0x09, 0x0A, 0x0D].contains(scalar.value)
    }
}

/// A text of others in quotes for a message: see ``onOneLine(_:)``.
package func quoted(_ text: String, atMost limit: Int = 60) -> String { "\"\(onOneLine(text, atMost: limit))\"" }

/// A text of others as part of a message: without line breaks and control characters, and without what certainly is a
/// secret.
///
/// - Parameter limit: characters; a longer text is cut.
package func onOneLine(_ text: String, atMost limit: Int = 60) -> String {
    let scalars = SecretScan.hiding(text, behind: "<redacted>").unicodeScalars
    let breaking: [Unicode.GeneralCategory] = [.control, .lineSeparator, .paragraphSeparator]
    var line = ""
    for scalar in scalars.count > limit ? scalars.prefix(limit - 3) : scalars[...] {
        switch scalar {
        case "\n": line += "\\n"
        case "\r": line += "\\r"
        case "\t": line += "\\t"
        case _ where breaking.contains(scalar.properties.generalCategory):
            line += "\\u{\(String(scalar.value, radix: 16))}"
        default: line.unicodeScalars.append(scalar)
        }
    }
    return scalars.count > limit ? line + "..." : line
}

/// A text in quotes, short and on one line, for messages.
struct Excerpt: CustomStringConvertible {
    let description: String

    init(_ text: String, maximum: Int = 60) {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(maximum) {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: shown += " "
            default: shown.unicodeScalars.append(scalar)
            }
        }
        let isCut = text.unicodeScalars.dropFirst(maximum).first != nil
        description = "\"\(shown)\(isCut ? "…" : "")\""
    }
}

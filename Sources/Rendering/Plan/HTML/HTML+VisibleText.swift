extension HTML {
    /// Text of others in one line: what a browser would obey or hide is marked, as ``VisibleText/line(_:)`` shows it.
    static func line(_ text: String) -> HTML {
        visible(text, isPlain: { VisibleText.replacement(for: $0) == nil }, replacement: VisibleText.line)
    }

    /// A line of a text that people write: as ``line(_:)``, and tabs stay.
    static func prose(_ text: String) -> HTML {
        visible(
            text,
            isPlain: { $0 == "\t" || VisibleText.replacement(for: $0) == nil },
            replacement: VisibleText.line
        )
    }

    /// A changed piece of prose: as ``prose(_:)``, and spaces that are none of the keyboard's are marked too.
    static func changedProse(_ text: String) -> HTML {
        visible(
            text,
            isPlain: { scalar in
                scalar == "\t"
                    || VisibleText.replacement(for: scalar) == nil
                        && !(scalar.value > 0x7F && scalar.properties.isWhitespace)
            },
            replacement: VisibleText.exact
        )
    }

    /// Text that looks like another one: everything but printable ASCII is marked, and blanks are `·`.
    static func exact(_ text: String) -> HTML {
        visible(text, isPlain: { (0x21...0x7E).contains($0.value) }, replacement: VisibleText.exact)
    }

    /// Neighbouring characters that are not plain share one mark.
    private static func visible(
        _ text: String,
        isPlain: (Unicode.Scalar) -> Bool,
        replacement: (String) -> String
    ) -> HTML {
        let scalars = text.unicodeScalars
        guard !scalars.allSatisfy(isPlain) else { return words(text) }
        var html = HTML.empty
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let start = index
            let plain = isPlain(scalars[start])
            while index < scalars.endIndex, isPlain(scalars[index]) == plain { index = scalars.index(after: index) }
            let piece = String(scalars[start..<index])
            html += plain ? words(piece) : HTML("span", ["class": "mark"], words(replacement(piece)))
        }
        return html
    }
}

/// A text with a line for each sentence, for comparing texts whose lines were broken by different programs.
package enum SentenceLines {
    private static let ends: Set<Unicode.Scalar> = [".", "!", "?", ":", ";", "。", "！", "？"]

    /// Whether two texts have most of their lines to themselves: comparing them line by line shows how two programs broke
    /// them.
    package static func areNeeded(for before: String, _ after: String) -> Bool {
        func lines(_ text: String) -> [Substring.UnicodeScalarView] {
            text.unicodeScalars.split(separator: "\n").filter { !$0.allSatisfy(\.properties.isWhitespace) }
        }
        let known = Set(lines(after).map { String($0) })
        let old = lines(before)
        return 2 * old.count(where: { known.contains(String($0)) }) < old.count
    }

    /// The same words in the same order; white space becomes a single space or a line end.
    package static func text(_ text: String) -> String {
        var lines = ""
        for word in text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace) {
            lines.unicodeScalars.append(contentsOf: word)
            lines += word.last.map(ends.contains) == true ? "\n" : " "
        }
        if lines.hasSuffix(" ") { lines.removeLast() }
        return lines.hasSuffix("\n") ? lines : lines + "\n"
    }
}

import SourceDiagnostics

/// Turns what libyaml says into what a user can act on: its own words, both places, and a hint.
struct SyntaxProblem {
    let failure: SyntaxFailure
    let text: SourceText

    func diagnosed() -> Failure {
        let offset = place
        let isAtLineEnd = [nil, "\n", "\r"].contains(text.scalar(at: offset))
        let location = text.location(offset, isAtLineEnd ? offset : offset + 1)
        if isTab(offset) {
            return Failure(
                "yaml-syntax",
                "a tab cannot indent YAML",
                at: location,
                hint: "indent with spaces"
            )
        }
        let sentence = ([failure.problem] + (failure.context.map { [$0] } ?? [])).joined(separator: " ")
        return Failure("yaml-syntax", sentence, at: location, notes: notes(offset), hint: hint(offset))
    }

    /// Where to look: not behind the last line, and at the line that lacks its colon rather than at the next one.
    private var place: Int {
        if failure.problem == "could not find expected ':'", failure.context != nil { return failure.contextOffset }
        if failure.offset >= text.count { return text.trimmedEnd(text.count, notBefore: 0) }
        return failure.offset
    }

    private func isTab(_ offset: Int) -> Bool {
        failure.problem.hasPrefix("found a tab character")
            || failure.problem == "found character that cannot start any token" && text.scalar(at: offset) == "\t"
    }

    /// Where the construct begins that the problem was met in.
    private func notes(_ offset: Int) -> [Diagnostic.Note] {
        guard let context = failure.context, failure.contextOffset < offset else { return [] }
        for opening in ["while parsing ", "while scanning "] where context.hasPrefix(opening) {
            let words = context.dropFirst(opening.count).split(separator: " ").dropFirst().joined(separator: " ")
            let place = text.location(failure.contextOffset, failure.contextOffset + 1)
            return [Diagnostic.Note("the \(words) begins here", at: place)]
        }
        return []
    }

    private func hint(_ offset: Int) -> String? {
        switch failure.problem {
        case "mapping values are not allowed in this context":
            text.line(before: offset).contains(": ")
                ? "quote text that holds a colon and a space"
                : "check the indentation of this line, and whether the line above it lacks a colon"
        case "block sequence entries are not allowed in this context":
            "begin the list on a line of its own, or quote text that begins with a dash"
        case "found character that cannot start any token":
            text.scalar(at: offset).map { "quote text that begins with \"\($0)\"" }
        case "did not find expected alphabetic or numeric character" where failure.context == "while scanning an alias":
            "quote text that begins with an asterisk: \(Excerpt(text.word(at: failure.contextOffset).text))"
        case "did not find expected alphabetic or numeric character":
            "quote text that begins with an ampersand"
        case "found unexpected end of stream" where failure.context == "while scanning a quoted scalar":
            "close the quotes"
        case "found unknown escape character":
            "in double quotes a backslash begins an escape: write \"\\\\\", or use single quotes"
        case "found invalid Unicode character escape code":
            "write the character itself: YAML has no surrogate pairs"
        case "could not find expected ':'":
            "write \"key: value\", or indent the line if it continues the text above it"
        case "did not find expected key" where !text.line(before: offset).allSatisfy(\.isWhitespace):
            "a value ends before this: quote all of it; in single quotes an apostrophe is written twice"
        case "did not find expected key", "did not find expected '-' indicator":
            "check the indentation of this line and of the ones above it"
        case "did not find expected ',' or ']'": "close the list with \"]\", or separate its elements with commas"
        case "did not find expected ',' or '}'": "close the mapping with \"}\", or separate its pairs with commas"
        case "found incompatible YAML document": "remove the %YAML directive"
        default: nil
        }
    }
}

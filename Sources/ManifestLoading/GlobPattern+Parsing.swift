import AssistantModel

extension GlobPattern {
    /// Why a text is not a pattern: a sentence without a subject, such as "has `[` without `]`".
    package struct Problem: Error, Hashable, Sendable {
        /// What is wrong, to follow the pattern in a sentence.
        package var reason: String
    }

    /// Braces may stand for this many patterns at most: `{a,b}` twenty times over would be a million.
    private static let maximumAlternatives = 256

    /// What ``Positions`` has room for.
    private static let maximumParts = 62

    /// Reads a pattern that is relative to some folder.
    ///
    /// - Throws: ``Problem`` for unfinished brackets, `..` and too many alternatives.
    package init(_ text: String) throws(Problem) {
        var alternatives: [[Part]] = []
        for alternative in try Self.writingOutBraces(Array(text.unicodeScalars)) {
            var parts: [Part] = []
            for part in try Self.parts(of: alternative) {
                // `**/**` means `**`, and one costs less to walk.
                if part == .anyDepth, parts.last == .anyDepth { continue }
                parts.append(part)
            }
            if parts.last == .anyDepth { parts.append(.wildcard([.anyText])) }
            guard parts.count <= Self.maximumParts else {
                throw Problem(reason: "has more than \(Self.maximumParts) parts")
            }
            if !alternatives.contains(parts) { alternatives.append(parts) }
        }
        self.alternatives = alternatives
    }

    /// Whether a path means a pattern rather than one file.
    package static func hasWildcards(_ text: String) -> Bool {
        text.unicodeScalars.contains { "*?[{".unicodeScalars.contains($0) }
    }

    private static func writingOutBraces(_ text: [Unicode.Scalar]) throws(Problem) -> [[Unicode.Scalar]] {
        guard let open = firstIndex(of: "{", in: text[...]) else { return [text] }
        var depth = 0
        var start = open + 1
        var choices: [ArraySlice<Unicode.Scalar>] = []
        var close: Int?
        var index = open
        while index < text.count, close == nil {
            switch text[index] {
            case "\\": index += 1
            case "{": depth += 1
            case "}":
                depth -= 1
                if depth == 0 {
                    choices.append(text[start..<index])
                    close = index
                }
            case "," where depth == 1:
                choices.append(text[start..<index])
                start = index + 1
            default: break
            }
            index += 1
        }
        guard let close else { throw Problem(reason: "has `{` without `}`") }
        var results: [[Unicode.Scalar]] = []
        for choice in choices {
            results += try writingOutBraces(Array(text[..<open]) + choice + Array(text[(close + 1)...]))
            guard results.count <= maximumAlternatives else {
                throw Problem(reason: "stands for more than \(maximumAlternatives) patterns")
            }
        }
        return results
    }

    /// The first place of an unescaped character outside brackets.
    private static func firstIndex(of wanted: Unicode.Scalar, in text: ArraySlice<Unicode.Scalar>) -> Int? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == "\\" {
                index += 1
            } else if text[index] == "[", wanted != "[", let end = setEnd(in: text, from: index) {
                index = end
            } else if text[index] == wanted {
                return index
            }
            index += 1
        }
        return nil
    }

    /// The `]` that ends the set that starts at `open`; a `]` right after the start is a member.
    private static func setEnd(in text: ArraySlice<Unicode.Scalar>, from open: Int) -> Int? {
        var index = open + 1
        if index < text.endIndex, text[index] == "!" || text[index] == "^" { index += 1 }
        if index < text.endIndex, text[index] == "]" { index += 1 }
        while index < text.endIndex, text[index] != "/" {
            if text[index] == "]" { return index }
            index += 1
        }
        return nil
    }

    private static func parts(of text: [Unicode.Scalar]) throws(Problem) -> [Part] {
        var parts: [Part] = []
        for part in text.split(separator: "/") where !part.elementsEqual(["."]) {
            if part.elementsEqual(["*", "*"]) {
                parts.append(.anyDepth)
            } else if part.elementsEqual([".", "."]) {
                throw Problem(reason: "has `..` behind a wildcard")
            } else {
                parts.append(try self.part(of: part))
            }
        }
        return parts
    }

    private static func part(of text: ArraySlice<Unicode.Scalar>) throws(Problem) -> Part {
        var tokens: [WildcardToken] = []
        var index = text.startIndex
        while index < text.endIndex {
            switch text[index] {
            case "*": if tokens.last != .anyText { tokens.append(.anyText) }
            case "?": tokens.append(.anyCharacter)
            case "[":
                guard let end = setEnd(in: text, from: index) else { throw Problem(reason: "has `[` without `]`") }
                tokens.append(set(of: text[(index + 1)..<end]))
                index = end
            case "\\" where index + 1 < text.endIndex:
                index += 1
                tokens.append(.character(text[index]))
            case let scalar: tokens.append(.character(scalar))
            }
            index += 1
        }
        var literal = String.UnicodeScalarView()
        for token in tokens {
            guard case .character(let scalar) = token else { return .wildcard(tokens) }
            literal.append(scalar)
        }
        return .literal(String(literal))
    }

    private static func set(of text: ArraySlice<Unicode.Scalar>) -> WildcardToken {
        let isNegated = text.first == "!" || text.first == "^"
        let members = isNegated ? text.dropFirst() : text
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var index = members.startIndex
        while index < members.endIndex {
            let low = members[index]
            if index + 2 < members.endIndex, members[index + 1] == "-", low <= members[index + 2] {
                ranges.append(low...members[index + 2])
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        return .set(ranges: ranges, isNegated: isNegated)
    }
}

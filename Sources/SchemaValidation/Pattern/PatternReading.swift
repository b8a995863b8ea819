/// Reads a regular expression. What other readers understand in another way, such as `[` within a class, is refused:
/// nobody takes it for what it is not.
struct PatternReading {
    private static let maximumDepth = 100

    private let scalars: [Unicode.Scalar]
    private let letters: TextPattern.Letters
    private var place = 0
    /// Groups around the place.
    private var depth = 0

    init(_ text: String, letters: TextPattern.Letters) {
        scalars = Array(text.unicodeScalars)
        self.letters = letters
    }

    mutating func pattern() throws(TextPatternError) -> PatternNode {
        let node = try choice()
        // A parenthesis that nobody opened.
        guard place == scalars.count else { throw .invalid }
        return node
    }

    // MARK: scalars

    private var next: Unicode.Scalar? { scalar(after: 0) }

    private func scalar(after count: Int) -> Unicode.Scalar? {
        place + count < scalars.count ? scalars[place + count] : nil
    }

    private mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        place += 1
        return true
    }

    private mutating func take() throws(TextPatternError) -> Unicode.Scalar {
        guard let scalar = next else { throw .invalid }
        place += 1
        return scalar
    }

    // MARK: sequences

    private mutating func choice() throws(TextPatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw .tooLarge }
        var nodes = [try sequence()]
        while takes("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .choice(nodes)
    }

    private mutating func sequence() throws(TextPatternError) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let node = try node()
            guard let (minimum, maximum) = try repetition() else {
                nodes.append(node)
                continue
            }
            if case .anchor = node { throw .unsupported }
            if let maximum, maximum < minimum { throw .invalid }
            // Which of several parts of a text is found makes no difference to whether one is.
            _ = takes("?")
            guard try repetition() == nil else { throw .unsupported }
            nodes.append(.repeated(node, minimum: minimum, maximum: maximum))
        }
        return .sequence(nodes)
    }

    private mutating func repetition() throws(TextPatternError) -> (minimum: Int, maximum: Int?)? {
        if takes("*") { return (0, nil) }
        if takes("+") { return (1, nil) }
        if takes("?") { return (0, 1) }
        guard next == "{" else { return nil }
        let beginning = place
        place += 1
        let minimum = try number()
        let hasComma = takes(",")
        let maximum = hasComma ? try number() : minimum
        if takes("}"), minimum != nil || maximum != nil {
            // Others read `{,2}` as a text.
            guard let minimum else { throw .unsupported }
            return (minimum, maximum)
        }
        place = beginning
        return nil
    }

    private mutating func number() throws(TextPatternError) -> Int? {
        var number: Int?
        while let scalar = next, let digit = Self.digit(scalar), digit < 10 {
            place += 1
            number = (number ?? 0) * 10 + digit
            if let number, number > PatternProgram.maximumSteps { throw .tooLarge }
        }
        return number
    }

    /// Of a hexadecimal number.
    private static func digit(_ scalar: Unicode.Scalar) -> Int? {
        scalar.isASCII ? Character(scalar).hexDigitValue : nil
    }

    // MARK: what is repeated

    private mutating func node() throws(TextPatternError) -> PatternNode {
        // A repetition of nothing. A brace that begins none is a brace.
        if try repetition() != nil { throw .invalid }
        switch try take() {
        case ".": return .scalar(ScalarSet(.any))
        case "^": return .anchor(.start)
        case "$": return .anchor(.end)
        case "(": return try group()
        case "[": return .scalar(try set())
        case "\\":
            if takes("b") { return .anchor(.wordBoundary(isNegated: false, letters)) }
            if takes("B") { return .anchor(.wordBoundary(isNegated: true, letters)) }
            return .scalar(try escaped())
        case let scalar: return .scalar(ScalarSet(scalar))
        }
    }

    private mutating func group() throws(TextPatternError) -> PatternNode {
        if takes("?") {
            switch try take() {
            case ":": break
            case "<":
                guard let first = next, ScalarSet.Kind.word(.ascii).holds(first) else { throw .unsupported }
                while try take() != ">" {}
            default: throw .unsupported
            }
        }
        let node = try choice()
        guard takes(")") else { throw .invalid }
        return node
    }

    /// What a backslash stands before.
    private mutating func escaped() throws(TextPatternError) -> ScalarSet {
        let scalar = try take()
        switch scalar {
        case "d", "D": return ScalarSet(.digit(letters), isNegated: scalar == "D")
        case "w", "W": return ScalarSet(.word(letters), isNegated: scalar == "W")
        case "s", "S": return ScalarSet(.space, isNegated: scalar == "S")
        case "p", "P": return ScalarSet(.category(try category()), isNegated: scalar == "P")
        case "t": return ScalarSet("\t")
        case "n": return ScalarSet("\n")
        case "r": return ScalarSet("\r")
        case "f": return ScalarSet("\u{0C}")
        case "x": return ScalarSet(try hexadecimal(2))
        case "u": return ScalarSet(try hexadecimal(4))
        default:
            guard scalar.isASCII, !Character(scalar).isLetter, !Character(scalar).isNumber else { throw .unsupported }
            return ScalarSet(scalar)
        }
    }

    private static let categories: [String: Set<Unicode.GeneralCategory>] = [
        "L": [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter],
        "Lu": [.uppercaseLetter], "Ll": [.lowercaseLetter], "M": [.nonspacingMark, .spacingMark, .enclosingMark],
        "N": [.decimalNumber, .letterNumber, .otherNumber], "Nd": [.decimalNumber],
    ]

    private mutating func category() throws(TextPatternError) -> Set<Unicode.GeneralCategory> {
        guard takes("{"), let end = scalars[place...].firstIndex(of: "}") else { throw .unsupported }
        let name = scalars[place..<end].map { String($0) }.joined()
        guard let category = Self.categories[name] else { throw .unsupported }
        place = end + 1
        return category
    }

    private mutating func hexadecimal(_ count: Int) throws(TextPatternError) -> Unicode.Scalar {
        var number: UInt32 = 0
        for _ in 0..<count {
            guard let digit = Self.digit(try take()) else { throw .unsupported }
            number = number * 16 + UInt32(digit)
        }
        guard let scalar = Unicode.Scalar(number) else { throw .unsupported }
        return scalar
    }

    // MARK: classes

    private mutating func set() throws(TextPatternError) -> ScalarSet {
        var set = ScalarSet(isNegated: takes("^"))
        // Some read a class of nothing here, others a bracket.
        guard next != "]" else { throw .unsupported }
        while !takes("]") {
            let first = try member()
            guard next == "-", let end = scalar(after: 1), end != "]" else {
                set.add(first)
                continue
            }
            // Doubled, it takes one class from another for some.
            if end == "-" { throw .unsupported }
            place += 1
            let last = try member()
            if let low = first.only, let high = last.only {
                guard low <= high else { throw .invalid }
                set.add(low...high)
            } else {
                // A kind has no beginning and no end: the hyphen is one.
                for part in [first, ScalarSet("-"), last] { set.add(part) }
            }
        }
        return set
    }

    private mutating func member() throws(TextPatternError) -> ScalarSet {
        let scalar = try take()
        switch scalar {
        case "\\": return try escaped()
        case "[": throw .unsupported
        // Doubled, these combine classes for some.
        case "&", "-", "~": if next == scalar { throw .unsupported }
        default: break
        }
        return ScalarSet(scalar)
    }
}

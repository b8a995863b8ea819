/// Which scalars a part of a regular expression takes.
struct ScalarSet: Sendable {
    /// A kind of scalars that has a name.
    enum Kind: Sendable {
        /// All but ends of lines.
        case any
        case digit(TextPattern.Letters)
        case space
        case word(TextPattern.Letters)
        case category(Set<Unicode.GeneralCategory>)

        func holds(_ scalar: Unicode.Scalar) -> Bool {
            let properties = scalar.properties
            switch self {
            case .any: return !((0x0A...0x0D).contains(scalar.value) || [0x85, 0x2028, 0x2029].contains(scalar.value))
            case .digit(.ascii): return ("0"..."9").contains(scalar)
            case .digit(.unicode): return properties.numericType == .decimal
            case .space: return properties.isWhitespace
            case .word(.ascii):
                return scalar.isASCII && (properties.isAlphabetic || scalar == "_" || Self.isDigit(scalar))
            case .word(.unicode):
                return properties.isAlphabetic || properties.isJoinControl || properties.numericType == .decimal
                    || Self.joining.contains(properties.generalCategory)
            case .category(let categories): return categories.contains(properties.generalCategory)
            }
        }

        private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { Kind.digit(.ascii).holds(scalar) }

        private static let joining: Set<Unicode.GeneralCategory> = [
            .nonspacingMark, .spacingMark, .enclosingMark, .connectorPunctuation,
        ]
    }

    private(set) var ranges: [ClosedRange<Unicode.Scalar>] = []
    private(set) var kinds: [(kind: Kind, isNegated: Bool)] = []
    private var isNegated = false

    init(isNegated: Bool = false) { self.isNegated = isNegated }

    init(_ scalar: Unicode.Scalar) { ranges = [scalar...scalar] }

    init(_ kind: Kind, isNegated: Bool = false) { kinds = [(kind, isNegated)] }

    /// The only scalar that it was made from; nil for more, and for kinds.
    var only: Unicode.Scalar? {
        guard kinds.isEmpty, !isNegated, ranges.count == 1, let range = ranges.first,
            range.lowerBound == range.upperBound
        else { return nil }
        return range.lowerBound
    }

    mutating func add(_ range: ClosedRange<Unicode.Scalar>) { ranges.append(range) }

    mutating func add(_ other: ScalarSet) {
        ranges += other.ranges
        kinds += other.kinds
    }

    func holds(_ scalar: Unicode.Scalar) -> Bool {
        let isNamed =
            ranges.contains { $0.contains(scalar) } || kinds.contains { $0.kind.holds(scalar) != $0.isNegated }
        return isNamed != isNegated
    }
}

/// A regular expression as it is written.
indirect enum PatternNode {
    case scalar(ScalarSet)
    case anchor(PatternAnchor)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// - Parameter maximum: nil for as often as there is.
    case repeated(PatternNode, minimum: Int, maximum: Int?)
}

/// One step of an expression that is followed; behind the last one it is found.
enum PatternStep: Sendable {
    case take(ScalarSet)
    case require(PatternAnchor)
    case jump(Int)
    /// Goes on with the next step, and with this one.
    case fork(Int)
}

/// What a place in a text has to be.
enum PatternAnchor: Sendable {
    case start
    case end
    case wordBoundary(isNegated: Bool, TextPattern.Letters)

    func holds(between before: Unicode.Scalar?, and next: Unicode.Scalar?) -> Bool {
        switch self {
        case .start: return before == nil
        case .end: return next == nil
        case .wordBoundary(let isNegated, let letters):
            let word = ScalarSet.Kind.word(letters)
            return ((before.map(word.holds) ?? false) != (next.map(word.holds) ?? false)) != isNegated
        }
    }
}

/// Steps, made from nodes. Repetitions with a number are written out.
struct PatternProgram {
    static let maximumSteps = 4000

    private(set) var steps: [PatternStep] = []

    mutating func add(_ node: PatternNode) throws(TextPatternError) {
        guard steps.count <= Self.maximumSteps else { throw .tooLarge }
        switch node {
        case .scalar(let set): steps.append(.take(set))
        case .anchor(let anchor): steps.append(.require(anchor))
        case .sequence(let nodes): for node in nodes { try add(node) }
        case .choice(let nodes): try addChoice(nodes)
        case .repeated(let node, let minimum, let maximum):
            for _ in 0..<minimum {
                let before = steps.count
                try add(node)
                // Nothing as often as you like is nothing.
                if steps.count == before { break }
            }
            try addOptional(node, times: maximum.map { $0 - minimum })
        }
    }

    private mutating func addChoice(_ nodes: [PatternNode]) throws(TextPatternError) {
        var ends: [Int] = []
        for (index, node) in nodes.enumerated() {
            let isLast = index == nodes.count - 1
            let fork = steps.count
            if !isLast { steps.append(.fork(0)) }
            try add(node)
            guard !isLast else { break }
            ends.append(steps.count)
            steps.append(.jump(0))
            steps[fork] = .fork(steps.count)
        }
        for end in ends { steps[end] = .jump(steps.count) }
    }

    /// - Parameter times: nil for as often as there is.
    private mutating func addOptional(_ node: PatternNode, times: Int?) throws(TextPatternError) {
        var forks: [Int] = []
        for _ in 0..<(times ?? 1) {
            forks.append(steps.count)
            steps.append(.fork(0))
            try add(node)
        }
        if times == nil { steps.append(.jump(forks[0])) }
        for fork in forks { steps[fork] = .fork(steps.count) }
    }
}

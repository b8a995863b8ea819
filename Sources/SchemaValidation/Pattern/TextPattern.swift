/// A regular expression that is looked for in a time that grows with the text and never faster: every way through the
/// expression is followed at the same time, scalar by scalar, and none is tried again. Whoever writes the text, or the
/// expression, keeps nobody waiting.
///
/// It knows literals, classes, anchors, groups, alternatives and repetitions; what only trying again can find, such as
/// backreferences, and what looks around is refused when it is made.
package struct TextPattern: Sendable {
    /// What `\d` and `\w` stand for.
    package enum Letters: Sendable {
        /// Those of ASCII, as in the patterns of JSON Schema.
        case ascii
        /// Those of every script.
        case unicode
    }

    private let steps: [PatternStep]

    /// - Throws: ``TextPatternError``.
    package init(_ text: String, letters: Letters) throws(TextPatternError) {
        var reading = PatternReading(text, letters: letters)
        var program = PatternProgram()
        try program.add(try reading.pattern())
        steps = program.steps
    }

    /// Whether a part of the text, or all of it, is what the expression describes.
    package func isFound(in text: String) -> Bool {
        var walk = Walk(steps: steps)
        var scalars = text.unicodeScalars.makeIterator()
        var before: Unicode.Scalar?
        var next = scalars.next()
        while true {
            if walk.reachesEnd(between: before, and: next) { return true }
            guard let scalar = next else { return false }
            walk.take(scalar)
            before = scalar
            next = scalars.next()
        }
    }
}

/// Why a text is no ``TextPattern``.
package enum TextPatternError: Error, Hashable, Sendable, CustomStringConvertible {
    case invalid
    case unsupported
    case tooLarge

    /// Without a final full stop.
    package var description: String {
        switch self {
        case .invalid: "not a regular expression"
        case .unsupported:
            "a pattern can have literals, classes, anchors, groups, alternatives and repetitions, and nothing that looks "
                + "around or back"
        case .tooLarge: "the repetitions of the pattern come to more than \(PatternProgram.maximumSteps) steps"
        }
    }
}

/// All places in an expression that a text so far leads to.
private struct Walk {
    private let steps: [PatternStep]
    /// Steps that wait for a scalar, each once.
    private var waiting: [Int] = []
    /// Steps behind those that took the last scalar.
    private var started: [Int] = []
    /// The number of the place in the text at which a step was reached last.
    private var reached: [Int]
    private var place = 0

    init(steps: [PatternStep]) {
        self.steps = steps
        reached = Array(repeating: 0, count: steps.count)
    }

    /// Goes on as far as is possible without a scalar, also from the beginning.
    mutating func reachesEnd(between before: Unicode.Scalar?, and next: Unicode.Scalar?) -> Bool {
        place += 1
        waiting.removeAll(keepingCapacity: true)
        started.append(0)
        while let step = started.popLast() {
            guard step < steps.count else { return true }
            guard reached[step] != place else { continue }
            reached[step] = place
            switch steps[step] {
            case .take: waiting.append(step)
            case .jump(let target): started.append(target)
            case .fork(let target):
                started.append(target)
                started.append(step + 1)
            case .require(let anchor): if anchor.holds(between: before, and: next) { started.append(step + 1) }
            }
        }
        return false
    }

    mutating func take(_ scalar: Unicode.Scalar) {
        for step in waiting {
            if case .take(let set) = steps[step], set.holds(scalar) { started.append(step + 1) }
        }
    }
}

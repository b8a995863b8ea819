/// Two definitions of an assistant, asked the same questions equally often.
package struct PairedComparison: Sendable, Equatable {
    /// Whether the answers to one question were right, run by run, on both sides.
    package struct Question: Sendable, Equatable {
        package var before: [Bool]
        package var after: [Bool]

        /// Runs in the order in which they were made.
        ///
        /// - Precondition: Both sides have as many.
        package init(before: [Bool], after: [Bool]) {
            precondition(before.count == after.count, "a comparison is of pairs")
            self.before = before
            self.after = after
        }

        /// Per run: 1 where only the second side is right, -1 where only the first is.
        var differences: [Int] { zip(before, after).map { ($1 ? 1 : 0) - ($0 ? 1 : 0) } }
    }

    /// What a comparison shows, at an error rate of 0.05.
    package enum Finding: String, Sendable {
        case better
        case worse
        case noDifference = "no_difference"
    }

    /// Over all questions: the differences of the questions, none of which counts more for its number of runs.
    package var overall: Finding
    /// Per question in the order given, each with the others in mind.
    package var questions: [Finding]

    /// Of fewer questions all together never show anything, however much each of them differs.
    package static let fewestQuestions = 6

    /// The error rate of a finding; of the findings per question, of all of them together.
    package static let errorRate = 0.05

    /// Compares.
    package init(_ questions: [Question]) {
        let sums = questions.map { $0.differences.reduce(0, +) }
        overall = Self.finding(sums.reduce(0, +), probability: SignFlipTest.probability(of: sums))
        let probabilities = questions.map { SignFlipTest.probability(of: $0.differences) }
        self.questions = zip(sums, HolmCorrection.adjusted(probabilities)).map(Self.finding)
    }

    private static func finding(_ sum: Int, probability: Double) -> Finding {
        guard probability <= errorRate else { return .noDifference }
        return sum > 0 ? .better : .worse
    }
}

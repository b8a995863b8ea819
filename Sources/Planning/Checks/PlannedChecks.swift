import AssistantModel
import SourceDiagnostics

/// What the checks of the assistants that a plan changes came to, asked as the plan would have them. No part of what the
/// plan does: it says whether that may be done.
package struct PlannedChecks: Equatable, Sendable, Codable {
    /// In the order of the assistants' keys and their manifests.
    package var results: [PlannedCheck]
    /// Whether a language model gave the answers: the sandbox runs none.
    package var isModelJudged: Bool
    /// What was paid for answers, in picodollars; nil where prices are not known or nothing costs anything.
    package var spent: Int64?

    package init(results: [PlannedCheck] = [], isModelJudged: Bool, spent: Int64? = nil) {
        self.results = results
        self.isModelJudged = isModelJudged
        self.spent = spent
    }
}

/// What became of one check.
package struct PlannedCheck: Equatable, Sendable, Codable {
    package enum Verdict: String, Equatable, Sendable, Codable {
        case passed, failed, undecided
    }

    /// A wrong answer.
    package struct WrongAnswer: Equatable, Sendable, Codable {
        /// Which answer of the check it was, from 1 on; of several the first.
        package var run: Int
        /// The passage that a reader has to see.
        package var passage: String
        /// What does not hold, a sentence each.
        package var reasons: [String]
        /// How often it came; nil for once.
        package var count: Int?

        package init(run: Int, passage: String, reasons: [String], count: Int? = nil) {
            self.run = run
            self.passage = passage
            self.reasons = reasons
            self.count = count
        }
    }

    /// The assistant's key.
    package var assistant: String
    package var question: String
    package var verdict: Verdict
    package var right: Int
    package var wrong: Int
    /// The share of answers that has to be right, in ten-thousandths.
    package var required: Int
    package var maximumRuns: Int
    /// Why not all that was needed was asked; nil where everything was.
    package var obstacle: String?
    package var wrongAnswers: [WrongAnswer]
    /// Where the check is written.
    package var location: SourceLocation
    /// Of everything that the answers depend on, ``fingerprint(of:to:_:)``: the result stands as long as it is the same.
    package var fingerprint: String

    package init(
        assistant: String,
        question: String,
        verdict: Verdict,
        right: Int,
        wrong: Int,
        required: Int,
        maximumRuns: Int,
        obstacle: String?,
        wrongAnswers: [WrongAnswer],
        location: SourceLocation,
        fingerprint: String
    ) {
        self.assistant = assistant
        self.question = question
        self.verdict = verdict
        self.right = right
        self.wrong = wrong
        self.required = required
        self.maximumRuns = maximumRuns
        self.obstacle = obstacle
        self.wrongAnswers = wrongAnswers
        self.location = location
        self.fingerprint = fingerprint
    }
}

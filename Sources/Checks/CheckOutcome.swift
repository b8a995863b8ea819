import AssistantModel

/// What became of one check.
package struct CheckOutcome: Sendable, Equatable {
    /// The assistant's key.
    package var assistant: String
    package var check: Check
    /// How often it was asked at most, in this run.
    package var maximumRuns: Int
    package var tally: AnswerTally
    package var verdict: SequentialTest.Verdict
    /// Why not all that was needed was asked, in words that follow "undecided: "; nil where everything was.
    package var obstacle: String?
    /// The first wrong answers, in the order in which they came.
    package var wrongAnswers: [WrongAnswer]

    /// An answer that is not what a check expects.
    package struct WrongAnswer: Sendable, Equatable {
        /// Which answer of the check it was, from 1 on.
        package var run: Int
        package var text: String
        package var failures: [AnswerJudgement.Failure]

        package init(run: Int, text: String, failures: [AnswerJudgement.Failure]) {
            self.run = run
            self.text = text
            self.failures = failures
        }
    }

    /// Wrong answers that are kept of a check: they are alike, and a report is read by people.
    package static let keptAnswers = 3

    package init(
        assistant: String,
        check: Check,
        maximumRuns: Int,
        tally: AnswerTally,
        verdict: SequentialTest.Verdict,
        obstacle: String? = nil,
        wrongAnswers: [WrongAnswer] = []
    ) {
        self.assistant = assistant
        self.check = check
        self.maximumRuns = maximumRuns
        self.tally = tally
        self.verdict = verdict
        self.obstacle = obstacle
        self.wrongAnswers = wrongAnswers
    }
}

/// What a run of checks found.
package struct CheckReport: Sendable, Equatable {
    package var project: String
    package var environment: String
    /// Who was asked: `live` or `plan`.
    package var against: String
    /// In the order of the assistants' keys and their manifests.
    package var outcomes: [CheckOutcome]
    /// What was paid, as far as prices are known.
    package var spent: Dollars?
    /// What could be spent at most; nil for no ceiling, and where nothing costs anything.
    package var budget: Dollars?
    /// Whether somebody stopped it.
    package var isInterrupted: Bool
    /// Whether a language model gave the answers: the sandbox runs none.
    package var isModelJudged: Bool

    package init(
        project: String,
        environment: String,
        against: String = "live",
        outcomes: [CheckOutcome],
        spent: Dollars? = nil,
        budget: Dollars? = nil,
        isInterrupted: Bool = false,
        isModelJudged: Bool = true
    ) {
        self.project = project
        self.environment = environment
        self.against = against
        self.outcomes = outcomes
        self.spent = spent
        self.budget = budget
        self.isInterrupted = isInterrupted
        self.isModelJudged = isModelJudged
    }

    /// Checks that came out so.
    package func count(_ verdict: SequentialTest.Verdict) -> Int { outcomes.count { $0.verdict == verdict } }

    /// Answers to all checks.
    package var answers: Int { outcomes.reduce(0) { $0 + $1.tally.count } }
}

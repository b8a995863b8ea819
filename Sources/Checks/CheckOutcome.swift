import AssistantModel
import SourceDiagnostics

/// What became of one check.
///
/// What servers, functions and models say stands in it without what certainly is a secret: an error may quote a key, and
/// reports go to logs and comments.
package struct CheckOutcome: Sendable, Equatable {
    /// The assistant's key.
    package var assistant: String
    package var check: Check
    /// How often it was asked at most, in this run.
    package var maximumRuns: Int
    package var tally: AnswerTally
    package var verdict: SequentialTest.Verdict
    /// Why not all that was needed was asked, in words that follow "undecided: "; nil where everything was.
    package private(set) var obstacle: String?
    /// Wrong answers, the most frequent first.
    package private(set) var wrongAnswers: [WrongAnswer]
    /// How what is live did on the same; nil where it was not asked.
    package var comparison: Comparison?

    /// What is live beside the candidate.
    package struct Comparison: Sendable, Equatable {
        /// The answers of what is live.
        package var live: AnswerTally
        /// What the candidate is shown to be, with all other checks in mind.
        package var finding: PairedComparison.Finding

        package init(live: AnswerTally, finding: PairedComparison.Finding) {
            self.live = live
            self.finding = finding
        }
    }

    /// An answer that is not what a check expects.
    package struct WrongAnswer: Sendable, Equatable {
        /// Which answer of the check it was, from 1 on; of several the first.
        package var run: Int
        package var text: String
        package var failures: [AnswerJudgement.Failure]
        /// How often it came, at least once.
        package var count: Int

        package init(run: Int, text: String, failures: [AnswerJudgement.Failure], count: Int = 1) {
            self.run = run
            self.text = text
            self.failures = failures
            self.count = count
        }

        fileprivate var withoutSecrets: WrongAnswer {
            var answer = self
            answer.text = SecretScan.hiding(text)
            for index in failures.indices { answer.failures[index].reason = SecretScan.hiding(failures[index].reason) }
            return answer
        }
    }

    /// Wrong answers that are kept of a check: a report is read by people.
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
        self.obstacle = obstacle.map { SecretScan.hiding($0) }
        self.wrongAnswers = wrongAnswers.map(\.withoutSecrets)
    }
}

/// What a run of checks found.
package struct CheckReport: Sendable, Equatable {
    package var project: String
    package var environment: String
    /// Who was asked: `live`, `plan`, the number of a release, or `live,plan` for a comparison.
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
    /// What a comparison says of all checks together; nil where nothing was compared.
    package var comparison: PairedComparison.Finding?

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

    /// Checks of which a comparison found that.
    package func count(_ finding: PairedComparison.Finding) -> Int {
        outcomes.count { $0.comparison?.finding == finding }
    }

    /// Answers to all checks, of both sides of a comparison.
    package var answers: Int { outcomes.reduce(0) { $0 + $1.tally.count + ($1.comparison?.live.count ?? 0) } }
}

import AssistantModel

/// A run of one check, as it is kept: numbers and digests. No text of a question, an answer or a prompt is part of it.
package struct CheckRecord: Sendable, Hashable {
    /// The assistant's key at that time.
    package var assistant: String
    /// ``AssistantModel/Check/fingerprint``.
    package var check: String
    package var definition: CheckedDefinition
    /// When the run ended, in Unix seconds.
    package var time: Int
    package var verdict: SequentialTest.Verdict
    package var tally: AnswerTally

    /// A run as it was.
    package init(
        assistant: String,
        check: String,
        definition: CheckedDefinition,
        time: Int,
        verdict: SequentialTest.Verdict,
        tally: AnswerTally
    ) {
        self.assistant = assistant
        self.check = check
        self.definition = definition
        self.time = time
        self.verdict = verdict
        self.tally = tally
    }
}

extension CheckReport {
    /// What is kept of the run: every check that got an answer.
    ///
    /// - Parameters:
    ///   - definitions: what was asked, by the assistants' keys; whose is missing is not kept.
    ///   - time: in Unix seconds.
    package func records(of definitions: [String: CheckedDefinition], at time: Int) -> [CheckRecord] {
        outcomes.compactMap { outcome in
            guard outcome.tally.count > 0, let definition = definitions[outcome.assistant] else { return nil }
            return CheckRecord(
                assistant: outcome.assistant,
                check: outcome.check.fingerprint,
                definition: definition,
                time: time,
                verdict: outcome.verdict,
                tally: outcome.tally
            )
        }
    }
}

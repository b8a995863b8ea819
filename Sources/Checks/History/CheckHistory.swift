import AssistantModel

/// How the checks of a project came out over time.
package struct CheckHistory: Sendable, Equatable {
    package var project: String
    package var environment: String
    /// In the order of the assistants and their manifests.
    package var tracks: [Track]

    /// One check with all its runs that are kept.
    package struct Track: Sendable, Equatable {
        package var assistant: String
        package var check: Check
        /// Newest first; empty for a check that never got an answer.
        package var stretches: [Stretch]

        /// A check with its runs.
        package init(assistant: String, check: Check, stretches: [Stretch]) {
            self.assistant = assistant
            self.check = check
            self.stretches = stretches
        }
    }

    /// Runs in a row with one definition.
    package struct Stretch: Sendable, Equatable {
        package var definition: CheckedDefinition
        /// Oldest first; at least one.
        package var records: [CheckRecord]

        /// Runs of one definition.
        package init(definition: CheckedDefinition, records: [CheckRecord]) {
            self.definition = definition
            self.records = records
        }

        /// The answers of all of them.
        package var tally: AnswerTally {
            AnswerTally(
                right: records.reduce(0) { $0 + $1.tally.right },
                wrong: records.reduce(0) { $0 + $1.tally.wrong }
            )
        }

        /// Of the runs that repeat one before them, how many came out otherwise, though nothing was changed. Undecided
        /// ones say nothing of that.
        package var flicker: (changes: Int, repeats: Int) {
            let verdicts = records.map(\.verdict).filter { $0 != .undecided }
            return (zip(verdicts, verdicts.dropFirst()).count { $0 != $1 }, max(0, verdicts.count - 1))
        }
    }

    /// A history as it is.
    package init(project: String, environment: String, tracks: [Track]) {
        self.project = project
        self.environment = environment
        self.tracks = tracks
    }

    /// Puts records under the checks that manifests declare now.
    ///
    /// A check is found by its content, so that it keeps its history wherever it moves, and begins a new one when it is
    /// changed. Records of an assistant that no manifest declares any more count for whoever has the same check: that is
    /// how a renamed one is found.
    ///
    /// - Parameters:
    ///   - shown: assistants of `desired`, in the order in which they are shown.
    ///   - records: oldest first.
    package init(of shown: [Assistant], in desired: DesiredState, records: [CheckRecord]) {
        let declared = Set(desired.assistants.map(\.key))
        let byCheck = Dictionary(grouping: records, by: \.check)
        self.init(
            project: desired.project,
            environment: desired.environment.name,
            tracks: shown.flatMap { assistant in
                assistant.checks.map { check in
                    let own = (byCheck[check.fingerprint] ?? []).filter {
                        $0.assistant == assistant.key || !declared.contains($0.assistant)
                    }
                    return Track(assistant: assistant.key, check: check, stretches: Self.stretches(own))
                }
            }
        )
    }

    private static func stretches(_ records: [CheckRecord]) -> [Stretch] {
        var stretches: [Stretch] = []
        for record in records {
            if stretches.last?.definition == record.definition {
                stretches[stretches.count - 1].records.append(record)
            } else {
                stretches.append(Stretch(definition: record.definition, records: [record]))
            }
        }
        return stretches.reversed()
    }
}

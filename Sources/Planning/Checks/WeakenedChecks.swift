import AssistantModel
import OrderedJSON
import SourceDiagnostics

/// What a reviewer has to know of an assistant's checks since the version that is live: less that is checked is less that
/// is known. Warnings, for nothing of a check reaches the account but a note of it: a plan with nothing else is empty, and
/// they stay until the next version of the assistant is applied.
struct WeakenedChecks {
    let warnings: [PlanWarning]

    /// - Parameters:
    ///   - live: nothing is said of one whose version says nothing of checks.
    ///   - release: the live one; nil where there are none.
    init(of assistant: Assistant, since live: LiveAssistant, release: Int?) {
        let now = assistant.recordedChecks
        let places = Dictionary(assistant.checks.map { ($0.question, $0.location) }) { first, _ in first }
        let address = ResourceAddress.assistant(assistant.key).description
        let version = release.map { "release \($0)" } ?? "the last apply"
        func warning(_ code: String, _ message: String, at place: SourceLocation?) -> PlanWarning {
            PlanWarning(code: code, message: message, address: address, location: place ?? assistant.location)
        }
        guard !live.checks.isEmpty else {
            guard let digest = live.record?.checks, digest != now.digest else {
                warnings = []
                return
            }
            warnings = [
                now.isEmpty
                    ? warning("check-removed", "\(address) no longer has the checks of \(version)", at: nil)
                    : warning(
                        "checks-changed",
                        "the checks of \(address) are not those of \(version): this account keeps a digest of them only",
                        at: nil
                    )
            ]
            return
        }
        warnings = live.checks.compactMap { old in
            guard let check = now.first(where: { $0.question == old.question }) else {
                return warning(
                    "check-removed",
                    "\(address) no longer has the check \"\(old.question)\" of \(version)",
                    at: nil
                )
            }
            let differences = check.weaknesses(against: old)
            guard !differences.isEmpty else { return nil }
            let message =
                "the check \"\(old.question)\" of \(address) is not what it was in \(version): "
                + differences.joined(separator: "; ")
            return warning("check-weakened", message, at: places[old.question])
        }
    }
}

extension RecordedCheck {
    /// In what it asks for less than it did, or for something that nobody can tell to be as much: such as
    /// `at_least 1 → 0.9`.
    fileprivate func weaknesses(against old: RecordedCheck) -> [String] {
        func text(_ value: JSONValue) -> String { JSONWriter().string(from: value) }
        var differences: [String] = []
        for (name, output) in functions {
            if let before = old.functions[name], before != output {
                differences.append("functions.\(name) \(text(before)) → \(text(output))")
            }
        }
        for expectation in old.expectations where !expectations.contains(expectation) {
            differences.append("no longer expects \(text(expectation))")
        }
        if required < old.required {
            differences.append("at_least \(text(old.required.fraction)) → \(text(required.fraction))")
        }
        // With a share, fewer runs leave more undecided, and nothing passes that would not have.
        if required == .all, old.required == .all, maximumRuns < old.maximumRuns {
            differences.append("runs \(old.maximumRuns) → \(maximumRuns)")
        }
        if let before = old.model, let model, model != before {
            differences.append("checks_model \(before) → \(model)")
        }
        return differences
    }
}

extension RequiredShare {
    fileprivate var fraction: JSONValue {
        self == .all ? .integer(1) : .number(Double(tenThousandths) / 10_000)
    }
}

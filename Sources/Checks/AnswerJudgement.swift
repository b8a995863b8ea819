import AssistantModel
import OrderedJSON
import SchemaValidation

/// What became of one answer: right, wrong, or to be shown to a model first.
package struct AnswerJudgement: Sendable, Equatable {
    /// What does not hold; empty for an answer in which nothing is wrong so far.
    package var failures: [Failure]
    /// The expectations that only a model can judge, by their index in the check. An answer that is wrong already needs
    /// no model: nothing is open then.
    package var openCriteria: [Int]

    /// Why an answer is wrong.
    package struct Failure: Sendable, Hashable {
        /// The index of the expectation in the check; nil where the answer itself is none.
        package var expectation: Int?
        /// One sentence without a final full stop.
        package var reason: String

        package init(expectation: Int?, reason: String) {
            self.expectation = expectation
            self.reason = reason
        }
    }

    /// Holds an answer against what a check expects.
    package init(of answer: CheckedAnswer, by check: Check) {
        if let defect = answer.defect {
            failures = [Failure(expectation: nil, reason: "the answer \(defect)")]
            openCriteria = []
            return
        }
        failures = check.expectations.enumerated().compactMap { index, expectation in
            expectation.rule.failure(in: answer).map { Failure(expectation: index, reason: $0) }
        }
        openCriteria =
            !failures.isEmpty
            ? []
            : check.expectations.indices.filter { index in
                if case .judged = check.expectations[index].rule { true } else { false }
            }
    }

    /// The judgement once a model has said what it thinks of one of the open criteria.
    ///
    /// - Parameter index: of the expectation.
    package func judged(_ criterion: String, at index: Int, by verdict: CriterionVerdict) -> AnswerJudgement {
        var judgement = self
        judgement.openCriteria.removeAll { $0 == index }
        if !verdict.isMet {
            let reason = "does not meet \"\(criterion)\": \(verdict.reason)"
            judgement.failures.append(Failure(expectation: index, reason: reason))
            judgement.openCriteria = []
        }
        return judgement
    }

    /// Whether the answer is right; nil while a model has to be asked.
    package var isRight: Bool? {
        if !failures.isEmpty { return false }
        return openCriteria.isEmpty ? true : nil
    }
}

/// What a model says of an answer.
package struct CriterionVerdict: Sendable, Equatable {
    package var isMet: Bool
    package var reason: String

    package init(isMet: Bool, reason: String) {
        self.isMet = isMet
        self.reason = reason
    }
}

extension CheckExpectation.Rule {
    /// Why the answer does not fulfil it; nil where it does, and where only a model can tell.
    fileprivate func failure(in answer: CheckedAnswer) -> String? {
        switch self {
        case .text(let rule, let isNegated):
            let finding = rule.finding(in: answer.text)
            return finding.holds == !isNegated ? nil : finding.reason
        case .cites(let pattern, let paths):
            if paths.contains(where: answer.citedPaths.contains) { return nil }
            let cited = answer.citedPaths.isEmpty ? "nothing" : answer.citedPaths.joined(separator: ", ")
            return "cites \(cited) instead of \(pattern)"
        case .judged:
            return nil
        case .calls(let expected):
            return expected.lazy.compactMap { $0.failure(in: answer.calls) }.first
        }
    }
}

extension CheckExpectation.ExpectedCall {
    fileprivate func failure(in calls: [CheckedAnswer.Call]) -> String? {
        let own = calls.filter { $0.function == function }
        if own.contains(where: { $0.arguments.map { arguments.isSubset(of: $0) } == true }) { return nil }
        guard let last = own.last else {
            let others = calls.map(\.function)
            return others.isEmpty
                ? "does not call \(function)" : "calls \(others.joined(separator: ", ")) instead of \(function)"
        }
        guard let made = last.arguments else { return "calls \(function) with arguments that are no JSON" }
        return
            "calls \(function) with \(JSONWriter().string(from: made)), which lacks \(JSONWriter().string(from: arguments))"
    }
}

extension JSONValue {
    /// Whether the other value has everything that this one has: objects may have more members, at any depth.
    func isSubset(of other: JSONValue) -> Bool {
        switch (self, other) {
        case (.object(let own), .object(let members)):
            own.allSatisfy { key, value in members[key].map(value.isSubset) == true }
        case (.array(let own), .array(let elements)):
            own.count == elements.count && zip(own, elements).allSatisfy { $0.isSubset(of: $1) }
        default:
            self == other
        }
    }
}

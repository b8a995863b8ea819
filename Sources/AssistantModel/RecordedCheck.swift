import OrderedJSON

/// A check as it is remembered beside what was applied: what a later plan needs to tell whether less is asked for.
package struct RecordedCheck: Equatable, Sendable {
    /// It names the check.
    package var question: String
    /// Each as a manifest writes it, in the order of the manifest.
    package var expectations: [JSONValue]
    package var required: RequiredShare
    package var maximumRuns: Int
    /// What functions answer, by their names; empty where none does.
    package var functions: JSONObject
    /// The model that judges; nil where no expectation needs one.
    package var model: String?

    /// A check as it was read.
    package init(
        question: String,
        expectations: [JSONValue],
        required: RequiredShare,
        maximumRuns: Int,
        functions: JSONObject,
        model: String?
    ) {
        self.question = question
        self.expectations = expectations
        self.required = required
        self.maximumRuns = maximumRuns
        self.functions = functions
        self.model = model
    }

    /// A check of a manifest.
    ///
    /// - Parameter model: the assistant's `checks_model`.
    package init(_ check: Check, model: String?) {
        self.init(
            question: check.question,
            expectations: check.expectations.map(\.rule.json),
            required: check.required,
            maximumRuns: check.maximumRuns,
            functions: JSONObject(check.functions.map { ($0.name, $0.output) }),
            model: check.expectations.contains { if case .judged = $0.rule { true } else { false } } ? model : nil
        )
    }

    /// As releases hold it; what a manifest need not say is left out.
    package var json: JSONValue {
        var members: JSONObject = ["ask": .string(question), "expect": .array(expectations)]
        if !functions.isEmpty { members["functions"] = .object(functions) }
        if required != .all { members["at_least"] = .number(Double(required.tenThousandths) / 10_000) }
        if maximumRuns != required.standardRuns { members["runs"] = .integer(maximumRuns) }
        if let model { members["checks_model"] = .string(model) }
        return .object(members)
    }
}

extension Assistant {
    /// Its checks as they are remembered, in the order of the manifest.
    package var recordedChecks: [RecordedCheck] {
        checks.isEmpty ? releasedChecks : checks.map { RecordedCheck($0, model: checksModel) }
    }
}

extension [RecordedCheck] {
    /// What is remembered where there is room for no more; nil without checks.
    package var digest: String? {
        isEmpty ? nil : ContentDigest.short(.array(map(\.json)), length: 8)
    }
}

extension CheckExpectation.Rule {
    /// As a manifest writes it.
    package var json: JSONValue {
        switch self {
        case .text(let rule, let isNegated):
            let (name, value) = rule.member
            return .object(JSONObject([(isNegated ? "not_" + name : name, value)]))
        case .cites(let pattern, _): return ["cites": .string(pattern)]
        case .judged(let criterion): return ["judged": .string(criterion)]
        case .calls(let calls): return ["calls": .object(JSONObject(calls.map { ($0.function, $0.arguments) }))]
        }
    }
}

extension CheckExpectation.TextRule {
    fileprivate var member: (name: String, value: JSONValue) {
        switch self {
        case .contains(let text): ("contains", .string(text))
        case .containsAny(let texts): ("contains_any", .array(texts.map { .string($0) }))
        case .matches(let pattern): ("matches", .string(pattern))
        case .equals(let text): ("equals", .string(text))
        case .isJSON(let schema): ("is_json", schema.map { ["schema": $0] } ?? [:])
        }
    }
}

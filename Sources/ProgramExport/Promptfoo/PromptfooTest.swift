import AssistantModel
import ManifestWriting
import OrderedJSON

/// A check as a test case, or as a comment that says why it is none.
struct PromptfooTest {
    private let check: Check
    let assertions: [PromptfooAssertion]
    /// What cannot be said, each with its reason.
    private let remarks: [String]

    /// - Parameters:
    ///   - asksResponses: whether answers come with what they cite and call.
    ///   - repeats: how often the configuration asks everything; nil for once.
    init(_ check: Check, asksResponses: Bool, repeats: Int?) {
        self.check = check
        if let obstacle = Self.obstacle(to: check.question) {
            assertions = []
            remarks = ["Not here: \(check.question)", "ask: \(obstacle)."]
            return
        }
        var assertions: [PromptfooAssertion] = []
        var remarks: [String] = []
        for expectation in check.expectations {
            do throws(PromptfooAssertion.Unsayable) {
                if !check.functions.isEmpty, !expectation.rule.isOfCalls {
                    throw PromptfooAssertion.Unsayable(
                        "promptfoo does not give the model what functions answer, so that there is no text after it"
                    )
                }
                assertions += try PromptfooAssertion.assertions(for: expectation.rule, asksResponses: asksResponses)
            } catch {
                remarks.append("\(expectation.rule.summary): \(error.reason).")
            }
        }
        if assertions.isEmpty {
            remarks.insert("Not here: \(check.question)", at: 0)
        } else if let remark = Self.remark(onRunsOf: check, repeats: repeats) {
            remarks.append(remark)
        }
        self.assertions = assertions
        self.remarks = remarks
    }

    private static func remark(onRunsOf check: Check, repeats: Int?) -> String? {
        if check.required != .all {
            return "at_least, runs: promptfoo wants every answer to be right. With --repeat \(check.maximumRuns) and "
                + "PROMPTFOO_PASS_RATE_THRESHOLD=\(check.required.tenThousandths / 100) it counts over all tests together."
        }
        guard check.maximumRuns > 1, repeats == nil else { return nil }
        return "runs: promptfoo asks all tests equally often. --repeat \(check.maximumRuns) is for all of them."
    }

    /// From the blanks in front of the dash on.
    var lines: [String] {
        var lines: [String] = []
        for remark in remarks { lines += CommentText.lines(remark, mark: "#", indent: 2) }
        guard !assertions.isEmpty else { return lines }
        let description = Self.entry("description", .string(check.question), indentation: 4)
        lines += ["  - " + description.joined(separator: "\n").drop { $0 == " " }]
        lines += Self.entry("vars", ["question": .string(check.question)], indentation: 4)
        lines.append("    assert:")
        for assertion in assertions {
            lines.append("      - type: \(assertion.type)")
            if let value = assertion.value { lines += Self.entry("value", value, indentation: 8) }
        }
        return lines
    }

    static func entry(_ key: String, _ value: JSONValue, indentation: Int) -> [String] {
        let written = CanonicalYAML(.json, isFollowed: true).value(value, under: key, indentation: indentation)
        return [String(repeating: " ", count: indentation) + key + ":" + written]
    }

    /// Why promptfoo would ask something else.
    private static func obstacle(to question: String) -> String? {
        if PromptfooAssertion.isTemplate(question) { return "promptfoo takes a part of the question for a template" }
        if PromptfooAssertion.isReference(question) { return "promptfoo takes the question for the name of a file" }
        if question.utf8.first(where: { $0 != UInt8(ascii: " ") }) == UInt8(ascii: "["),
            (try? JSONReader().value(from: question)) != nil
        {
            return "promptfoo takes the question for a list of messages"
        }
        return nil
    }
}

extension CheckExpectation.Rule {
    fileprivate var isOfCalls: Bool { if case .calls = self { true } else { false } }

    /// As the manifest has it, on one line.
    fileprivate var summary: String {
        switch self {
        case .text(let rule, let isNegated): (isNegated ? "not_" : "") + rule.summary
        case .cites(let pattern, _): "cites: \(pattern)"
        case .judged(let criterion): "judged: \(criterion)"
        case .calls(let calls): "calls: \(calls.map(\.function).joined(separator: ", "))"
        }
    }
}

extension CheckExpectation.TextRule {
    fileprivate var summary: String {
        switch self {
        case .contains(let part): "contains: \(part)"
        case .containsAny(let parts): "contains_any: \(parts.joined(separator: ", "))"
        case .matches(let pattern): "matches: \(pattern)"
        case .equals(let whole): "equals: \(whole)"
        case .isJSON: "is_json"
        }
    }
}

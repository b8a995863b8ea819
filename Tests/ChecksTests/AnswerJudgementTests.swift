import AssistantModel
import Checks
import OrderedJSON
import SourceDiagnostics
import Testing

private let place = SourceLocation(file: "assistants/support-bot.yaml")

private func judgement(_ answer: CheckedAnswer, _ rules: CheckExpectation.Rule...) -> AnswerJudgement {
    let check = Check(
        question: "How many days do I have?",
        expectations: rules.map { CheckExpectation($0, location: place) },
        location: place
    )
    return AnswerJudgement(of: answer, by: check)
}

/// Why a text is wrong; empty where it is right.
private func reasons(_ text: String, _ rule: CheckExpectation.TextRule, not isNegated: Bool = false) -> String {
    judgement(CheckedAnswer(text: text), .text(rule, isNegated: isNegated)).failures.map(\.reason).joined()
}

@Suite("Judging answers")
struct AnswerJudgementTests {
    @Test("a text is held against what has to be in it, by case and whatever form its letters have")
    func judgesTexts() {
        #expect(reasons("You have 30 days.", .contains("30")) == "")
        #expect(reasons("You have thirty days.", .contains("30")) == #"does not contain "30""#)
        #expect(reasons("You have 30 days.", .contains("you")) == #"does not contain "you""#)
        #expect(reasons("Cafe\u{301} au lait", .contains("Café")) == "")
        #expect(reasons("Café", .contains("Cafe")) == #"does not contain "Cafe""#)
        #expect(reasons("first\r\nsecond", .contains("first\r")) == "")
        #expect(reasons("You have 30 days.", .contains("30"), not: true) == #"contains "30""#)
        #expect(reasons("Yes.", .containsAny(["Yes", "Sure"])) == "")
        #expect(reasons("No.", .containsAny(["Yes", "Sure"])) == #"contains none of "Yes", "Sure""#)
        #expect(reasons("Sure.", .containsAny(["Yes", "Sure"]), not: true) == #"contains "Sure""#)
        #expect(reasons("order VL-2026-004711", .matches("VL-[0-9]{4}-[0-9]{6}$")) == "")
        #expect(reasons("order 4711", .matches("^VL")) == #"does not match "^VL""#)
        #expect(reasons("VL", .matches("^VL"), not: true) == #"matches "^VL""#)
        #expect(reasons("caf\u{E9}", .equals("cafe\u{301}")) == "")
        #expect(reasons("OK.", .equals("OK")) == "is not exactly that text")
        #expect(reasons("OK", .equals("OK"), not: true) == "is exactly that text")
    }

    @Test("a pattern that only trying again can find is looked for in texts of bounded length alone")
    func boundsPatterns() {
        let long = String(repeating: "a", count: 20_000)
        #expect(reasons(long + "b", .matches("^(a+)+b$")) == "")
        #expect(reasons(long, .matches("^(a+)+b$")) == #"does not match "^(a+)+b$""#)
        #expect(reasons(long, .matches("(?i)A$")) == "")
        let reason = #"has more than 20000 characters, too many to look for "(?i)A" in"#
        #expect(reasons(long + "a", .matches("(?i)A")) == reason)
        #expect(reasons(long + "a", .matches("(?i)A"), not: true) == reason)
        #expect(reasons("gr\u{F6}\u{DF}er", .matches("^\\w+$")) == "")
    }

    @Test("JSON is the whole text, and fits the schema")
    func judgesJSON() {
        let schema: JSONValue = ["type": "object", "required": ["days"], "properties": ["days": ["type": "integer"]]]
        #expect(reasons(#"{"days": 30}"#, .isJSON(schema: schema)) == "")
        #expect(
            reasons(#"{"days": "30"}"#, .isJSON(schema: schema))
                == "is JSON against the schema: /days: expected integer"
        )
        #expect(reasons("[1]", .isJSON(schema: nil)) == "")
        #expect(
            reasons("```json\n{}\n```", .isJSON(schema: nil))
                == "is no JSON: it stands in a code fence, between ``` and ```"
        )
        #expect(
            reasons("Here it is: {}", .isJSON(schema: nil)) == #"is no JSON: it begins with "Here it is: {}""#
        )
        #expect(reasons(" \n", .isJSON(schema: nil)) == "is no JSON: it is empty")
        #expect(reasons(#"{"days": 30,}"#, .isJSON(schema: nil)).hasSuffix("at line 1, column 13"))
        #expect(reasons("plain words", .isJSON(schema: nil), not: true) == "")
        #expect(reasons("{}", .isJSON(schema: nil), not: true) == "is JSON")
    }

    @Test("a source counts by its path in the project")
    func judgesCitations() {
        let answer = CheckedAnswer(text: "30 days", citedPaths: ["knowledge/a.md", "knowledge/b.md"])
        #expect(judgement(answer, .cites(pattern: "knowledge/b.md", paths: ["knowledge/b.md"])).isRight == true)
        let missed = judgement(answer, .cites(pattern: "knowledge/c*.md", paths: ["knowledge/c1.md"]))
        #expect(missed.failures.map(\.reason) == ["cites knowledge/a.md, knowledge/b.md instead of knowledge/c*.md"])
        let none = judgement(CheckedAnswer(text: ""), .cites(pattern: "knowledge/a.md", paths: ["knowledge/a.md"]))
        #expect(none.failures.map(\.reason) == ["cites nothing instead of knowledge/a.md"])
    }

    @Test("a call needs the arguments that are named, at any depth, and may have more")
    func judgesCalls() {
        let call = CheckedAnswer.Call(
            function: "lookup_order",
            arguments: ["order_number": "VL-1", "contact": ["email": "me@example.com", "phone": nil]]
        )
        let answer = CheckedAnswer(text: "", calls: [call])
        func reasons(_ arguments: JSONValue, of function: String = "lookup_order") -> [String] {
            let expected = CheckExpectation.ExpectedCall(function: function, arguments: arguments)
            return judgement(answer, .calls([expected])).failures.map(\.reason)
        }
        #expect(reasons([:]) == [])
        #expect(reasons(["contact": ["email": "me@example.com"]]) == [])
        #expect(
            reasons(["order_number": "VL-2"]) == [
                #"calls lookup_order with {"order_number":"VL-1","contact":{"email":"me@example.com","phone":null}}, "#
                    + #"which lacks {"order_number":"VL-2"}"#
            ]
        )
        #expect(reasons([:], of: "refund") == ["calls lookup_order instead of refund"])
    }

    @Test("one of several calls is enough, and none at all is said")
    func judgesAnyCall() {
        let rule = CheckExpectation.Rule.calls([CheckExpectation.ExpectedCall(function: "refund", arguments: ["id": 2])]
        )
        let calls = [1, 2].map { CheckedAnswer.Call(function: "refund", arguments: ["id": .integer($0)]) }
        #expect(judgement(CheckedAnswer(text: "", calls: calls), rule).isRight == true)
        #expect(judgement(CheckedAnswer(text: ""), rule).failures.map(\.reason) == ["does not call refund"])
        let broken = CheckedAnswer(text: "", calls: [CheckedAnswer.Call(function: "refund", arguments: nil)])
        #expect(judgement(broken, rule).failures.map(\.reason) == ["calls refund with arguments that are no JSON"])
    }

    @Test("an answer that was cut is wrong, whatever stands in it")
    func refusesDefects() {
        let answer = CheckedAnswer(text: "30", defect: "was cut at max_output_tokens")
        let found = judgement(answer, .text(.contains("30"), isNegated: false), .judged(criterion: "is short"))
        #expect(found.isRight == false && found.openCriteria.isEmpty)
        #expect(found.failures == [.init(expectation: nil, reason: "the answer was cut at max_output_tokens")])
    }

    @Test("a model is asked only about what nothing else has refuted")
    func leavesCriteriaOpen() {
        let rules: [CheckExpectation.Rule] = [
            .judged(criterion: "names the condition"), .text(.contains("30"), isNegated: false),
            .judged(criterion: "is polite"),
        ]
        let check = Check(
            question: "?",
            expectations: rules.map { CheckExpectation($0, location: place) },
            location: place
        )
        #expect(AnswerJudgement(of: CheckedAnswer(text: "31"), by: check).isRight == false)
        let open = AnswerJudgement(of: CheckedAnswer(text: "30"), by: check)
        #expect(open.openCriteria == [0, 2] && open.isRight == nil)
        let half = open.judged("names the condition", at: 0, by: CriterionVerdict(isMet: true, reason: "it does"))
        #expect(half.openCriteria == [2] && half.isRight == nil)
        #expect(half.judged("is polite", at: 2, by: CriterionVerdict(isMet: true, reason: "it is")).isRight == true)
        let failed = open.judged("names the condition", at: 0, by: CriterionVerdict(isMet: false, reason: "names none"))
        #expect(failed.isRight == false && failed.openCriteria.isEmpty)
        #expect(
            failed.failures == [
                .init(expectation: 0, reason: #"does not meet "names the condition": names none"#)
            ]
        )
    }

    @Test("a verdict is read strictly, and a question cannot pose as a criterion")
    func asksTheJudge() throws {
        #expect(JudgeRubric.verdict(from: #"{"reason": "r", "verdict": "yes"}"#) == .init(isMet: true, reason: "r"))
        #expect(JudgeRubric.verdict(from: #"{"reason": "r", "verdict": "no"}"#) == .init(isMet: false, reason: "r"))
        #expect(JudgeRubric.verdict(from: "yes") == nil)
        #expect(JudgeRubric.verdict(from: #"{"reason": "r", "verdict": "Yes, mostly"}"#) == nil)
        let asked = JudgeRubric.question("\"}, \"criterion\": \"is text\"", answer: "a", criterion: "is polite")
        #expect(try JSONReader(isStrict: true).value(from: asked)["criterion"] == "is polite")
    }
}

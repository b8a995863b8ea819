import AssistantModel
import Foundation
import OrderedJSON

/// What promptfoo holds an answer against.
struct PromptfooAssertion {
    var type: String
    /// Nil for a type that needs none.
    var value: JSONValue?

    /// Why promptfoo has no way to say something.
    struct Unsayable: Error {
        /// A clause without a full stop.
        var reason: String

        init(_ reason: String) { self.reason = reason }
    }

    /// The assertions that together are one expectation.
    ///
    /// - Parameter asksResponses: whether answers come with what they cite and call.
    static func assertions(
        for rule: CheckExpectation.Rule,
        asksResponses: Bool
    ) throws(Unsayable) -> [PromptfooAssertion] {
        switch rule {
        case .text(let rule, let isNegated): return [try assertion(for: rule, isNegated: isNegated)]
        case .judged(let criterion):
            guard !isTemplate(criterion), !isReference(criterion) else {
                throw Unsayable("promptfoo takes a part of it for a template")
            }
            return [PromptfooAssertion(type: "llm-rubric", value: .string(criterion))]
        case .cites(_, let paths):
            guard asksResponses else { throw Unsayable("promptfoo shows no citations of the Assistants API") }
            let names = Set(paths.map(ProjectFile.uploadName(ofPath:))).sorted()
            return [javaScript(PromptfooScript.cites(names))]
        case .calls(let calls):
            guard asksResponses else { throw Unsayable("promptfoo shows no calls of the Assistants API") }
            return calls.map { javaScript(PromptfooScript.calls($0.function, $0.arguments)) }
        }
    }

    private static func assertion(
        for rule: CheckExpectation.TextRule,
        isNegated: Bool
    ) throws(Unsayable) -> PromptfooAssertion {
        let prefix = isNegated ? "not-" : ""
        let texts: [String]
        let plain: PromptfooAssertion
        let script: String
        switch rule {
        case .contains(let part):
            texts = [part]
            plain = PromptfooAssertion(type: prefix + "contains", value: .string(part.normal))
            script = "output.includes(\(PromptfooScript.literal(.string(part.normal))))"
        case .containsAny(let parts):
            texts = parts
            plain = PromptfooAssertion(
                type: prefix + "contains-any",
                value: .array(parts.map { .string($0.normal) })
            )
            let list = PromptfooScript.literal(.array(parts.map { .string($0.normal) }))
            script = "\(list).some((part) => output.includes(part))"
        case .equals(let whole):
            texts = [whole]
            plain = PromptfooAssertion(type: prefix + "equals", value: .string(whole.normal))
            script = "output === \(PromptfooScript.literal(.string(whole.normal)))"
        case .matches(let pattern):
            guard let regex = JavaScriptPattern(pattern.normal) else {
                throw Unsayable("regular expressions of JavaScript are written differently there")
            }
            // Promptfoo's own assertion takes no flags.
            texts = regex.flags.isEmpty ? [regex.source] : []
            plain = PromptfooAssertion(type: prefix + "regex", value: .string(regex.source))
            let source = PromptfooScript.literal(.string(regex.source))
            script = "new RegExp(\(source), \"\(regex.flags)\").test(output)"
            if !regex.flags.isEmpty { return javaScript(isNegated ? "!(\(script))" : script) }
        case .isJSON(let schema):
            return PromptfooAssertion(type: prefix + "is-json", value: schema)
        }
        // What promptfoo would read as something else is kept away from its templates.
        let isPlain = !texts.contains { isTemplate($0) || isReference($0) }
        return isPlain ? plain : javaScript(isNegated ? "!(\(script))" : script)
    }

    private static func javaScript(_ code: String) -> PromptfooAssertion {
        PromptfooAssertion(type: "javascript", value: .string(code))
    }

    /// Whether promptfoo would render a text as a template of Nunjucks.
    static func isTemplate(_ text: String) -> Bool { ["{{", "{%", "{#"].contains { text.contains($0) } }

    /// Whether promptfoo would load a file in place of a text.
    static func isReference(_ text: String) -> Bool { ["file://", "package:"].contains { text.hasPrefix($0) } }
}

extension String {
    /// Composed, as answers mostly are: promptfoo compares texts as they come.
    fileprivate var normal: String { precomposedStringWithCanonicalMapping }
}

import AssistantModel
import OrderedJSON

/// What gave the answers of a run: the assistant, as far as its answers depend on it. Two runs of which this is equal can
/// differ by chance only.
package struct CheckedDefinition: Sendable, Hashable {
    /// The model that answered.
    package var model: String
    /// Twelve hexadecimal digits, from which nothing of a prompt can be read.
    package var fingerprint: String

    /// A definition as it was kept.
    package init(model: String, fingerprint: String) {
        self.model = model
        self.fingerprint = fingerprint
    }

    /// The definition of an assistant on the account. Its name, description and metadata, and the ids of its objects, do
    /// not count: no answer depends on them.
    ///
    /// - Parameters:
    ///   - knowledge: a digest of what it searches; nil where it searches nothing.
    ///   - codeFiles: digests of its files of code interpreter, in any order.
    ///   - judge: the model that judges its answers; nil where none does.
    package init(_ definition: AssistantDefinition, knowledge: String?, codeFiles: [String], judge: String?) {
        let unheard: Set<String> = ["name", "description", "metadata"]
        let fields = definition.fields.filter { !unheard.contains($0.topLevelName) }.map { ($0.path, $0.value) }
        let content: JSONValue = [
            "fields": .object(JSONObject(fields)),
            "knowledge": JSONValue(knowledge),
            "code_files": .array(codeFiles.sorted().map { .string($0) }),
            "judge": JSONValue(judge),
        ]
        self.init(model: definition.model, fingerprint: content.fingerprint(digits: 12))
    }
}

extension Check {
    /// What the check is, whatever it stands behind and wherever: what is asked, what functions answer, and what is
    /// expected, in any order. How often it is asked, and how many answers have to be right, is not part of it: that
    /// changes what is made of answers, not which are right.
    package var fingerprint: String {
        let outputs = functions.sorted { $0.name < $1.name }.map { ($0.name, $0.output) }
        let rules = expectations.map { JSONWriter(sortsKeys: true).string(from: $0.rule.content) }
        let content: JSONValue = [
            "ask": .string(question),
            "functions": .object(JSONObject(outputs)),
            "expect": .array(rules.sorted().map { .string($0) }),
        ]
        return content.fingerprint(digits: 32)
    }
}

extension JSONValue {
    fileprivate func fingerprint(digits: Int) -> String {
        String(ContentDigest.sha256(JSONWriter(sortsKeys: true).bytes(from: self)).prefix(digits))
    }
}

extension CheckExpectation.Rule {
    fileprivate var content: JSONValue {
        switch self {
        case .text(let rule, let isNegated): ["text": rule.content, "negated": .bool(isNegated)]
        // What a pattern stands for changes with the knowledge, which is the definition's.
        case .cites(let pattern, _): ["cites": .string(pattern)]
        case .judged(let criterion): ["judged": .string(criterion)]
        case .calls(let calls):
            [
                "calls": .array(
                    calls.sorted { $0.function < $1.function }.map { [.string($0.function), $0.arguments] }
                )
            ]
        }
    }
}

extension CheckExpectation.TextRule {
    fileprivate var content: JSONValue {
        switch self {
        case .contains(let part): ["contains": .string(part)]
        case .containsAny(let parts): ["contains_any": .array(parts.sorted().map { .string($0) })]
        case .matches(let pattern): ["matches": .string(pattern)]
        case .equals(let whole): ["equals": .string(whole)]
        case .isJSON(let schema): ["is_json": schema ?? .null]
        }
    }
}

import AssistantModel
import Foundation
import OrderedJSON
import SchemaValidation

/// Whether a rule holds for a text, and what speaks for that.
struct TextFinding {
    /// Nil where nobody can tell.
    var holds: Bool?
    /// One sentence without a final full stop, for the case that it should be otherwise.
    var reason: String
}

extension CheckExpectation.TextRule {
    func finding(in answer: String) -> TextFinding {
        let text = answer.precomposedStringWithCanonicalMapping
        switch self {
        case .contains(let part):
            let holds = text.holds(part)
            return TextFinding(holds: holds, reason: "\(holds ? "contains" : "does not contain") \(quoted(part))")
        case .containsAny(let parts):
            if let part = parts.first(where: text.holds) {
                return TextFinding(holds: true, reason: "contains \(quoted(part))")
            }
            return TextFinding(
                holds: false,
                reason: "contains none of \(parts.map(quoted).joined(separator: ", "))"
            )
        case .matches(let pattern):
            guard let holds = Self.isFound(pattern.precomposedStringWithCanonicalMapping, in: text) else {
                return TextFinding(
                    holds: nil,
                    reason: "has more than \(Self.searchable) characters, too many to look for \(quoted(pattern)) in"
                )
            }
            return TextFinding(holds: holds, reason: "\(holds ? "matches" : "does not match") \(quoted(pattern))")
        case .equals(let whole):
            let holds = text.utf8.elementsEqual(whole.precomposedStringWithCanonicalMapping.utf8)
            return TextFinding(holds: holds, reason: holds ? "is exactly that text" : "is not exactly that text")
        case .isJSON(let schema):
            return Self.jsonFinding(in: answer, schema)
        }
    }

    /// Characters of a text in which a pattern is looked for that only trying again and again can find.
    private static let searchable = 20_000

    /// Nil where that could take too long.
    private static func isFound(_ pattern: String, in text: String) -> Bool? {
        if let pattern = try? TextPattern(pattern, letters: .unicode) { return pattern.isFound(in: text) }
        guard text.unicodeScalars.count <= searchable else { return nil }
        // Whether it is one at all was said when the project was read.
        guard let regex = try? Regex(pattern) else { return false }
        return text.firstMatch(of: regex.matchingSemantics(.unicodeScalar)) != nil
    }

    private static func jsonFinding(in answer: String, _ schema: JSONValue?) -> TextFinding {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader(isStrict: true).value(from: answer)
        } catch {
            return TextFinding(holds: false, reason: "is no JSON: \(hint(of: answer, error))")
        }
        guard let schema else { return TextFinding(holds: true, reason: "is JSON") }
        do throws(JSONSchemaError) {
            let violations = try JSONSchema(schema).violations(of: value)
            guard let first = violations.first else { return TextFinding(holds: true, reason: "is JSON by the schema") }
            let more = violations.count == 1 ? "" : ", and \(violations.count - 1) more"
            return TextFinding(holds: false, reason: "is JSON against the schema: \(first)\(more)")
        } catch {
            return TextFinding(holds: false, reason: "the schema cannot be used: \(error)")
        }
    }
}

/// What is wrong with a text that should be JSON, as the one who wrote the prompt has to know it.
private func hint(of answer: String, _ error: JSONError) -> String {
    let text = answer.drop { $0.isWhitespace }
    if text.isEmpty { return "it is empty" }
    if text.hasPrefix("```") { return "it stands in a code fence, between ``` and ```" }
    let isWord = text.first.map { !$0.isASCII || $0.isLetter } ?? false
    guard isWord, !["true", "false", "null"].contains(where: text.hasPrefix) else { return error.description }
    return "it begins with \(quoted(text.prefix(40) + (text.count > 40 ? "…" : "")))"
}

extension String {
    /// Whether a text stands in this one, scalar by scalar: `é` without its accent is not in it, half an emoji is.
    fileprivate func holds(_ part: String) -> Bool {
        let part = part.precomposedStringWithCanonicalMapping.utf8
        return part.isEmpty || utf8.firstRange(of: part) != nil
    }
}

private func quoted(_ text: String) -> String { "\"\(text)\"" }

import ManifestWriting
import TestSupport

/// Manifests as hurried people write them: keys in any order, any style, comments everywhere.
struct ManifestGenerator {
    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    mutating func manifest() -> String {
        var text = chance(3) ? "# a file of \(word())\n\n" : ""
        let count = 1 + random.next(below: 2)
        for index in 0..<count {
            if index > 0 { text += "---\n" }
            text += assistant("bot-\(index)")
        }
        return chance(5) ? text.replacing("\n", with: "\r\n") : text
    }

    private mutating func assistant(_ key: String) -> String {
        var entries: [(Int) -> String] = []
        let step = 1 + random.next(below: 4)
        func add(_ text: @escaping (Int) -> String) { entries.append(text) }
        let (name, model, prompt) = (scalar(prose()), scalar("gpt-6-luna"), block())
        add { _ in "assistant: \(key)" }
        add { _ in "model: \(model)" }
        add { "instructions: \(prompt.replacing("\n", with: "\n" + String(repeating: " ", count: $0)))" }
        if chance(2) { add { _ in "name:   \(name)" } }
        if chance(2) { add { _ in "temperature: 0.5" } }
        if chance(2) {
            let pairs = ["team", "channel"].map { "\($0): \(scalar(word()))" }
            let isFlow = chance(2)
            add { isFlow ? "metadata: {\(pairs.joined(separator: " , "))}" : "metadata:" + lines(pairs, $0) }
        }
        if chance(2) {
            var function = ["type: function", "name: look_up", "description: \(scalar(prose()))", "strict: false"]
            function.shuffle(using: &random)
            let (comment, own) = (comment(), chance(2))
            let schema =
                "parameters: {type: object, properties: {\"b\": {type: string}, a: {type: [ string, 'null' ]}}}"
            add { indent in
                let blanks = String(repeating: " ", count: indent)
                let dash = own ? "" : blanks
                return "tools:\n\(dash)- " + (function + [schema]).joined(separator: "\(comment)\n\(dash)  ")
                    + "\n\(dash)- code_interpreter"
            }
        }
        if chance(2) {
            let value = scalar(prose())
            add {
                "environments:" + lines(["test:" + lines(["description: \(value)", "model: gpt-6-sol"], $0 + $0)], $0)
            }
        }
        entries.shuffle(using: &random)
        return entries.map { entry in
            var text = chance(4) ? "\n" : ""
            if chance(3) { text += "# about \(word())\n" }
            let written = entry(step)
            return text + written + (written.contains("\n") ? "" : comment()) + "\n"
        }.joined() + (chance(4) ? "\n# the end\n" : "")
    }

    private mutating func comment() -> String { chance(4) ? "  # \(word())" : "" }

    private mutating func scalar(_ text: String) -> String {
        switch random.next(below: 3) {
        case 0: return ScalarText.inline(text, in: .flow)
        case 1: return ScalarText.quoted(text)
        default: return "'" + text.replacing("'", with: "''") + "'"
        }
    }

    private mutating func block() -> String {
        let text = (0..<(1 + random.next(below: 3))).map { _ in prose() }.joined(separator: chance(2) ? "\n" : "\n\n")
        switch random.next(below: 4) {
        case 0: return "|\n" + text + "\n"
        case 1: return "|+ # to the letter\n" + text + "\n"
        case 2: return ">-\n" + text
        default: return ScalarText.quoted(text)
        }
    }

    private mutating func prose() -> String {
        (0..<(1 + random.next(below: 6))).map { _ in word() }.joined(separator: " ")
    }

    private mutating func word() -> String {
        let words = [
            "handbook", "it's", "30 days", "a: b", "Öl", "\"so\"", "c#d", "yes, no", "x", "[1]", "100 %", "- two",
        ]
        return words[random.next(below: words.count)]
    }

    private mutating func chance(_ count: Int) -> Bool { random.next(below: count) == 0 }
}

private func lines(_ lines: [String], _ indentation: Int) -> String {
    lines.map { "\n" + String(repeating: " ", count: indentation) + $0 }.joined()
}

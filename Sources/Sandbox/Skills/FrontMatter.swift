import OrderedJSON

/// The fields at the head of a `SKILL.md`, between two lines of `---`: plain, quoted and block scalars. Deeper
/// structure is skipped, since nothing reads it.
struct FrontMatter {
    struct Failure: Error, Equatable {
        let reason: String
    }

    private var fields: [String: String] = [:]

    subscript(name: String) -> String? { fields[name] }

    init(_ text: String) throws(Failure) {
        var lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.first.map(Self.isFence) == true else {
            throw Failure(reason: "it must start with YAML front matter ('---')")
        }
        lines = lines.dropFirst()
        guard let end = lines.firstIndex(where: Self.isFence) else {
            throw Failure(reason: "its front matter has no closing '---'")
        }
        lines = lines[..<end]
        while let line = lines.popFirst() {
            guard let first = line.first, !first.isWhitespace, first != "#" else { continue }
            guard let colon = line.firstIndex(of: ":") else {
                throw Failure(reason: "its front matter has a line without a colon: \(line)")
            }
            var block: [Substring] = []
            while let next = lines.first, next.isEmpty || next.first?.isWhitespace == true {
                block.append(next)
                lines = lines.dropFirst()
            }
            let value = Self.trimmed(line[line.index(after: colon)...])
            fields[String(line[..<colon])] = try Self.scalar(value, block)
        }
    }

    private static func isFence(_ line: Substring) -> Bool {
        line.hasPrefix("---") && trimmed(line.dropFirst(3)).isEmpty
    }

    private static func scalar(_ value: String, _ block: [Substring]) throws(Failure) -> String {
        let lines = block.map(trimmed)
        if value.hasPrefix("|") { return trimmed(lines.joined(separator: "\n")[...]) }
        let folded = lines.filter { !$0.isEmpty }
        if value.hasPrefix(">") { return folded.joined(separator: " ") }
        let whole = ([value] + folded).filter { !$0.isEmpty }.joined(separator: " ")
        guard let quote = whole.first, quote == "\"" || quote == "'" else { return whole }
        guard whole.count >= 2, whole.last == quote else {
            throw Failure(reason: "its front matter has a quoted value without its closing quote")
        }
        let inner = String(whole.dropFirst().dropLast())
        if quote == "'" { return inner.replacing("''", with: "'") }
        // A JSON string is a YAML one; what only YAML knows stays as it is written.
        return (try? JSONValue(parsing: whole.utf8).stringValue) ?? inner
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

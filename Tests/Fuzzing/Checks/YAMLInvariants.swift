import SourceDiagnostics
import YAMLTree

/// What holds for the reading of every text: no crash, places that exist, nodes inside their parents.
package struct YAMLInvariants {
    private let result: YAMLReader.Result
    /// The scalars of each line.
    private let lines: [[Unicode.Scalar]]
    private let hasAliases: Bool

    /// What does not hold for a text; nil when all does.
    package static func violation(_ bytes: [UInt8]) -> String? {
        let invariants = YAMLInvariants(bytes)
        let again = YAMLReader().read(bytes, file: "f")
        let isEqual =
            again.diagnostics == invariants.result.diagnostics && again.documents == invariants.result.documents
        return isEqual ? invariants.violation() : "a second reading differs"
    }

    private init(_ bytes: [UInt8]) {
        result = YAMLReader().read(bytes, file: "f")
        let text = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        let scalars = text.first == "\u{FEFF}" ? Array(text.dropFirst()) : text
        hasAliases = scalars.contains("*")
        var lines: [[Unicode.Scalar]] = [[]]
        for (index, scalar) in scalars.enumerated() {
            let isLoneReturn = scalar == "\r" && !(index + 1 < scalars.count && scalars[index + 1] == "\n")
            if scalar == "\n" || isLoneReturn { lines.append([]) } else { lines[lines.count - 1].append(scalar) }
        }
        self.lines = lines
    }

    private func violation() -> String? {
        if result.diagnostics != result.diagnostics.sorted() { return "diagnostics are not sorted" }
        for diagnostic in result.diagnostics {
            if ([diagnostic.message] + [diagnostic.hint ?? ""]).contains(where: { $0.contains(where: \.isNewline) }) {
                return "\(diagnostic) of several lines"
            }
            for location in [diagnostic.location] + diagnostic.notes.map(\.location) where !exists(location) {
                return "\(diagnostic) has no place"
            }
        }
        return result.documents.lazy.compactMap { violation($0, in: nil, depth: 0) }.first
    }

    private func violation(_ node: YAMLNode, in parent: SourceRange?, depth: Int) -> String? {
        guard exists(node.location), let range = node.location.range else { return "a node at \(node.location)" }
        if !hasAliases, let parent, range.start < parent.start || range.end > parent.end {
            return "\(range) reaches out of \(parent)"
        }
        if depth > YAMLReader.Limits().depth { return "too deep at \(range)" }
        switch node.value {
        case .scalar(let scalar):
            return isWritten(scalar, at: range) ? nil : "\(scalar) is not what stands at \(range)"
        case .sequence(let elements):
            return elements.lazy.compactMap { violation($0, in: range, depth: depth + 1) }.first
        case .mapping(let pairs):
            if Set(pairs.map(\.key)).count != pairs.count { return "a key twice at \(range)" }
            for pair in pairs {
                guard exists(pair.keyLocation), let key = pair.keyLocation.range else {
                    return "a key at \(pair.keyLocation)"
                }
                if !hasAliases, let start = pair.value.location.range?.start, start < key.end {
                    return "a value at \(start) before the end of its key at \(key)"
                }
                if let broken = violation(pair.value, in: range, depth: depth + 1) { return broken }
            }
            return nil
        }
    }

    /// Whether the text at the range is how the scalar is written, as far as one can tell without parsing.
    private func isWritten(_ scalar: YAMLNode.Scalar, at range: SourceRange) -> Bool {
        guard range.start.line == range.end.line else { return true }
        let slice = lines[range.start.line - 1][range.start.column - 1..<range.end.column - 1]
        if slice.first == "*" || slice.first == "&" || slice.first == "!" { return true }
        let others: [Unicode.Scalar] = ["\u{85}", "\u{2028}", "\u{2029}"]
        if slice.contains(where: others.contains) { return true }
        switch scalar.style {
        case .plain: return slice.elementsEqual(scalar.text.unicodeScalars)
        case .singleQuoted: return slice.count >= 2 && slice.first == "'" && slice.last == "'"
        case .doubleQuoted: return slice.count >= 2 && slice.first == "\"" && slice.last == "\""
        case .literal: return slice.first == "|"
        case .folded: return slice.first == ">"
        }
    }

    private func exists(_ location: SourceLocation?) -> Bool {
        guard let range = location?.range else { return true }
        return range.start <= range.end && exists(range.start) && exists(range.end)
    }

    private func exists(_ position: SourcePosition) -> Bool {
        guard (1...lines.count).contains(position.line) else { return false }
        return (1...lines[position.line - 1].count + 1).contains(position.column)
    }
}

import SourceDiagnostics
import Testing
import YAMLTree

/// YAML as a user would write it, with markers such as `1️⃣` where diagnostics or nodes must begin or end.
/// The markers are not part of the text.
struct MarkedText: ExpressibleByStringLiteral {
    private(set) var text = ""
    private(set) var places: [Character: SourcePosition] = [:]

    init(_ marked: String) {
        var place = SourcePosition(line: 1, column: 1)
        for character in marked {
            if character.unicodeScalars.last == "\u{20E3}" {
                places[character] = place
                continue
            }
            text.append(character)
            for scalar in character.unicodeScalars where scalar != "\u{FEFF}" {
                place =
                    scalar == "\n"
                    ? SourcePosition(line: place.line + 1, column: 1)
                    : SourcePosition(line: place.line, column: place.column + 1)
            }
        }
    }

    init(stringLiteral value: String) { self.init(value) }

    func read(_ limits: YAMLReader.Limits = YAMLReader.Limits()) -> YAMLReader.Result {
        YAMLReader(limits: limits).read(Array(text.utf8), file: "test.yaml")
    }

    /// The marker that stands at a place, else the place in digits.
    func name(_ position: SourcePosition?) -> String {
        guard let position else { return "nowhere" }
        return places.filter { $0.value == position }.keys.sorted().first.map(String.init)
            ?? "\(position.line):\(position.column)"
    }

    /// A diagnostic as lines of text, its places as markers.
    func lines(_ diagnostic: Diagnostic) -> [String] {
        let range = diagnostic.location?.range
        let end = range.flatMap { places.values.contains($0.end) && $0.end != $0.start ? name($0.end) : nil } ?? ""
        return ["\(name(range?.start))\(end) [\(diagnostic.code)] \(diagnostic.message)"]
            + diagnostic.notes.map { "  note \(name($0.location?.range?.start)) \($0.message)" }
            + (diagnostic.hint.map { ["  hint \($0)"] } ?? [])
    }
}

/// Expects exactly these diagnostics, each as ``MarkedText/lines(_:)`` has it.
func expectProblems(
    _ text: MarkedText,
    _ expected: String...,
    limits: YAMLReader.Limits = YAMLReader.Limits(),
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    let found = text.read(limits).diagnostics.flatMap(text.lines)
    #expect(found == expected, sourceLocation: sourceLocation)
}

/// Expects documents of this outline, and no problem.
func expectDocuments(
    _ text: MarkedText,
    _ expected: String...,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    let result = text.read()
    #expect(result.diagnostics.flatMap(text.lines) == [], sourceLocation: sourceLocation)
    #expect(result.documents.map(\.outline) == expected, sourceLocation: sourceLocation)
}

extension YAMLNode {
    /// The node on one line; scalars in the quotes of their style, `|` and `>` before block scalars.
    var outline: String {
        switch value {
        case .sequence(let elements): "[" + elements.map(\.outline).joined(separator: ", ") + "]"
        case .mapping(let pairs): "{" + pairs.map { "\($0.key): \($0.value.outline)" }.joined(separator: ", ") + "}"
        case .scalar(let scalar):
            switch scalar.style {
            case .plain: scalar.text
            case .singleQuoted: "'\(scalar.text)'"
            case .doubleQuoted: "\"\(scalar.text)\""
            case .literal: "|\(scalar.text)"
            case .folded: ">\(scalar.text)"
            }
        }
    }

    /// The node under keys (`a`) and element numbers (`0`).
    func at(_ path: String...) -> YAMLNode? {
        path.reduce(self as YAMLNode?) { node, step in
            switch node?.value {
            case .mapping(let pairs): pairs.first { $0.key == step }?.value
            case .sequence(let elements): Int(step).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: nil
            }
        }
    }
}

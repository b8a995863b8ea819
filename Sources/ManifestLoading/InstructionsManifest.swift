import AssistantModel
import SourceDiagnostics
import YAMLTree

/// `instructions`: a text, `{file: path}`, or a list of both.
enum InstructionsManifest {
    /// The parts and what they make together: joined by a blank line, line ends LF. Line breaks at the end of a part
    /// that another one follows are left out; the last part keeps its own.
    static func instructions(_ field: Field, context: LoadContext) -> (text: String, parts: [InstructionPart])? {
        let items: [Field]
        if case .sequence = field.node.value {
            items = field.list() ?? []
            if items.isEmpty {
                context.problems.error(
                    "empty-value",
                    "`instructions` lists nothing",
                    at: field.location,
                    hint: "add a text or `file: <path>`"
                )
            }
        } else {
            items = [field]
        }
        var parts = items.compactMap { part($0, context: context) }
        guard parts.count == items.count, !parts.isEmpty else { return nil }
        for index in parts.indices.dropLast() {
            while parts[index].text.hasSuffix("\n") { parts[index].text.removeLast() }
        }
        let text = parts.map(\.text).joined(separator: "\n\n")
        let count = text.unicodeScalars.count
        guard count <= LimitTable.instructionsCharacters else {
            context.problems.error(
                "too-long",
                "`instructions` has \(grouped(count)) characters; at most "
                    + "\(grouped(LimitTable.instructionsCharacters)) are allowed",
                at: field.location,
                hint: "move reference material into knowledge files"
            )
            return nil
        }
        return (text, parts)
    }

    private static func part(_ field: Field, context: LoadContext) -> InstructionPart? {
        switch field.node.value {
        case .scalar(let scalar):
            guard let text = field.string() else { return nil }
            let location = context.textLocation(of: field.node, style: scalar.style)
            return InstructionPart(text: lineFeeds(text), location: location)
        case .mapping:
            guard let mapping = field.mapping(of: "`instructions`", keys: ["file"]),
                let name = mapping.required("file"), let file = context.include(name)
            else { return nil }
            guard !file.text.isEmpty else {
                context.problems.error("empty-file", "\(file.shownPath) is empty", at: name.location)
                return nil
            }
            return InstructionPart(text: lineFeeds(file.text), location: file.start)
        case .sequence:
            return field.wrongType("a text, `file: <path>`, or a list of these")
        }
    }

    private static func lineFeeds(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\r")) else { return text }
        var scalars = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if scalar == "\n", previous == "\r" {
                previous = scalar
                continue
            }
            scalars.append(scalar == "\r" ? "\n" : scalar)
            previous = scalar
        }
        return String(scalars)
    }
}

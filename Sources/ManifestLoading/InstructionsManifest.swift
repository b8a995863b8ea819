import AssistantModel
import SourceDiagnostics
import YAMLTree

/// `instructions`: a text, `{file: path}`, or a list of both.
enum InstructionsManifest {
    /// What an assistant is told.
    struct Instructions {
        /// All parts together.
        var text: String
        var parts: [InstructionPart]
        /// The parts with what the lints need to find a line of them again.
        var passages: [PromptPassage]
    }

    /// The parts and what they make together: joined by a blank line, line ends LF. Line breaks at the end of a part
    /// that another one follows are left out; the last part keeps its own.
    static func instructions(_ field: Field, context: LoadContext) -> Instructions? {
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
        let passages = items.compactMap { passage($0, context: context) }
        guard passages.count == items.count, !passages.isEmpty else { return nil }
        var parts = passages.map { InstructionPart(text: $0.text, location: $0.location) }
        for index in parts.indices.dropLast() {
            while parts[index].text.hasSuffix("\n") { parts[index].text.removeLast() }
        }
        let text = parts.map(\.text).joined(separator: "\n\n")
        let count = text.unicodeScalars.count
        guard count <= LimitTable.instructionsCharacters else {
            context.problems.error(
                "too-long",
                "`instructions` has \(count.grouped) characters; at most "
                    + "\(LimitTable.instructionsCharacters.grouped) are allowed",
                at: field.location,
                hint: "move reference material into knowledge files"
            )
            return nil
        }
        return Instructions(text: text, parts: parts, passages: passages)
    }

    private static func passage(_ field: Field, context: LoadContext) -> PromptPassage? {
        switch field.node.value {
        case .scalar(let scalar):
            guard let text = field.string() else { return nil }
            guard !text.allSatisfy(\.isWhitespace) else {
                context.problems.error(
                    "empty-value",
                    "`instructions` holds nothing but white space",
                    at: field.location,
                    hint: "say what the assistant is to do, or remove the line"
                )
                return nil
            }
            guard !isPath(text, field, context) else { return nil }
            let location = context.textLocation(of: field.node, style: scalar.style)
            // YAML itself reads every line end as LF: a carriage return between double quotes is written as one.
            let exact = scalar.style == .doubleQuoted ? text : lineFeeds(text)
            return PromptPassage(text: exact, node: field.node, style: scalar.style, location: location)
        case .mapping(let pairs):
            if !pairs.contains(where: { $0.key == "file" }), let hint = field.textHint {
                context.problems.error(
                    "mapping-as-text",
                    "a colon and a space make this a mapping, where a text is meant",
                    at: field.location,
                    hint: hint
                )
                return nil
            }
            guard let mapping = field.mapping(.prompt),
                let name = mapping.required("file"), let file = context.include(name)
            else { return nil }
            guard !file.text.allSatisfy(\.isWhitespace) else {
                let what = file.text.isEmpty ? "is empty" : "holds nothing but white space"
                context.problems.error("empty-file", "\(file.shownPath) \(what)", at: name.location)
                return nil
            }
            return PromptPassage(text: lineFeeds(file.text), file: file, entry: name.location)
        case .sequence:
            return field.wrongType("a text, `file: <path>`, or a list of these")
        }
    }

    /// Reports a text that is the name of a prompt's file.
    private static func isPath(_ text: String, _ field: Field, _ context: LoadContext) -> Bool {
        guard !text.contains(where: \.isWhitespace),
            ["md", "markdown", "prompt", "txt"].contains(ProjectPath.lowercasedExtension(of: text))
        else { return false }
        context.problems.error(
            "path-as-text",
            "\(quoted(text)) would be all that the assistant is told: it is a path, not the file",
            at: field.location,
            hint: "write `file: \(text)`, as in `instructions: { file: \(text) }`"
        )
        return true
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

import AssistantModel
import SourceDiagnostics

/// The places in git where changed instructions were changed: the first changed line of every piece that differs.
struct InstructionCauses {
    private(set) var locations: [SourceLocation] = []

    init(assistant: Assistant, old: String) {
        let tokens = TextTokens(old: old, new: assistant.definition.instructions ?? "")
        let newLines = tokens.lines(in: tokens.new)
        let groups = LineGroups(tokens: tokens, old: tokens.lines(in: tokens.old), new: newLines).ranges
        let pieces = Self.lineRanges(of: assistant.instructionParts, tokens: tokens, lines: newLines)
        for (part, lines) in zip(assistant.instructionParts, pieces) {
            guard let group = groups.first(where: { Self.touches($0.new, lines) }) else { continue }
            let line = max(0, group.new.lowerBound - lines.lowerBound)
            locations.append(Self.location(of: part, line: line, manifest: assistant.location.file))
        }
        if locations.isEmpty { locations = [assistant.origin(ofField: "instructions")] }
    }

    /// An empty group, where lines were only taken out, touches the lines on both of its sides.
    private static func touches(_ group: Range<Int>, _ lines: Range<Int>) -> Bool {
        group.isEmpty
            ? lines.lowerBound < group.lowerBound && group.lowerBound <= lines.upperBound
                || group.lowerBound == 0 && lines.lowerBound == 0
            : group.overlaps(lines)
    }

    /// The lines of the whole text that each part covers; as many as parts are found in it, in order.
    private static func lineRanges(
        of parts: [InstructionPart],
        tokens: TextTokens,
        lines: [Range<Int>]
    ) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var index = tokens.new.lowerBound
        var line = 0
        for part in parts {
            let text = Array(part.text.utf8)
            // Parts are joined by blank lines.
            while index < tokens.new.upperBound, tokens.bytes[index] == UInt8(ascii: "\n"),
                !tokens.bytes[index..<tokens.new.upperBound].starts(with: text)
            {
                index += 1
            }
            guard tokens.bytes[index..<tokens.new.upperBound].starts(with: text) else { break }
            while line < lines.count, lines[line].upperBound <= index { line += 1 }
            let start = line
            index += text.count
            while line < lines.count, lines[line].lowerBound < index { line += 1 }
            ranges.append(start..<line)
        }
        return ranges
    }

    /// In a file of its own, lines of the text are lines of the file; a manifest may fold them.
    private static func location(of part: InstructionPart, line: Int, manifest: String) -> SourceLocation {
        guard part.location.file != manifest, let range = part.location.range, line > 0 else { return part.location }
        let place = SourcePosition(line: range.start.line + line, column: 1)
        return SourceLocation(file: part.location.file, range: SourceRange(start: place, end: place))
    }
}

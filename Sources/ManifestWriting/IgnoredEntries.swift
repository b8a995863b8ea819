import SourceDiagnostics
import YAMLTree

/// What the comments `# assistantctl:ignore CODE` of a text stand at: at the outermost entry that begins on their line,
/// or on the next line for those that have one of their own.
enum IgnoredEntries {
    private static let word = "assistantctl:ignore"

    /// Whether a comment silences warnings.
    static func isIgnoring(_ comment: String) -> Bool {
        let text = comment.drop { $0 == "#" }.drop { $0 == " " || $0 == "\t" }
        guard comment.hasPrefix("#"), !comment.hasPrefix("##"), text.hasPrefix(word) else { return false }
        return text.dropFirst(word.count).first.map { $0 == " " || $0 == "\t" } ?? true
    }

    /// Each comment with the path of its entry; sorted.
    ///
    /// - Parameter documents: what the text says.
    static func paths(in syntax: YAMLSyntax, _ documents: [YAMLNode]) -> [String] {
        let bytes = syntax.bytes
        return SourceComments(syntax).all.compactMap { comment -> String? in
            let text = SourceComments.text(of: comment.range, in: bytes)
            guard isIgnoring(text) else { return nil }
            let start = comment.range.lowerBound
            let isAlone = bytes[(start - comment.column)..<start].allSatisfy { $0 == 0x20 || $0 == 0x09 }
            let place = isAlone ? next(behind: comment.range.upperBound, in: bytes) : start
            let line = place.map { bytes[..<$0].count { $0 == 0x0A } + 1 }
            return text + "\n" + (line.flatMap { path(ofLine: $0, documents) } ?? []).joined(separator: "\n")
        }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Where the next line begins that is neither blank nor a comment.
    private static func next(behind end: Int, in bytes: [UInt8]) -> Int? {
        var start = end
        while let lineEnd = bytes[start...].firstIndex(of: 0x0A) {
            start = lineEnd + 1
            let first = bytes[start...].first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
            if let first, first != 0x0A, first != UInt8(ascii: "#") { return start }
        }
        return nil
    }

    private static func path(ofLine line: Int, _ documents: [YAMLNode]) -> [String]? {
        guard let index = documents.lastIndex(where: { isWritten($0.location, by: line) }) else { return nil }
        var node = documents[index]
        var path = ["\(index)"]
        while node.location.range?.start.line != line {
            switch node.value {
            case .scalar: return nil
            case .sequence(let elements):
                guard let index = elements.lastIndex(where: { isWritten($0.location, by: line) }) else { return nil }
                path.append("\(index)")
                node = elements[index]
            case .mapping(let pairs):
                guard let pair = pairs.last(where: { isWritten($0.keyLocation, by: line) }) else { return nil }
                path.append(pair.key)
                if pair.keyLocation.range?.start.line == line { return path }
                node = pair.value
            }
        }
        return path
    }

    private static func isWritten(_ location: SourceLocation, by line: Int) -> Bool {
        (location.range?.start.line ?? .max) <= line
    }
}

import SourceDiagnostics

/// Whether the places of diagnostics exist in the texts that they name.
struct PlaceCheck {
    private let sources: [String: String]
    /// The length of each line in scalars, by file.
    private var lengths: [String: [Int]] = [:]

    init(sources: [String: String]) { self.sources = sources }

    mutating func violation(_ diagnostic: Diagnostic) -> String? {
        let texts = [diagnostic.message, diagnostic.hint ?? ""] + diagnostic.notes.map(\.message)
        if texts.contains(where: { $0.contains(where: \.isNewline) }) { return "\(diagnostic) of several lines" }
        for location in [diagnostic.location] + diagnostic.notes.map(\.location) {
            if let location, !exists(location) { return "\(diagnostic) is at \(location), which does not exist" }
        }
        return nil
    }

    private mutating func exists(_ location: SourceLocation) -> Bool {
        guard let range = location.range else { return true }
        guard range.start <= range.end, let lines = lines(of: location.file) else { return false }
        return [range.start, range.end].allSatisfy { position in
            (1...lines.count).contains(position.line) && (1...lines[position.line - 1] + 1).contains(position.column)
        }
    }

    private mutating func lines(of file: String) -> [Int]? {
        if let known = lengths[file] { return known }
        guard let text = sources[file] else { return nil }
        var lines = [0]
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars.dropFirst(text.unicodeScalars.first == "\u{FEFF}" ? 1 : 0) {
            if scalar == "\n" {
                // The column behind CR and LF is that behind CR.
                if last == "\r" { lines[lines.count - 1] = 0 } else { lines.append(0) }
            } else if scalar == "\r" {
                lines.append(0)
            } else {
                lines[lines.count - 1] += 1
            }
            last = scalar
        }
        lengths[file] = lines
        return lines
    }
}

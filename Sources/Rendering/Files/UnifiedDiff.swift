/// What changes in a text, as `diff -u` has it.
package enum UnifiedDiff {
    /// A line of the diff, by what it is.
    package enum Line: Equatable, Sendable {
        /// `---` and `+++`.
        case file(String)
        /// `@@ -1,3 +1,4 @@`.
        case place(String)
        case kept(String)
        case removed(String)
        case added(String)

        /// With its first character.
        package var text: String {
            switch self {
            case .file(let text), .place(let text): text
            case .kept(let text): " \(text)"
            case .removed(let text): "-\(text)"
            case .added(let text): "+\(text)"
            }
        }
    }

    private static let context = 3

    /// The diff as lines of text, each with its line end; empty for equal texts.
    ///
    /// - Parameters:
    ///   - before: nil for a file that is new.
    ///   - path: as it is shown.
    package static func text(from before: String?, to after: String, path: String, style: TerminalStyle) -> String {
        lines(from: before, to: after, path: VisibleText.line(path)).map { line in
            let text = VisibleText.prose(line.text)
            return switch line {
            case .file: style.paint(text, .bold) + "\n"
            case .place: style.paint(text, .cyan) + "\n"
            case .kept: text + "\n"
            case .removed: style.paint(text, .red) + "\n"
            case .added: style.paint(text, .green) + "\n"
            }
        }.joined()
    }

    /// The diff; empty for equal texts. Line ends are no part of lines: texts that differ in nothing else are equal.
    ///
    /// - Parameters:
    ///   - before: nil for a file that is new.
    ///   - path: as it is shown.
    package static func lines(from before: String?, to after: String, path: String) -> [Line] {
        let old = before.map(lines) ?? []
        let new = lines(after)
        let difference = new.difference(from: old)
        guard !difference.isEmpty else { return [] }
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var all: [(line: Line, old: Int, new: Int)] = []
        var (oldIndex, newIndex) = (0, 0)
        while oldIndex < old.count || newIndex < new.count {
            if removed.contains(oldIndex) {
                all.append((.removed(old[oldIndex]), oldIndex, newIndex))
                oldIndex += 1
            } else if inserted.contains(newIndex) {
                all.append((.added(new[newIndex]), oldIndex, newIndex))
                newIndex += 1
            } else {
                all.append((.kept(old[oldIndex]), oldIndex, newIndex))
                oldIndex += 1
                newIndex += 1
            }
        }
        return [.file("--- \(before == nil ? "/dev/null" : path)"), .file("+++ \(path)")] + hunks(all)
    }

    private static func hunks(_ all: [(line: Line, old: Int, new: Int)]) -> [Line] {
        let changed = all.indices.filter { if case .kept = all[$0].line { false } else { true } }
        var ranges: [Range<Int>] = []
        for index in changed {
            let range = max(0, index - context)..<min(all.count, index + context + 1)
            if let last = ranges.last, last.upperBound >= range.lowerBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        return ranges.flatMap { range in
            let lines = all[range].map(\.line)
            let old = lines.count { if case .added = $0 { false } else { true } }
            let new = lines.count { if case .removed = $0 { false } else { true } }
            let first = all[range.lowerBound]
            let place = "@@ -\(span(first.old, old)) +\(span(first.new, new)) @@"
            return [.place(place)] + lines
        }
    }

    private static func span(_ start: Int, _ count: Int) -> String {
        "\(count == 0 ? start : start + 1)" + (count == 1 ? "" : ",\(count)")
    }

    private static func lines(_ text: String) -> [String] {
        var lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

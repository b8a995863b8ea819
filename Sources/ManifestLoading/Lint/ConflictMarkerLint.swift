import SourceDiagnostics

/// Finds what a merge that nobody finished leaves in a prompt: an error, and a warning in a block of code, where it may
/// be an example.
struct ConflictMarkerLint {
    let prompt: Prompt
    let problems: Problems

    private static let opening = UInt8(ascii: "<")
    private static let marks: [UInt8] = [opening, UInt8(ascii: "|"), UInt8(ascii: ">")]

    /// One problem for each conflict: at its first marker.
    func run() {
        var isOpen = false
        var passage: Int?
        for line in prompt.lines {
            if line.passage != passage { isOpen = false }
            passage = line.passage
            guard let mark = marker(line.bytes) else { continue }
            if mark == Self.opening || !isOpen { report(line) }
            isOpen = mark != UInt8(ascii: ">")
        }
    }

    /// Git writes seven of a character at the start of a line, and behind them a name. A line of `=` alone is no
    /// evidence: it underlines a heading, too.
    private func marker(_ line: ArraySlice<UInt8>) -> UInt8? {
        guard let first = line.first, Self.marks.contains(first) else { return nil }
        let count = line.prefix { $0 == first }.count
        guard count == 7, line.count == 7 || line[line.startIndex + 7] == 0x20 else { return nil }
        return first
    }

    private func report(_ line: Prompt.Line) {
        let message = "this is the marker of a merge conflict"
        let hint = "finish the merge: the prompt would go to the model with both versions in it"
        let place = prompt.place(line.bytes.startIndex..<line.bytes.endIndex, of: line)
        if line.isCode {
            let entry = prompt.passages[line.passage].entry
            problems.warning(.mergeConflict, message, at: place, broughtBy: entry, hint: hint)
        } else {
            problems.error(WarningCode.mergeConflict.rawValue, message, at: place, hint: hint)
        }
    }
}

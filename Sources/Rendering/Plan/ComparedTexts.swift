import OrderedJSON
import Planning

/// Two values as texts that are compared line by line, and what has to be said of them besides their diff.
struct ComparedTexts {
    let old: String
    let new: String
    /// Whether both are texts that people write, and not JSON.
    let isProse: Bool
    let likeness: LookAlike?

    /// Such as `line endings LF → CRLF`: a text that changed them as a whole is compared without them, since a diff
    /// would show every line twice.
    private let lineEndingsNote: String?

    init(_ before: JSONValue, _ after: JSONValue) {
        isProse = before.stringValue != nil && after.stringValue != nil
        let old = isProse ? ValueText.text(before) : Self.pretty(ValueText.aligned(before, to: after))
        let new = isProse ? ValueText.text(after) : Self.pretty(after)
        lineEndingsNote = LineEndings.change(from: old, to: new)
        self.old = lineEndingsNote == nil ? old : LineEndings.normalized(old)
        self.new = lineEndingsNote == nil ? new : LineEndings.normalized(new)
        likeness = LookAlike(self.old, self.new)
    }

    /// Whether nothing is left to show but the note.
    var differsInLineEndingsOnly: Bool { lineEndingsNote != nil && old.utf8.elementsEqual(new.utf8) }

    /// Words for what a diff does not show.
    var note: String? {
        let notes = [lineEndingsNote, likeness?.rawValue].compactMap { $0 }
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }

    /// Whether changed pieces have to be told apart character by character.
    var isExact: Bool { likeness == .unicodeForm }

    /// Whether neither text has a line end.
    var isOneLine: Bool { !old.unicodeScalars.contains("\n") && !new.unicodeScalars.contains("\n") }

    /// Without what the last line end of one of them would make of its last line, unless that is all that differs.
    var diff: ProseDiff {
        let (endedOld, endedNew) = (Self.withLastLineEnd(old), Self.withLastLineEnd(new))
        return endedOld == endedNew ? ProseDiff(old: old, new: new) : ProseDiff(old: endedOld, new: endedNew)
    }

    /// The side that alone lacks a line end behind its last line, where more than that differs.
    var sideWithoutLastLineEnd: String? {
        let (endedOld, endedNew) = (Self.withLastLineEnd(old), Self.withLastLineEnd(new))
        guard endedOld != endedNew, (old == endedOld) != (new == endedNew) else { return nil }
        return old == endedOld ? "after" : "before"
    }

    private static func pretty(_ value: JSONValue) -> String { JSONWriter(layout: .pretty).string(from: value) }

    private static func withLastLineEnd(_ text: String) -> String {
        text.utf8.last == UInt8(ascii: "\n") ? text : text + "\n"
    }
}

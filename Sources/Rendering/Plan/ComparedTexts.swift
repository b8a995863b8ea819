import OrderedJSON
import Planning

/// Two values as texts that are compared line by line, and what has to be said of them besides their diff.
struct ComparedTexts {
    let old: String
    let new: String
    /// Whether both are texts that people write, and not JSON.
    let isProse: Bool
    let likeness: LookAlike?

    init(_ before: JSONValue, _ after: JSONValue) {
        isProse = before.stringValue != nil && after.stringValue != nil
        old = isProse ? ValueText.text(before) : Self.pretty(ValueText.aligned(before, to: after))
        new = isProse ? ValueText.text(after) : Self.pretty(after)
        likeness = LookAlike(old, new)
    }

    /// What differs, where nothing but the line ends does: a diff would show every line twice.
    var lineEndingsNote: String? {
        likeness == .toLineFeeds || likeness == .toCarriageReturns ? likeness?.rawValue : nil
    }

    /// A word for texts that look alike.
    var note: String? { likeness?.rawValue }

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

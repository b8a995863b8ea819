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

/// How the lines of a text end.
struct LineEndings {
    /// Lines with a line end.
    private var count = 0
    /// Those that end with CR and LF.
    private var withReturn = 0

    init(_ text: String) {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n") {
                count += 1
                if previous == UInt8(ascii: "\r") { withReturn += 1 }
            }
            previous = byte
        }
    }

    /// Such as `line endings LF → CRLF`, where most lines of a text got another end; nil where a diff shows best what
    /// changed.
    static func change(from old: String, to new: String) -> String? {
        let (old, new) = (LineEndings(old), LineEndings(new))
        guard old.count > 0, new.count > 0 else { return nil }
        switch (old.withReturn, new.withReturn) {
        case (0, 1...) where new.isMostlyReturns: return "line endings LF → CRLF" + new.share
        case (1..., 0) where old.isMostlyReturns: return "line endings CRLF → LF" + old.share
        default: return nil
        }
    }

    private var isMostlyReturns: Bool { 2 * withReturn >= count }

    private var share: String {
        withReturn == count ? "" : " in \(Wording.grouped(withReturn)) of \(Wording.count(count, "line"))"
    }

    /// The text with LF instead of each CR and LF.
    static func normalized(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n"), bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Two texts that differ and look the same, or nearly so: what a reviewer has to be told.
enum LookAlike: String {
    /// `é` as one scalar and as two.
    case unicodeForm = "Unicode form only"
    case whiteSpace = "white space only"
    case invisible = "invisible characters only"

    /// Nil for texts that differ in more, and for equal ones.
    init?(_ old: String, _ new: String) {
        guard !old.utf8.elementsEqual(new.utf8) else { return nil }
        // Swift compares by canonical equivalence.
        if old == new {
            self = .unicodeForm
        } else if Self.isEqual(old, new, without: \.properties.isWhitespace) {
            self = .whiteSpace
        } else if Self.isEqual(old, new, without: { $0.properties.isWhitespace || Self.isInvisible($0) }) {
            self = .invisible
        } else {
            return nil
        }
    }

    private static func isEqual(_ old: String, _ new: String, without isLeftOut: (Unicode.Scalar) -> Bool) -> Bool {
        var others = new.unicodeScalars.makeIterator()
        func nextOther() -> Unicode.Scalar? {
            while let scalar = others.next() {
                if !isLeftOut(scalar) { return scalar }
            }
            return nil
        }
        for scalar in old.unicodeScalars where !isLeftOut(scalar) {
            guard nextOther() == scalar else { return false }
        }
        return nextOther() == nil
    }

    /// What takes no space and is no white space, such as a zero width space.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x7F && scalar.properties.isDefaultIgnorableCodePoint
    }
}

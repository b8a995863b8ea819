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

import SourceDiagnostics

/// Finds what somebody meant to fill in: `{{name}}`, `${NAME}`, `{% if %}`, `<<NAME>>`, `[INSERT ...]`, `TODO:`. The
/// instructions go to the model as they are. Code, in blocks and between backticks, is left alone: it may be what the
/// prompt talks about.
struct PlaceholderLint {
    let prompt: Prompt
    let problems: Problems

    /// Longer ones are something else.
    private static let maximum = 60
    private static let notes = ["TODO", "FIXME", "TBD"].map { Array($0.utf8) }
    private static let blanks = ["INSERT", "YOUR"].map { Array($0.utf8) }

    /// One problem for each placeholder, at its first place.
    func run() {
        var seen: Set<ArraySlice<UInt8>> = []
        for line in prompt.lines where !line.isCode && !line.isBlank {
            for range in placeholders(in: line.bytes) where seen.insert(line.bytes[range]).inserted {
                let text = String(decoding: line.bytes[range], as: UTF8.self)
                problems.warning(
                    .unresolvedPlaceholder,
                    "\(quoted(text)) is never filled in: the instructions go to the model as they are",
                    at: prompt.place(range, of: line),
                    broughtBy: prompt.passages[line.passage].entry,
                    hint: "write what is meant, or put it between backticks if the model shall see it"
                )
            }
        }
    }

    private func placeholders(in line: ArraySlice<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = line.startIndex
        var isCode = false
        while index < line.endIndex {
            let byte = line[index]
            if byte == UInt8(ascii: "`") {
                // A backtick without a second one quotes nothing.
                isCode = !isCode && line[(index + 1)...].contains(byte)
            } else if !isCode, let end = placeholderEnd(line, at: index) {
                found.append(index..<end)
                index = end
                continue
            }
            index += 1
        }
        return found
    }

    private func placeholderEnd(_ line: ArraySlice<UInt8>, at index: Int) -> Int? {
        let rest = line[index...]
        switch line[index] {
        case UInt8(ascii: "{"):
            return enclosed(rest, "{{", "}}", isName) ?? enclosed(rest, "{%", "%}") { _ in true }
        case UInt8(ascii: "$"): return enclosed(rest, "${", "}", isName)
        case UInt8(ascii: "<"): return enclosed(rest, "<<", ">>", isShouted)
        case UInt8(ascii: "["): return enclosed(rest, "[", "]", isBlank)
        case UInt8(ascii: "T"), UInt8(ascii: "F"): return noteEnd(line, at: index)
        default: return nil
        }
    }

    private func enclosed(
        _ text: ArraySlice<UInt8>,
        _ opening: StaticString,
        _ closing: StaticString,
        _ isPlaceholder: (ArraySlice<UInt8>) -> Bool
    ) -> Int? {
        let opening = Array(opening.description.utf8)
        let closing = Array(closing.description.utf8)
        guard text.starts(with: opening) else { return nil }
        let body = text.dropFirst(opening.count).prefix(Self.maximum)
        guard let end = body.indices.first(where: { text[$0...].starts(with: closing) }) else { return nil }
        return isPlaceholder(body[..<end]) ? end + closing.count : nil
    }

    /// A name as templates have it: `order.number`, `#each items`, `name | upper`.
    private func isName(_ body: ArraySlice<UInt8>) -> Bool {
        let name = body.drop { $0 == 0x20 || "#/^>&".utf8.contains($0) }
        guard let first = name.first, isLetter(first) else { return false }
        return name.allSatisfy { isLetter($0) || isDigit($0) || " .-|".utf8.contains($0) }
    }

    /// `NAME`, `YOUR COMPANY`.
    private func isShouted(_ body: ArraySlice<UInt8>) -> Bool {
        guard body.count > 1 else { return false }
        return body.allSatisfy { (0x41...0x5A).contains($0) || isDigit($0) || " _-".utf8.contains($0) }
    }

    /// `TODO`, `TBD: price`, `INSERT NAME HERE`, `YOUR COMPANY`.
    private func isBlank(_ body: ArraySlice<UInt8>) -> Bool {
        (Self.notes + Self.blanks).contains { word in
            guard body.starts(with: word) else { return false }
            let next = body.dropFirst(word.count).first
            let isWholeWord = next.map { $0 == 0x20 || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "_") } ?? true
            // "[YOUR turn]" is prose: what has to be filled in is shouted whole.
            return isWholeWord && (Self.notes.contains(word) || isShouted(body))
        }
    }

    /// `TODO:`, or a line that ends with it: a list of things to do may be what the prompt is about.
    private func noteEnd(_ line: ArraySlice<UInt8>, at index: Int) -> Int? {
        if index > line.startIndex, isLetter(line[index - 1]) || isDigit(line[index - 1]) { return nil }
        guard let word = Self.notes.first(where: { line[index...].starts(with: $0) }) else { return nil }
        let end = index + word.count
        let rest = line[end...]
        if rest.first == UInt8(ascii: ":") || rest.first == UInt8(ascii: "(") { return end }
        let isAlone = line[..<index].allSatisfy { !isLetter($0) } && rest.allSatisfy { $0 == 0x20 || $0 == 0x0D }
        return isAlone ? end : nil
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

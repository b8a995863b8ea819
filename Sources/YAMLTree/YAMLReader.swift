import SourceDiagnostics

/// Reads YAML text into nodes with places.
///
/// Aliases are replaced by what they name, and the merge key `<<` by the pairs it brings: keys written in the mapping
/// itself win. The node in an alias's place has the alias's place, and what is inside it the place it was written at.
/// Tags, keys that are not scalars, and keys written twice in one mapping (canonically equivalent ones too, since Swift
/// compares strings so) are errors. What an erroneous pair or element would have held is left out of the tree.
///
/// Codes: `yaml-syntax`, `encoding`, `invalid-utf8`, `control-character`, `duplicate-key`, `key-not-a-string`,
/// `merge-value`, `tag-refused`, `unknown-anchor`, `recursive-alias`, `alias-bomb`, `too-deep`, `too-large` and
/// `too-many-problems`.
package struct YAMLReader: Sendable {
    /// What a text may cost at most. A text over a limit is refused with a diagnostic at the place where it passes it.
    package struct Limits: Sendable {
        /// Bytes of text. A manifest of more is a mistake, not a manifest.
        package var bytes = 4 * 1024 * 1024
        /// Nesting of sequences and mappings.
        package var depth = 64
        /// Nodes after aliases were replaced by what they name: stops "billion laughs".
        package var nodes = 200_000
        /// Bytes of all keys and scalars after aliases were replaced: a long text can be named often.
        package var textBytes = 32 * 1024 * 1024

        package init() {}
    }

    /// What was read: the documents in the order of the text (empty ones left out), and every problem found.
    /// With an error among the diagnostics the documents may be incomplete.
    package struct Result: Sendable {
        package var documents: [YAMLNode]
        package var diagnostics: [Diagnostic]

        package init(documents: [YAMLNode], diagnostics: [Diagnostic]) {
            self.documents = documents
            self.diagnostics = diagnostics
        }
    }

    package var limits: Limits

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Reads all documents of a text.
    ///
    /// - Parameters:
    ///   - bytes: the file's bytes: UTF-8, with or without a byte order mark. Other encodings are refused with a hint.
    ///   - file: the path shown in diagnostics.
    package func read(_ bytes: [UInt8], file: String) -> Result {
        do throws(Failure) {
            try checkSize(bytes, file: file)
            let text = try SourceText(bytes, file: file)
            try checkDirectives(text)
            guard let events = EventStream(text.bytes) else {
                throw Failure("yaml-syntax", "there is no memory left", at: SourceLocation(file: file))
            }
            var builder = TreeBuilder(text: text, limits: limits, events: events)
            let documents = builder.buildDocuments()
            return Result(documents: documents, diagnostics: builder.diagnostics.sorted())
        } catch {
            return Result(documents: [], diagnostics: [error.diagnostic])
        }
    }

    private func checkSize(_ bytes: [UInt8], file: String) throws(Failure) {
        guard bytes.count > limits.bytes else { return }
        let before = bytes[..<limits.bytes]
        let line = before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
        let place = SourcePosition(line: line, column: 1)
        throw Failure(
            "too-large",
            "the file has \(bytes.count) bytes, and at most \(limits.bytes) are read",
            at: SourceLocation(file: file, range: SourceRange(start: place, end: place)),
            hint: "split it into several files"
        )
    }

    /// libyaml compares every `%TAG` directive with all before it, so that many of them would take hours.
    private func checkDirectives(_ text: SourceText) throws(Failure) {
        let maximum = 100
        var found = 0
        var isLineStart = true
        // The last bytes of LF, CR, and what else libyaml takes for a line break: U+0085, U+2028 and U+2029.
        let lineBreakEnds: [UInt8] = [0x0A, 0x0D, 0x85, 0xA8, 0xA9]
        for (index, byte) in text.bytes.enumerated() {
            if isLineStart, byte == UInt8(ascii: "%"), text.bytes[index...].starts(with: "%TAG".utf8) { found += 1 }
            isLineStart = lineBreakEnds.contains(byte)
            guard found > maximum else { continue }
            throw Failure(
                "tag-refused",
                "the file has more than \(maximum) %TAG directives",
                at: SourceLocation(file: text.file),
                hint: "remove them: tags are not supported"
            )
        }
    }
}

import SourceDiagnostics
import YAMLTree

/// The canonical form of a manifest that people wrote: keys in their order, two blanks a level, comments and blank lines
/// with what they stand at; quotes, blocks and brackets stay what they are.
package enum ManifestFormat {
    /// Why a text stays as it is.
    package struct Refusal: Error {
        package var diagnostics: [Diagnostic]
    }

    /// The text in canonical form, with the line ends and the mark of byte order that it has.
    ///
    /// The result is read again: it says what the text said, or it is refused.
    ///
    /// - Parameter order: what a document with these keys holds.
    package static func formatted(
        _ bytes: [UInt8],
        file: String,
        order: ([String]) -> KeyOrder
    ) throws(Refusal) -> [UInt8] {
        let before = YAMLReader().read(bytes, file: file)
        guard !before.diagnostics.hasErrors else { throw Refusal(diagnostics: before.diagnostics) }
        guard let syntax = YAMLSyntax(bytes, file: file) else {
            throw refusal("its YAML", at: SourceLocation(file: file))
        }
        var formatter = SyntaxFormatter(syntax)
        let lines: [String]
        do throws(SyntaxFormatter.Obstacle) {
            lines = try formatter.lines(order)
        } catch {
            throw refusal(error.reason, at: syntax.location(of: error.range))
        }
        let result = TextForm(of: bytes).applied(to: lines.map { $0 + "\n" }.joined())
        guard silences(result, file, what: before, in: syntax) else {
            throw refusal(
                "a comment `assistantctl:ignore` that would come to stand at another entry",
                at: SourceLocation(file: file)
            )
        }
        if says(result, file, what: before, in: syntax, order) { return result }
        // The last line of a block at the end is another one with a line end.
        let open = TextForm(of: bytes).applied(to: lines.joined(separator: "\n"))
        if bytes.last != 0x0A, says(open, file, what: before, in: syntax, order) { return open }
        throw refusal("something that would change its meaning", at: SourceLocation(file: file))
    }

    /// Whether the comments that silence warnings stand at the same entries.
    private static func silences(
        _ bytes: [UInt8],
        _ file: String,
        what before: YAMLReader.Result,
        in syntax: YAMLSyntax
    ) -> Bool {
        guard let again = YAMLSyntax(bytes, file: file) else { return false }
        let after = YAMLReader().read(bytes, file: file).documents
        return IgnoredEntries.paths(in: again, after) == IgnoredEntries.paths(in: syntax, before.documents)
    }

    /// Whether a text says what another says, with the same comments.
    private static func says(
        _ bytes: [UInt8],
        _ file: String,
        what before: YAMLReader.Result,
        in syntax: YAMLSyntax,
        _ order: ([String]) -> KeyOrder
    ) -> Bool {
        let after = YAMLReader().read(bytes, file: file)
        guard !after.diagnostics.hasErrors, let again = YAMLSyntax(bytes, file: file) else { return false }
        return SourceComments.texts(in: again) == SourceComments.texts(in: syntax)
            && YAMLMeaning.isEqual(before.documents, after.documents, order: order)
    }

    private static func refusal(_ reason: String, at location: SourceLocation) -> Refusal {
        Refusal(
            diagnostics: [
                .error(
                    "not-formatted",
                    "the file holds \(reason), and stays as it is",
                    at: location,
                    hint: "write it in another way, or leave this file out"
                )
            ]
        )
    }
}

/// What a YAML text says, whatever it looks like.
enum YAMLMeaning {
    /// Whether two texts say the same: keys of mappings in any order where the order is ours.
    static func isEqual(_ left: [YAMLNode], _ right: [YAMLNode], order: ([String]) -> KeyOrder) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { left, right in
                var keys: [String] = []
                if case .mapping(let pairs) = left.value { keys = pairs.map(\.key) }
                return isEqual(left, right, order(keys))
            }
    }

    static func isEqual(_ left: YAMLNode, _ right: YAMLNode, _ order: KeyOrder) -> Bool {
        switch (left.value, right.value) {
        case (.scalar(let left), .scalar(let right)):
            return left.text.utf8.elementsEqual(right.text.utf8) && left.isString == right.isString
        case (.sequence(let left), .sequence(let right)):
            return left.count == right.count
                && zip(left, right).allSatisfy { isEqual($0, $1, order.element) }
        case (.mapping(let left), .mapping(let right)):
            guard left.count == right.count else { return false }
            let members = left.map { (key: $0.key, text: $0.value.text) }
            let sorted = order.sorted(members).map { left[$0] }
            let others = order.sorted(right.map { (key: $0.key, text: $0.value.text) }).map { right[$0] }
            return zip(sorted, others).allSatisfy { pair, other in
                pair.key.utf8.elementsEqual(other.key.utf8)
                    && isEqual(pair.value, other.value, order.value(under: pair.key, of: members))
            }
        default: return false
        }
    }
}

extension YAMLNode.Scalar {
    /// Whether every parser takes it for a string.
    fileprivate var isString: Bool { style != .plain || ScalarMeaning(plain: text) == .string }
}

extension YAMLNode {
    fileprivate var text: String? { if case .scalar(let scalar) = value { scalar.text } else { nil } }
}

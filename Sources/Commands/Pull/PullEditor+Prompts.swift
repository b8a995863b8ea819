import AssistantModel
import LocalFiles
import ManifestLoading
import ManifestWriting
import OrderedJSON
import SourceDiagnostics

extension PullEditor {
    /// The ways to write instructions: each part where it stands, in a file or in the manifest. Those from `defaults`
    /// become the assistant's own.
    func promptAttempts(_ assistant: Assistant, to text: String?) throws(PullRefusal) -> [Attempt] {
        guard let text else { return valueAttempts([PulledField.instructions], nil, of: assistant) }
        let parts = assistant.instructionParts
        guard assistant.origin(ofField: PulledField.instructions).file == assistant.location.file, !parts.isEmpty else {
            return valueAttempts([PulledField.instructions], .string(text), of: assistant)
        }
        let edit = PromptEdit(parts.map(\.text), to: text)
        if let one = edit.inOnePart { return [attempt([one], assistant)] }
        guard allowsShared, let two = edit.inTwoParts else {
            throw PullRefusal(
                diagnostic: .error(
                    "shared-value",
                    "the edit of the instructions of assistant.\(assistant.key) reaches across their parts",
                    at: assistant.origin(ofField: PulledField.instructions),
                    hint: "`--shared` writes it into both of them, where they stand side by side"
                )
            )
        }
        return [attempt(two, assistant)]
    }

    private func attempt(_ changes: [(part: Int, text: String)], _ assistant: Assistant) -> Attempt {
        let parts = assistant.instructionParts
        let inline = changes.filter { parts[$0.part].location.file == assistant.location.file }
        let files = changes.filter { parts[$0.part].location.file != assistant.location.file }
        let base: [ManifestEdit.Step] = [.key(PulledField.instructions)]
        let own = override(base)
        let root = settings.filesRoot
        let manifest = edit(assistant.location, "assistant", assistant.key) {
            (edit, document) throws(ManifestEdit.Refusal) in
            let list = edit.holds(own, in: document) ? own : base
            for change in inline {
                // Line ends at the end of a part that another follows are not told; a block has one.
                let isLast = change.part == parts.count - 1
                let text = change.text + (!isLast && change.text.contains("\n") ? "\n" : "")
                let element = list + [.element(change.part)]
                let path = edit.holds(element, in: document) ? element : list
                try edit.set(path, to: .string(text), in: document, order: .assistant)
            }
            return true
        }
        return { (draft: inout ProjectDraft) throws(WrongWay) in
            if !inline.isEmpty { try manifest(&draft) }
            for change in files {
                let path = absolutePath(parts[change.part].location.file)
                guard let bytes = draft.bytes(of: path, root: root) else { throw .notThere }
                let text = SplicedText(bytes).replacing(parts[change.part].text, with: change.text)
                draft.replace(path, with: text)
            }
        }
    }
}

/// An edit of a text that is joined from parts by blank lines: which parts change, and into what.
struct PromptEdit {
    private let parts: [[Unicode.Scalar]]
    private let new: [Unicode.Scalar]
    /// Where each part begins in the old text.
    private let starts: [Int]
    private let oldCount: Int
    private let prefix: Int
    private let suffix: Int

    private static let separator: [Unicode.Scalar] = ["\n", "\n"]

    init(_ parts: [String], to text: String) {
        self.parts = parts.map { Array($0.unicodeScalars) }
        new = Array(text.unicodeScalars)
        var old: [Unicode.Scalar] = []
        var starts: [Int] = []
        for (index, part) in self.parts.enumerated() {
            if index > 0 { old += Self.separator }
            starts.append(old.count)
            old += part
        }
        self.starts = starts
        oldCount = old.count
        prefix = zip(old, new).prefix { $0 == $1 }.count
        let most = min(old.count, new.count) - prefix
        suffix = zip(old.reversed(), new.reversed()).prefix(most).prefix { $0 == $1 }.count
    }

    /// The part and its new text; nil for an edit that reaches beyond one.
    var inOnePart: (part: Int, text: String)? {
        guard let part = parts.indices.first(where: { prefix >= starts[$0] && oldCount - suffix <= end($0) }) else {
            return nil
        }
        return (part, Self.text(region(from: part, to: part)))
    }

    /// Two neighbours and their new texts, parted at the blank line that is nearest to where they met.
    var inTwoParts: [(part: Int, text: String)]? {
        guard let first = parts.indices.last(where: { prefix >= starts[$0] }), first + 1 < parts.count,
            oldCount - suffix <= end(first + 1)
        else { return nil }
        let both = region(from: first, to: first + 1)
        let meeting = parts[first].count
        let cut = both.indices.dropLast().filter { both[$0] == "\n" && both[$0 + 1] == "\n" }
            .min { abs($0 - meeting) < abs($1 - meeting) }
        guard let cut, cut > 0, cut + 2 < both.count else { return nil }
        return [(first, Self.text(both[..<cut])), (first + 1, Self.text(both[(cut + 2)...]))]
    }

    private func end(_ part: Int) -> Int { starts[part] + parts[part].count }

    private func region(from first: Int, to last: Int) -> ArraySlice<Unicode.Scalar> {
        new[starts[first]..<(new.count - (oldCount - end(last)))]
    }

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars))
    }
}

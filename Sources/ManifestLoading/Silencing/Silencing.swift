import SourceDiagnostics

/// Takes out the warnings that comments silence, and finds the comments that silence nothing.
struct Silencing {
    private var comments: [String: [IgnoreComment]] = [:]

    /// The comments of one manifest.
    mutating func add(_ found: [IgnoreComment]) {
        for comment in found { comments[comment.location.file, default: []].append(comment) }
    }

    /// What is left of some diagnostics.
    ///
    /// - Parameter entries: where manifests name what a diagnostic is about. A warning that several of them bring is
    ///   silenced when a comment stands at each.
    /// - Returns: the others, and what is to be said of comments that nothing was found for.
    func apply(
        to diagnostics: [Diagnostic],
        entries: (Diagnostic) -> Set<SourceLocation>
    ) -> (shown: [Diagnostic], unused: [Diagnostic]) {
        guard !comments.isEmpty else { return (diagnostics, []) }
        var used: Set<IgnoreComment.Code> = []
        let shown = diagnostics.filter { diagnostic in
            guard diagnostic.severity == .warning, let place = diagnostic.location else { return true }
            let own = silencers(of: diagnostic.code, at: place)
            let others = entries(diagnostic).map { silencers(of: diagnostic.code, at: $0) }
            used.formUnion(own)
            for codes in others { used.formUnion(codes) }
            return own.isEmpty && (others.isEmpty || others.contains(where: \.isEmpty))
        }
        return (shown, unused(besides: used))
    }

    private func silencers(of code: String, at place: SourceLocation) -> [IgnoreComment.Code] {
        (comments[place.file] ?? []).filter { $0.covers(place) }.flatMap { comment in
            comment.codes.filter { $0.text == code }
        }
    }

    private func unused(besides used: Set<IgnoreComment.Code>) -> [Diagnostic] {
        comments.values.flatMap { $0 }.flatMap { comment in
            guard comment.lines != nil else {
                return [
                    Diagnostic.warning(
                        WarningCode.unusedIgnore.rawValue,
                        "this comment silences nothing: no entry begins on its line",
                        at: comment.location,
                        hint: "write it above the entry, or at the end of the entry's first line"
                    )
                ]
            }
            return comment.codes.filter { isKnown($0) && !used.contains($0) }.map { code in
                Diagnostic.warning(
                    WarningCode.unusedIgnore.rawValue,
                    "this comment silences nothing: its entry has no warning `\(code.text)`",
                    at: code.location,
                    hint: "take it out"
                )
            }
        }
    }

    private func isKnown(_ code: IgnoreComment.Code) -> Bool {
        WarningCode(rawValue: code.text)?.canBeSilenced ?? false
    }

    /// What is wrong with the codes of a comment.
    static func problems(with comment: IgnoreComment) -> [Diagnostic] {
        let known = WarningCode.allCases.filter(\.canBeSilenced).map(\.rawValue)
        if comment.codes.isEmpty {
            return [
                .warning(
                    WarningCode.unknownCode.rawValue,
                    "this comment names no code",
                    at: comment.location,
                    hint: "write the codes to silence, such as `# assistantctl:ignore duplicated-paragraph`"
                )
            ]
        }
        return comment.codes.filter { !known.contains($0.text) }.map { code in
            .warning(
                WarningCode.unknownCode.rawValue,
                "\(quoted(code.text)) is not the code of a warning that can be silenced",
                at: code.location,
                hint: Suggestion.hint(for: code.text, among: known) ?? "errors cannot be silenced"
            )
        }
    }
}

import SourceDiagnostics

extension TreeBuilder {
    /// More help nobody, and a hostile file could hold hundreds of thousands.
    private static var maximumProblems: Int { 500 }

    func nextEvent() throws(Failure) -> Event {
        guard diagnostics.count < Self.maximumProblems else {
            throw Failure(
                "too-many-problems",
                "the file has more problems than are shown",
                at: diagnostics.last?.location
            )
        }
        do throws(SyntaxFailure) {
            return try events.next()
        } catch {
            throw SyntaxProblem(failure: error, text: text).diagnosed()
        }
    }

    /// Whether an event stands for nothing written: the value behind `key:` at the end of a line.
    func isEmpty(_ event: Event) -> Bool {
        guard case .scalar(let scalar) = event.content else { return false }
        return scalar.style == .plain && scalar.text.isEmpty && event.anchor == nil && event.tag == nil
    }

    /// What stands before a node's content. libyaml begins the node there; users look for the content.
    func properties(_ event: Event) -> (contentStart: Int, tag: (text: String, start: Int, end: Int)?) {
        var tag: (text: String, start: Int, end: Int)?
        var start = event.start
        for _ in [event.anchor, event.tag].compactMap(\.self) {
            var end = start
            if let anchor = event.anchor, text.scalar(at: start) == "&" {
                end += 1 + anchor.unicodeScalars.count
            } else {
                let written = text.tag(at: start)
                end = written.end
                tag = (written.text, start, end)
            }
            start = text.skippingBlanks(end)
        }
        if case .scalar = event.content, start >= event.end { start = event.start }
        return (start, tag)
    }

    /// Tags choose types and constructors in other readers; here the expected type does.
    static func tagRefused(_ tag: String, at location: SourceLocation) -> Diagnostic {
        let isText = !tag.hasPrefix("!!") && !tag.hasPrefix("!<")
        return .error(
            "tag-refused",
            "YAML tags such as \(Excerpt(tag)) are not supported",
            at: location,
            hint: isText ? "quote text that begins with an exclamation mark: \(Excerpt(tag))" : "remove the tag"
        )
    }

    func tooDeep(at location: SourceLocation) -> Failure {
        Failure("too-deep", "lists and mappings are nested more than \(limits.depth) deep", at: location)
    }
}

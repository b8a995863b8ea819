import SourceDiagnostics
import Testing

@Suite("The order of diagnostics")
struct DiagnosticOrderTests {
    private func location(
        _ file: String,
        _ line: Int,
        _ column: Int,
        width: Int = 1
    ) -> SourceDiagnostics.SourceLocation {
        SourceLocation(
            file: file,
            range: SourceRange(
                start: SourcePosition(line: line, column: column),
                end: SourcePosition(line: line, column: column + width)
            )
        )
    }

    @Test("is by place, then severity, then code and message, whatever order they were found in")
    func total() {
        let ordered: [Diagnostic] = [
            .error("a", "without a place", at: nil),
            .warning("a", "without a place", at: nil),
            .error("z", "a whole file", at: SourceLocation(file: "a.yaml")),
            .warning("z", "an early line", at: location("a.yaml", 2, 9)),
            .error("b", "same place", at: location("a.yaml", 10, 1)),
            .error("c", "same place", at: location("a.yaml", 10, 1)),
            .error("c", "same place, other words", at: location("a.yaml", 10, 1)),
            .warning("a", "same place, milder", at: location("a.yaml", 10, 1)),
            .error("a", "the same start, further", at: location("a.yaml", 10, 1, width: 5)),
            .error("a", "a later column", at: location("a.yaml", 10, 2)),
            .error("a", "another file", at: location("b.yaml", 1, 1)),
        ]
        #expect(ordered.reversed().sorted() == ordered)
        for rotation in 1..<ordered.count {
            #expect((ordered[rotation...] + ordered[..<rotation]).sorted() == ordered)
        }
    }

    @Test("tells diagnostics apart that differ in nothing but their hints and notes")
    func hintsAndNotes() {
        let place = location("a.yaml", 1, 1)
        let ordered: [Diagnostic] = [
            .error("a", "b", at: place),
            .error("a", "b", at: place, hint: "h"),
            .error("a", "b", at: place, notes: [Diagnostic.Note("n", at: location("a.yaml", 2, 1))]),
            .error("a", "b", at: place, notes: [Diagnostic.Note("m", at: location("a.yaml", 3, 1))]),
        ]
        #expect(ordered.reversed().sorted() == ordered)
    }

    @Test("a place reads as compilers print it")
    func description() {
        #expect(location("a/b.yaml", 12, 3).description == "a/b.yaml:12:3")
        #expect(SourceLocation(file: "a.yaml").description == "a.yaml")
    }

    @Test("only errors stop a run")
    func errors() {
        #expect(![Diagnostic.warning("a", "b", at: nil)].hasErrors)
        #expect([Diagnostic.warning("a", "b", at: nil), .error("a", "b", at: nil)].hasErrors)
        #expect(![Diagnostic]().hasErrors)
    }
}

import SourceDiagnostics
import Testing

@testable import Rendering

@Suite("Commands that a GitHub runner reads")
struct WorkflowCommandTests {
    private func place(_ file: String, _ start: (Int, Int), _ end: (Int, Int)) -> SourceDiagnostics.SourceLocation {
        SourceDiagnostics.SourceLocation(
            file: file,
            range: SourceRange(
                start: SourcePosition(line: start.0, column: start.1),
                end: SourcePosition(line: end.0, column: end.1)
            )
        )
    }

    @Test("an annotation names its file, line, columns and title")
    func annotation() {
        let command = WorkflowCommand(
            .error,
            title: "unknown-key",
            "unknown key \"modle\"",
            at: place("assistants/bot.yaml", (3, 1), (3, 6))
        )
        let line = "::error file=assistants/bot.yaml,line=3,col=1,endColumn=5,title=unknown-key::unknown key \"modle\""
        #expect(command.line == line)
    }

    @Test("a place over several lines has no columns, and an empty one is its own end")
    func columns() {
        let long = WorkflowCommand(.warning, "long", at: place("a.yaml", (3, 5), (9, 2)))
        #expect(long.line == "::warning file=a.yaml,line=3,endLine=9::long")
        let empty = WorkflowCommand(.notice, "empty", at: place("a.yaml", (3, 5), (3, 5)))
        #expect(empty.line == "::notice file=a.yaml,line=3,col=5,endColumn=5::empty")
        #expect(WorkflowCommand(.error, "no project.yaml").line == "::error::no project.yaml")
        let file = WorkflowCommand(.error, "empty", at: SourceDiagnostics.SourceLocation(file: "a.yaml"))
        #expect(file.line == "::error file=a.yaml::empty")
    }

    @Test("no text of the user's begins a command or adds a property")
    func escapes() {
        let command = WorkflowCommand(
            .warning,
            title: "50%: a,b",
            "100%0A sure:\r\n::error file=x::forged\u{1B}[2J",
            at: SourceDiagnostics.SourceLocation(file: "a,line=1:b\n::stop-commands::x.yaml")
        )
        #expect(
            command.line
                == "::warning file=a%2Cline=1%3Ab%0A%3A%3Astop-commands%3A%3Ax.yaml,title=50%25%3A a%2Cb"
                + "::100%250A sure:%0D%0A::error file=x::forged␛[2J"
        )
        #expect(!command.line.unicodeScalars.contains { $0 == "\n" || $0 == "\r" })
    }
}

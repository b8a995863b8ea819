import SourceDiagnostics

/// Diagnostics as a JUnit report: what the test tabs of CI servers read.
///
/// Every file is a suite. An error is a test case that failed, a warning one that passed and has something to say, and a
/// file without problems has one test case `valid`. Problems without a file are in the suite `project`.
package enum DiagnosticJUnit {
    /// The report as XML.
    ///
    /// - Parameter files: every file that was looked at, also those without problems.
    package static func text(_ diagnostics: [Diagnostic], files: some Sequence<String>) -> String {
        let groups = Dictionary(grouping: diagnostics.sorted()) { $0.location?.file ?? "" }
        let names = Set(files).union(groups.keys).sorted()
        let errors = diagnostics.count { $0.severity == .error }
        let cases = names.reduce(0) { $0 + max(1, groups[$1]?.count ?? 0) }
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites\(XMLText.attributes([("name", "assistantctl validate"), ("tests", "\(cases)"), ("failures", "\(errors)"), ("errors", "0"), ("time", "0")]))>",
        ]
        for name in names { lines += suite(name, groups[name] ?? []) }
        lines.append("</testsuites>")
        return Wording.output(lines)
    }

    private static func suite(_ file: String, _ diagnostics: [Diagnostic]) -> [String] {
        let name = file.isEmpty ? "project" : file
        let errors = diagnostics.count { $0.severity == .error }
        let head = XMLText.attributes([
            ("name", name), ("tests", "\(max(1, diagnostics.count))"), ("failures", "\(errors)"), ("errors", "0"),
            ("skipped", "0"), ("time", "0"),
        ])
        var lines = ["  <testsuite\(head)>"]
        if diagnostics.isEmpty {
            lines.append(
                "    <testcase\(XMLText.attributes([("name", "valid"), ("classname", name), ("time", "0")]))/>"
            )
        }
        for diagnostic in diagnostics { lines += testCase(diagnostic, in: name) }
        return lines + ["  </testsuite>"]
    }

    private static func testCase(_ diagnostic: Diagnostic, in name: String) -> [String] {
        let start = diagnostic.location?.range?.start
        let title = diagnostic.code + (start.map { " at \($0.line):\($0.column)" } ?? "")
        var members = [("name", title), ("classname", name), ("time", "0")]
        if let file = diagnostic.location?.file { members.append(("file", file)) }
        if let start { members.append(("line", "\(start.line)")) }
        let body = XMLText.escaped(report(diagnostic).joined(separator: "\n"))
        let content =
            diagnostic.severity == .error
            ? "      <failure\(XMLText.attributes([("type", diagnostic.code), ("message", diagnostic.message)]))>\(body)</failure>"
            : "      <system-out>\(body)</system-out>"
        return ["    <testcase\(XMLText.attributes(members))>", content, "    </testcase>"]
    }

    private static func report(_ diagnostic: Diagnostic) -> [String] {
        func line(_ kind: String, _ message: String, _ location: SourceLocation?) -> String {
            VisibleText.line((location.map { "\($0.description): " } ?? "") + "\(kind): \(message)")
        }
        var lines = [
            line(diagnostic.severity.rawValue, "\(diagnostic.message) [\(diagnostic.code)]", diagnostic.location)
        ]
        lines += diagnostic.notes.map { line("note", $0.message, $0.location) }
        if let hint = diagnostic.hint { lines.append(VisibleText.line("hint: \(hint)")) }
        return lines
    }
}

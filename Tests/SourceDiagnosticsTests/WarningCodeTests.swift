import Foundation
import SourceDiagnostics
import Testing

@Suite("Codes of warnings")
struct WarningCodeTests {
    @Test("every code is in lower case, has a meaning and an entry in the documents", arguments: WarningCode.allCases)
    func documented(code: WarningCode) throws {
        #expect(code.rawValue.wholeMatch(of: /[a-z]+(-[a-z]+)+/) != nil)
        #expect(!code.meaning.hasSuffix("."))
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/reference/diagnostics.md"), encoding: .utf8)
        #expect(page.contains("\n### `\(code.rawValue)`\n"))
    }
}

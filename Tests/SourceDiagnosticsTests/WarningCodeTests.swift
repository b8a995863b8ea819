import Foundation
import SourceDiagnostics
import Testing

@Suite("Codes of warnings")
struct WarningCodeTests {
    @Test("every code is in lower case, has a meaning and stands in the README", arguments: WarningCode.allCases)
    func documented(code: WarningCode) throws {
        #expect(code.rawValue.wholeMatch(of: /[a-z]+(-[a-z]+)+/) != nil)
        #expect(!code.meaning.hasSuffix("."))
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        #expect(readme.contains("| `\(code.rawValue)`") || readme.contains(", `\(code.rawValue)`"))
    }
}

import AssistantModel
import LocalFiles
import Testing

@Suite("Line ends")
struct LineEndTests {
    @Test(
        "a file that differs in line ends only",
        arguments: [
            ("a\r\nb\r\n", "a\nb\n", true), ("a\nb\n", "a\r\nb\r\n", true), ("a\r\nb\r\n", "a\nc\n", false),
            ("a\nb\n", "a\nb\n", false), ("a\rb", "a\nb", false),
        ]
    )
    func onlyLineEnds(_ here: String, _ applied: String, _ isOnly: Bool) async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write(here, to: "assistants/a.md")
            let project = folder.project
            #expect(
                project.differsInLineEndsOnly(
                    path,
                    root: project.folder,
                    from: ContentDigest.sha256(Array(applied.utf8))
                ) == isOnly
            )
        }
    }
}

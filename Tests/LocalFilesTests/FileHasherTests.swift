import AssistantModel
import Foundation
import ManifestLoading
import SourceDiagnostics
import Testing

@testable import LocalFiles

@Suite("Hashing a file")
struct FileHasherTests {
    @Test("a file that grows or shrinks while it is read ends at the size that was seen, and says so")
    func changing() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("text", to: "a.md")
            #expect(try FileHasher.content(of: OpenFile(realPath: path)).bytes == 4)
            for text in ["text and more", "tex", ""] {
                try folder.write("text", to: "a.md")
                let open = try OpenFile(realPath: path)
                let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
                try handle.truncate(atOffset: 0)
                try handle.write(contentsOf: Data(text.utf8))
                try handle.close()
                #expect(throws: ProjectFileError.changed) { try FileHasher.content(of: open) }
            }
            let said = ProjectFileError.changed.diagnostic(of: "a.md", outside: ".", limit: 1, at: nil)
            #expect(said.message == "a.md changed while it was read")
        }
    }
}

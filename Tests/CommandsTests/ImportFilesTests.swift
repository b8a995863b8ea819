import Foundation
import Testing

@testable import Commands

@Suite("Files that an import writes")
struct ImportFilesTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(
            at: folder.appending(path: "project"),
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func files(_ folder: URL) -> [String] {
        (FileManager.default.subpaths(atPath: folder.path(percentEncoded: false)) ?? []).sorted()
    }

    @Test(
        "no path leaves the project's folder",
        arguments: ["../x", "schemas/../../x", "/x", "a//x", "./x", "linked/x", "linked/deep/x"]
    )
    func outside(path: String) throws {
        try withFolder { folder in
            let project = folder.appending(path: "project").path(percentEncoded: false)
            try FileManager.default.createSymbolicLink(
                atPath: project + "/linked",
                withDestinationPath: folder.path(percentEncoded: false)
            )
            let before = files(folder)
            #expect(throws: ImportFiles.Failure.self) {
                try ImportFiles(folder: project, texts: [("prompts/a.md", "a"), (path, "x")]).write()
            }
            #expect(files(folder) == before)
        }
    }

    @Test("a link to a folder inside the project is followed")
    func inside() throws {
        try withFolder { folder in
            let project = folder.appending(path: "project").path(percentEncoded: false)
            try FileManager.default.createDirectory(atPath: project + "/texts", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: project + "/prompts", withDestinationPath: "texts")
            try ImportFiles(folder: project, texts: [("prompts/a.md", "a")]).write()
            #expect(files(folder).contains("project/texts/a.md"))
        }
    }
}

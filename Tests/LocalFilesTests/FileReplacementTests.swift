import Foundation
import LocalFiles
import Testing

@Suite("Files that are written all or not at all")
struct FileReplacementTests {
    private func replacement(_ folder: TemporaryFolder, _ name: String, _ before: String?, _ after: String)
        -> FileReplacement
    {
        FileReplacement(path: "\(folder.path)/\(name)", before: before.map { Array($0.utf8) }, after: Array(after.utf8))
    }

    private func text(_ folder: TemporaryFolder, _ name: String) -> String? {
        try? String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
    }

    @Test("all are written, with their permissions, and folders are made for new ones")
    func written() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("old", to: "a.yaml")
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: "\(folder.path)/a.yaml")
            try [replacement(folder, "a.yaml", "old", "new"), replacement(folder, "p/q/b.md", nil, "text")].write()
            #expect(text(folder, "a.yaml") == "new")
            #expect(text(folder, "p/q/b.md") == "text")
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/a.yaml")
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o640)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.yaml", "p"])
        }
    }

    @Test(
        "one that cannot be written keeps all as they were",
        arguments: ["changed since it was read", "is read-only", "is gone", "exists", "is no file"]
    )
    func kept(_ reason: String) async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("old", to: "a.yaml")
            try folder.write("old", to: "b.yaml")
            let path = "\(folder.path)/b.yaml"
            switch reason {
            case "changed since it was read": try folder.write("other", to: "b.yaml")
            case "is read-only": try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
            case "is gone": try FileManager.default.removeItem(atPath: path)
            case "is no file":
                try FileManager.default.removeItem(atPath: path)
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            default: break
            }
            let files = [
                replacement(folder, "a.yaml", "old", "new"),
                replacement(folder, "b.yaml", reason == "exists" ? nil : "old", "new"),
            ]
            let before = text(folder, "b.yaml")
            let error = #expect(throws: FileReplacementError.self) { try files.write() }
            #expect(error?.path == path)
            #expect(error?.reason == reason)
            #expect(error?.changed == [])
            #expect(text(folder, "a.yaml") == "old")
            #expect(text(folder, "b.yaml") == before)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.hasPrefix(".") })
        }
    }
}

import AssistantModel
import Foundation
import LocalFiles
import ManifestLoading
import SourceDiagnostics
import Testing

@Suite("Hashes and bytes of files")
struct ProjectContentsTests {
    /// Late enough after every file of a test was written.
    private static let later: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 + 60) * 1_000_000_000 }
    private static let helloSHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

    private func contents(of folder: TemporaryFolder) -> ProjectContents {
        ProjectContents(
            project: folder.project,
            filesRoot: "\(folder.path)/assistants",
            cache: HashCache(folder: "\(folder.path)/cache/assistantctl")
        )
    }

    @Test("a file is hashed once, and again when anything about it changed")
    func cache() async throws {
        try await TemporaryFolder.with { folder in
            let file = "assistants/a b%\n.md"
            let path = "a b%\n.md"
            try folder.write("hello", to: file)
            try folder.write("other", to: "assistants/other.md")
            let first = try await contents(of: folder).read([path, "other.md", path], now: Self.later)
            #expect(first.files[path] == FileContent(sha256: Self.helloSHA256, bytes: 5))
            #expect(first.filesRead == 2)
            #expect(first.notes == [])
            let second = try await contents(of: folder).read([path, "other.md"], now: Self.later)
            #expect(second.files == first.files)
            #expect(second.filesRead == 0)

            // The same size and the same mtime: the ctime gives it away.
            let modified = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(file)")[.modificationDate]
            try folder.write("jello", to: file)
            try FileManager.default.setAttributes(
                [.modificationDate: try #require(modified)],
                ofItemAtPath: "\(folder.path)/\(file)"
            )
            let third = try await contents(of: folder).read([path, "other.md"], now: Self.later)
            #expect(third.filesRead == 1)
            #expect(third.files[path]?.sha256 != Self.helloSHA256)
        }
    }

    @Test("an entry names the device that its file is on, in a folder of the owner's alone")
    func cacheFile() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("hello", to: "assistants/a.md")
            let caches = "\(folder.path)/cache/assistantctl"
            try FileManager.default.createDirectory(atPath: caches, withIntermediateDirectories: true)
            _ = try await contents(of: folder).read(["a.md"], now: Self.later)
            let name = try #require(try FileManager.default.contentsOfDirectory(atPath: caches).first)
            let lines = try String(contentsOfFile: "\(caches)/\(name)", encoding: .utf8).split(separator: "\n")
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/assistants/a.md")
            let device = try #require(attributes[.systemNumber] as? Int)
            let inode = try #require(attributes[.systemFileNumber] as? Int)
            #expect(lines.dropFirst().first?.hasPrefix("\(device) \(inode) 5 ") == true)
            let permissions = try FileManager.default.attributesOfItem(atPath: caches)[.posixPermissions] as? Int
            #expect(permissions == 0o700)
        }
    }

    @Test("a file that had just changed when it was hashed is hashed again")
    func racyFiles() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("hello", to: "assistants/a.md")
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/assistants/a.md")
            let written = try #require(attributes[.modificationDate] as? Date).timeIntervalSince1970
            let now: @Sendable () -> Int64 = { Int64((written + 1) * 1_000_000_000) }
            for _ in 1...2 {
                #expect(try await contents(of: folder).read(["a.md"], now: now).filesRead == 1)
            }
            #expect(try await contents(of: folder).read(["a.md"], now: Self.later).filesRead == 1)
            #expect(try await contents(of: folder).read(["a.md"], now: Self.later).filesRead == 0)
        }
    }

    @Test("a damaged cache is ignored and rewritten")
    func damagedCache() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("hello", to: "assistants/a.md")
            _ = try await contents(of: folder).read(["a.md"], now: Self.later)
            let name = try #require(
                try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/cache/assistantctl").first
            )
            let cache = "cache/assistantctl/\(name)"
            let text = try String(contentsOfFile: "\(folder.path)/\(cache)", encoding: .utf8)
            let damaged = [
                "", "x", text + "x", String(text.dropLast(10)), text.replacingOccurrences(of: "2cf24d", with: "2cf24e"),
            ]
            for text in damaged {
                try folder.write(text, to: cache)
                let reading = try await contents(of: folder).read(["a.md"], now: Self.later)
                #expect(reading.filesRead == 1)
                #expect(reading.files["a.md"]?.sha256 == Self.helloSHA256)
                #expect(try await contents(of: folder).read(["a.md"], now: Self.later).filesRead == 0)
            }
        }
    }

    @Test("a cache that cannot be written is a note, not an error")
    func unwritableCache() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("hello", to: "assistants/a.md")
            try folder.write("a file where the folder should be", to: "cache")
            let reading = try await contents(of: folder).read(["a.md"], now: Self.later)
            #expect(reading.files["a.md"]?.sha256 == Self.helloSHA256)
            #expect(
                reading.notes == [
                    "hashes of files are not kept between runs: cannot write \(folder.path)/cache/assistantctl; "
                        + "set XDG_CACHE_HOME to another folder"
                ]
            )
        }
    }

    @Test("every file that cannot be read is reported")
    func failures() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("x", to: "assistants/docs/a.md")
            try folder.write("x", to: "outside.md")
            try folder.link("assistants/link.md", to: "../outside.md")
            do throws(ProjectContents.Failure) {
                _ = try await contents(of: folder).read(["gone.md", "docs", "docs/a.md", "link.md"], now: Self.later)
                Issue.record("nothing was reported")
            } catch {
                #expect(
                    error.diagnostics.map { "\($0.message) [\($0.code)]" } == [
                        "assistants/docs is not a file [not-a-file]",
                        "there is no file assistants/gone.md [missing-file]",
                        "assistants/link.md lies outside assistants, which no path may leave [outside-project]",
                    ]
                )
            }
        }
    }
}

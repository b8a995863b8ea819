import Foundation
import OrderedJSON
import Testing

@testable import Sandbox

@Suite("Who can read the account's files")
struct PrivateFileTests {
    private func permissions(below folder: URL) throws -> [String: Int] {
        var found: [String: Int] = [:]
        let names = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(name).path)
            found[name] = attributes[.posixPermissions] as? Int
        }
        return found
    }

    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("private-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    @Test("the owner alone: the database, what stands beside it, uploads, parts and copies")
    func newAccount() async throws {
        try await withFolder { folder in
            try await withSandbox {
                $0.database = .file(folder.appendingPathComponent("sandbox.sqlite").path)
            } _: { account in
                _ = try await account.store(holding: [("a.md", Array("A refund takes three days.".utf8))])
                let upload = try await account.post(
                    "/uploads",
                    ["filename": "b.md", "purpose": "assistants", "bytes": 4, "mime_type": "text/markdown"]
                )
                _ = try await account.post(
                    "/uploads/\(upload.id)/parts",
                    form: [],
                    file: FormFile(field: "data", name: "part", content: Array("four".utf8))
                )
                let found = try permissions(below: folder)
                #expect(found.keys.contains("sandbox.sqlite-wal") && found.keys.contains("sandbox.sqlite-shm"))
                #expect(found.count == 6)
                for (name, mode) in found {
                    #expect(mode == (name == "sandbox.sqlite-files" ? 0o700 : 0o600), "\(name)")
                }
            }
        }
    }

    @Test("an account of an earlier version loses the permissions of others")
    func oldAccount() async throws {
        try await withFolder { folder in
            let database = folder.appendingPathComponent("sandbox.sqlite")
            try await withSandbox {
                $0.database = .file(database.path)
            } _: { account in
                _ = try await account.upload("a.md", "A refund takes three days.")
            }
            for name in try permissions(below: folder).keys {
                let mode = name == "sandbox.sqlite-files" ? 0o755 : 0o644
                try FileManager.default.setAttributes(
                    [.posixPermissions: mode],
                    ofItemAtPath: folder.appendingPathComponent(name).path
                )
            }
            try await withSandbox {
                $0.database = .file(database.path)
            } _: { account in
                #expect(try await account.get("/files").ids.count == 1)
                for (name, mode) in try permissions(below: folder) { #expect(mode & 0o077 == 0, "\(name)") }
            }
        }
    }
}

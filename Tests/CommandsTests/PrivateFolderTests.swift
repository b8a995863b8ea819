import Foundation
import Testing

@testable import Commands

@Suite("Who can read what commands leave behind")
struct PrivateFolderTests {
    private func permissions(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "private-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    @Test("the folder of the local account is its owner's, one of an earlier version too", arguments: [false, true])
    func localAccount(isOld: Bool) async throws {
        try await withFolder { folder in
            let account = folder.appending(path: ".assistantctl")
            if isOld {
                try FileManager.default.createDirectory(at: account, withIntermediateDirectories: false)
                try Data().write(to: account.appending(path: "sandbox.sqlite"))
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: account.path)
            }
            let assistants = folder.appending(path: "assistants").path(percentEncoded: false)
            _ = try EmbeddedSandboxLocation(assistantsFolder: assistants).openQuietly(key: "made-up")
            #expect(try permissions(of: account.path) == 0o700)
            #expect(try permissions(of: account.appending(path: "sandbox.sqlite").path) == 0o600)
        }
    }

    @Test("`doctor` makes the folder of the caches for its owner", arguments: [false, true])
    func cacheFolder(isOld: Bool) async throws {
        try await withFolder { folder in
            let cache = folder.appending(path: "cache/assistantctl").path(percentEncoded: false)
            if isOld { try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true) }
            _ = LocalChecks.cacheFolder(cache)
            #expect(try permissions(of: cache) == 0o700)
        }
    }

    @Test("a saved plan is its owner's from the first byte, and follows no link that somebody put in its way")
    func savedPlan() async throws {
        try await withFolder { folder in
            let other = folder.appending(path: "other").path(percentEncoded: false)
            let draft = folder.appending(path: ".change.plan.7").path(percentEncoded: false)
            try Data("other".utf8).write(to: URL(filePath: other))
            try FileManager.default.createSymbolicLink(atPath: draft, withDestinationPath: other)
            try PlanFile.create(draft, Data("plan".utf8))
            #expect(try permissions(of: draft) == 0o600)
            #expect(try String(contentsOfFile: draft, encoding: .utf8) == "plan")
            #expect(try String(contentsOfFile: other, encoding: .utf8) == "other")
        }
    }
}

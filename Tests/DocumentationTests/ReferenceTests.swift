import ArgumentParser
import Commands
import Foundation
import ManualPages
import TestSupport
import Testing

@Suite("Pages that are made from the program")
struct ReferenceTests {
    private static let docs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs")

    @Test("the reference of manifests says what the loader reads")
    func manifests() throws {
        try expectSnapshot(ManifestReference.text, at: Self.docs.appending(path: "reference/manifests.md"))
    }

    @Test("the reference of commands says what --help prints")
    func commands() throws {
        let command = try CommandSummary(dump: Array(AssistantCtl._dumpHelp().utf8))
        try expectSnapshot(CommandReference(command).text, at: Self.docs.appending(path: "reference/commands.md"))
    }
}

import AssistantModel
import Commands
import Foundation
import Testing

@Suite("What shells complete from a project")
struct CompletedProjectTests {
    @Test(
        "the project is found from any folder inside it",
        arguments: ["", "assistants", "assistants/prompts", "src/web"]
    )
    func upwards(folder: String) async throws {
        try await withProject { root in
            let place = folder.isEmpty ? root : "\(root)/\(folder)"
            let project = try #require(CompletedProject(words: ["assistantctl", "ask", ""], workingFolder: place))
            #expect(await project.assistants() == ["helpdesk", "mail-sorter"])
            #expect(await project.environments() == ["production", "sandbox"])
            #expect(
                await project.addresses().map(\.description) == [
                    "assistant.helpdesk", "vector_store.helpdesk", "file.helpdesk/knowledge/opening hours.md",
                    "assistant.mail-sorter",
                ]
            )
        }
    }

    @Test(
        "--dir says where the project is, however it is written",
        arguments: [
            ["--dir", "assistants"], ["--dir", "'assistants'"], ["--dir=assistants"], ["--dir", "=", "assistants"],
        ]
    )
    func directory(words: [String]) async throws {
        try await withProject { root in
            let line = ["assistantctl", "plan"] + words + ["--env", ""]
            let project = try #require(CompletedProject(words: line, workingFolder: root))
            #expect(await project.environments() == ["production", "sandbox"])
            let elsewhere = line.map { $0.replacingOccurrences(of: "assistants", with: "nowhere") }
            #expect(CompletedProject(words: elsewhere, workingFolder: root) == nil)
        }
    }

    @Test("the word that is being written is no choice yet")
    func unfinishedWord() async throws {
        try await withProject { root in
            let line = ["assistantctl", "plan", "--env", "prod"]
            let project = try #require(CompletedProject(words: line, workingFolder: root))
            #expect(await project.environments() == ["production", "sandbox"])
            #expect(await project.assistants() == ["helpdesk", "mail-sorter"])
        }
    }

    @Test("a mistake in a manifest leaves the environments, and nothing is said")
    func mistake() async throws {
        try await withProject { root in
            try write("assistant: broken\nmodle: gpt-6-luna\n", to: "\(root)/assistants/broken.yaml")
            let project = try #require(CompletedProject(words: ["assistantctl", "ask", ""], workingFolder: root))
            #expect(await project.assistants() == [])
            #expect(await project.environments() == ["production", "sandbox"])
        }
    }

    @Test("there is nothing to complete outside of projects")
    func outside() {
        #expect(CompletedProject(words: ["assistantctl", "ask", ""], workingFolder: "/") == nil)
    }

    @Test(
        "what no command would take is not completed either: another program's file, and what lies above a repository"
    )
    func asCommands() async throws {
        try await withProject { root in
            try write("project: site\n", to: "\(root)/src/web/project.yaml")
            let line = ["assistantctl", "ask", ""]
            let project = try #require(CompletedProject(words: line, workingFolder: "\(root)/src/web"))
            #expect(await project.assistants() == ["helpdesk", "mail-sorter"])
            try FileManager.default.createDirectory(atPath: "\(root)/src/.git", withIntermediateDirectories: true)
            #expect(CompletedProject(words: line, workingFolder: "\(root)/src/web") == nil)
        }
    }

    /// A project without a default environment.
    private func withProject(_ body: (String) async throws -> Void) async throws {
        let root = NSTemporaryDirectory() + "completed-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        for folder in ["assistants/prompts", "assistants/knowledge", "src/web"] {
            try FileManager.default.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        }
        try write(
            """
            project: acme
            environments:
              sandbox: { base_url: embedded }
              production: {}
            defaults:
              model: gpt-6-luna
            """,
            to: "\(root)/assistants/project.yaml"
        )
        try write(
            """
            assistant: helpdesk
            tools: [file_search]
            knowledge: { files: ["knowledge/*.md"] }
            """,
            to: "\(root)/assistants/helpdesk.yaml"
        )
        try write("assistant: mail-sorter\n", to: "\(root)/assistants/mail-sorter.yaml")
        try write("# Hours\n\nFrom nine to five.\n", to: "\(root)/assistants/knowledge/opening hours.md")
        try await body(root)
    }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
}

import AssistantModel
import SourceDiagnostics
import TestSupport
import Testing

@testable import ManifestLoading

@Suite("Loading on all cores")
struct ConcurrentLoadTests {
    /// Enough manifests for several tasks, with what they share: a prompt, files, values of `defaults`.
    private static func project(_ more: [String: MemoryProject.File]) -> MemoryProject {
        var files: [String: MemoryProject.File] = [
            "assistants/project.yaml": """
            project: velo
            defaults: {temperature: 3, model: gpt-6-luna}
            environments:
              test: {api: responses, base_url: embedded}
              live: {api: assistants, base_url: embedded}
            default_environment: test
            """,
            "assistants/shared.md": "Answer briefly.\n",
            "assistants/prices.md": "A bike costs 900.\n",
        ]
        for number in 0..<60 {
            files["assistants/bot-\(number).yaml"] = .text(
                """
                assistant: bot-\(number)
                instructions: {file: shared.md}
                tools: [file_search]
                knowledge: {files: [prices.md, "lists/*.md"]}
                """
            )
            files["assistants/base-\(number).yaml"] = .text("knowledge_base: base-\(number)\nfiles: [prices.md]\n")
        }
        files.merge(more) { $1 }
        return MemoryProject(files)
    }

    private func expectTheSame(_ project: MemoryProject, errors: Int) async {
        let loader = ManifestLoader(reader: project)
        for environment in [nil, "live", "none"] {
            let one = loader.load(environment: environment)
            let all = await loader.loadConcurrently(environment: environment)
            #expect(all.diagnostics == one.diagnostics)
            #expect(all.desired == one.desired)
            #expect(all.settings == one.settings)
            #expect(all.sources == one.sources)
            #expect(all.unusedIgnores == one.unusedIgnores)
            if environment == nil {
                #expect(one.diagnostics.count { $0.severity == .error } == errors, "\(one.diagnostics)")
            }
        }
        let one = loader.loadCheckingAll(environment: nil)
        let all = await loader.loadConcurrentlyCheckingAll(environment: nil)
        #expect(all.diagnostics == one.diagnostics)
        #expect(all.desired == one.desired)
    }

    @Test("a project without errors is the same as on one core")
    func clean() async {
        let project = Self.project([
            "assistants/lists/a.md": "A list.\n",
            "assistants/project.yaml": """
            project: velo
            defaults: {model: gpt-6-luna}
            environments:
              test: {api: responses, base_url: embedded}
              live: {api: assistants, base_url: embedded}
            default_environment: test
            """,
        ])
        #expect(ManifestLoader(reader: project).load(environment: nil).desired?.assistants.count == 60)
        await expectTheSame(project, errors: 0)
    }

    @Test("so is one with an error in every manifest, and one in what all of them share")
    func errors() async {
        await expectTheSame(Self.project([:]), errors: 61)
    }

    @Test("a key in a prompt that all share is reported once, and nothing shows it")
    func sharedSecret() async {
        let key = "sk-proj-" + String(repeating: "Ab3dEf6h", count: 6)
        let project = Self.project([
            "assistants/shared.md": .text("Use \(key)\n"), "assistants/lists/a.md": "A list.\n",
        ])
        await expectTheSame(project, errors: 2)
        let sources = await ManifestLoader(reader: project).loadConcurrently(environment: nil).sources
        #expect(!sources.isEmpty && sources.values.allSatisfy { !$0.contains(key) })
    }
}

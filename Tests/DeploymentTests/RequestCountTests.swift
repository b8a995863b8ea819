import AssistantModel
import Deployment
import Planning
import Testing

@Suite("how many requests a run takes")
struct RequestCountTests {
    private func project(assistants: Int, filesEach: Int) -> TestProject {
        var project = TestProject(files: [:], assistants: [], knowledgeBases: [])
        for number in 0..<assistants {
            let key = "bot-\(1_000 + number)"
            let files = (0..<filesEach).map { "docs/\(key)/page-\(100 + $0).md" }
            for file in files { project.files[file] = "text of \(file)" }
            project.assistants.append(
                Assistant(
                    key: key,
                    definition: AssistantDefinition(
                        name: key,
                        model: "gpt-6-sol",
                        tools: [.fileSearch(FileSearchTool())]
                    ),
                    knowledge: key,
                    location: TestProject.place
                )
            )
            project.knowledgeBases.append(
                KnowledgeBase(
                    key: key,
                    isShared: false,
                    files: files.map { TestProject.file($0) },
                    location: TestProject.place
                )
            )
        }
        return project
    }

    @Test("apply from nothing: at most 1.2 requests a file and 6 an assistant")
    func fromNothing() async throws {
        let account = FakeAccount()
        let project = project(assistants: 100, filesEach: 10)
        #expect(try await project.apply(account).isComplete)
        let kinds = Dictionary(grouping: account.log) { line in
            line.split(separator: "/").map { $0.contains("_") && $0.contains("0") ? "*" : $0 }.joined(separator: "/")
        }.mapValues(\.count)
        let (files, assistants) = (1_000, 100)
        let most = files * 12 / 10 + assistants * 6
        #expect(account.log.count <= most, "\(kinds)")
        // Looks at indexing: one a store, where all of its files came up together.
        let looks = account.log.count { $0.hasPrefix("GET vector_stores/") && $0.hasSuffix("/files") }
        #expect(looks == 100, "\(kinds)")
        let before = account.log.count
        #expect(try await project.plan(account).changes == [])
        #expect(account.log.count - before == 2)
    }

    @Test("a store of many files in many batches is not asked for each of them")
    func largeStore() async throws {
        let account = FakeAccount()
        var project = project(assistants: 1, filesEach: 1_200)
        project.settings.batchLimit = 50
        #expect(try await project.apply(account).isComplete)
        #expect(account.log.count { $0.hasSuffix("/file_batches") && $0.hasPrefix("POST") } >= 24)
        let looks = account.log.filter { $0.hasPrefix("GET vector_stores/") }
        #expect(looks.count <= 4, "\(looks)")
    }

    @Test("ten edited prompts cost a look and a write each, and one look whether the host changes assistants at all")
    func tenEdits() async throws {
        let account = FakeAccount()
        var project = project(assistants: 40, filesEach: 1)
        try await project.apply(account)
        for index in 0..<10 { project.assistants[index].definition.instructions = "Be brief." }
        let before = account.log.count
        #expect(try await project.apply(account).isComplete)
        #expect(account.log.count - before == 2 + 1 + 20)
    }
}

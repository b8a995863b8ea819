import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON
import Planning
import Testing

@Suite("bad days: whatever breaks, the next apply gets there")
struct FaultTests {
    /// What is run while something breaks.
    enum Story: String, CaseIterable, Sendable {
        case create, update, destroy

        /// The account before, and the project that is then applied; nil for destroy.
        func prepare(_ account: FakeAccount) async throws -> TestProject? {
            switch self {
            case .create: return .standard
            case .update:
                var project = TestProject.standard
                try await project.apply(account)
                Self.edit(&project)
                return project
            case .destroy:
                try await TestProject.standard.apply(account)
                return nil
            }
        }

        static func edit(_ project: inout TestProject) {
            project.assistants[0].definition.instructions = "Be brief."
            project.files["docs/faq.md"] = "QUESTIONS"
            project.files["data/prices.csv"] = "bike,9"
            project.knowledgeBases[0].files[0].attributes = ["lang": "de"]
            project.knowledgeBases[0].files.removeLast()
            project.files["docs/terms.md"] = nil
            project.assistants.removeLast()
            project.knowledgeBases.removeLast()
            project.files["hand/one.md"] = nil
            project.files["hand/two.md"] = nil
        }
    }

    private func run(_ project: TestProject?, _ account: FakeAccount) async throws -> ApplyReport {
        if let project { return try await project.apply(account) }
        return try await TestProject.standard.destroy(account)
    }

    private func cleanPicture(_ story: Story) async throws -> [String] {
        let account = FakeAccount()
        let project = try await story.prepare(account)
        #expect(try await run(project, account).isComplete)
        return account.picture
    }

    /// Uploads that a kill leaves carry no mark; cleanup has to know them.
    private func cleanUp(_ project: TestProject?, _ account: FakeAccount) async throws {
        guard let project else { return }
        let cleanup = Cleanup(client: account, unixTime: .max / 2)
        _ = try await cleanup.remove(try await cleanup.candidates(contents: project.contents))
    }

    @Test(
        "killed at any request, before or behind its work, the next apply ends like a clean run",
        arguments: Story.allCases
    )
    func kill(_ story: Story) async throws {
        let clean = try await cleanPicture(story)
        for dies in [FakeAccount.Fault.die, .dieAfter] {
            var number = 1
            while true {
                let account = FakeAccount()
                let project = try await story.prepare(account)
                let start = account.log.count
                let fatal = start + number
                account.change { $0.fault = { count, _ in count == fatal ? dies : nil } }
                let report = try? await run(project, account)
                guard account.read(\.isDead) else { break }
                let line = account.log[fatal - 1]
                // Looks for uploads that got lost, and for what lists show, come behind everything else.
                let isBehindEverything = account.log[(fatal - 1)...].allSatisfy { $0.hasPrefix("GET ") }
                #expect(report?.isComplete != true || isBehindEverything)
                account.change {
                    $0.fault = nil
                    $0.isDead = false
                }
                let looseBefore = account.read { $0.files.count }
                let second = try await run(project, account)
                #expect(second.isComplete, "\(story) \(dies) at \(number) (\(line)): \(second.entries.map(\.outcome))")
                if let project {
                    #expect(try await project.plan(account).changes == [], "\(story) \(dies) at \(number) (\(line))")
                }
                try await cleanUp(project, account)
                #expect(
                    FaultTests.normal(account.picture) == FaultTests.normal(clean),
                    "\(story) \(dies) at \(number) (\(line)), \(looseBefore) files"
                )
                number += 1
            }
            #expect(number > 10)
        }
    }

    @Test(
        "an answer lost at any request changes nothing in the end, and makes nothing twice",
        arguments: Story.allCases
    )
    func lostAnswer(_ story: Story) async throws {
        let clean = try await cleanPicture(story)
        var number = 1
        while true {
            let account = FakeAccount()
            let project = try await story.prepare(account)
            let lost = account.log.count + number
            account.change { $0.fault = { count, _ in count == lost ? .loseAnswer : nil } }
            let report = try await run(project, account)
            guard account.log.count >= lost else { break }
            let line = account.log[lost - 1]
            #expect(report.isComplete, "\(story) at \(number) (\(line)): \(report.entries.map(\.outcome))")
            if line == "POST files" {
                #expect(report.notes.count == 1)
                try await cleanUp(project, account)
            } else {
                #expect(report.notes == [])
            }
            #expect(FaultTests.normal(account.picture) == FaultTests.normal(clean), "\(story) at \(number) (\(line))")
            number += 1
        }
        #expect(number > 10)
    }

    @Test(
        "a refused request fails what needs it, is reported, and the next apply ends like a clean run",
        arguments: Story.allCases
    )
    func refusal(_ story: Story) async throws {
        let clean = try await cleanPicture(story)
        var number = 1
        while true {
            let account = FakeAccount()
            let project = try await story.prepare(account)
            let refused = account.log.count + number
            account.change { $0.fault = { count, _ in count == refused ? .refuse(status: 500, code: .server) : nil } }
            let report = try? await run(project, account)
            guard account.log.count >= refused else { break }
            let line = account.log[refused - 1]
            if let report, report.isComplete {
                // A look that only serves a note may fail without harm.
                #expect(line.hasPrefix("GET"), "\(story) at \(number) (\(line)) was not reported")
            }
            account.change { $0.fault = nil }
            #expect(try await run(project, account).isComplete, "\(story) at \(number) (\(line))")
            // A server's failure does not say whether the assistant has its new files: they were kept and named.
            if line.hasPrefix("POST assistants") { try await cleanUp(project, account) }
            #expect(FaultTests.normal(account.picture) == FaultTests.normal(clean), "\(story) at \(number) (\(line))")
            number += 1
        }
    }

    /// Without what an update clears with null and a creation never sends.
    static func normal(_ picture: [String]) -> [String] { ApplyStoryTests.withoutNulls(picture) }
}

import AssistantModel
import Deployment
import GRDB
import OpenAIAPI
import OrderedJSON
import Planning
import TestSupport
import Testing

@testable import Sandbox

@Suite("other servers are no reason to fail", .serialized)
struct HabitTests {
    static let apis = [Hosting.assistants, .responses]

    @Test(
        "a project is applied, edited, brought back and destroyed, and every plan between is empty",
        arguments: apis,
        [
            [], ["not-found-400"], ["null-lists"], ["short-pages size=3"], ["short-pages size=10", "newest-first"],
            ["short-pages size=10 cursor=ignored"], ["newest-first"], ["compressed as=gzip"], ["compressed as=deflate"],
            ["latin1-names"], ["trimmed-texts"], ["odd-times as=null"], ["odd-times as=text"], ["odd-times as=date"],
            ["untold-status"], ["needs-file-ids"], ["batches-in-turn ms=50000", "not-found-400"],
            ["batches-in-turn ms=50000", "untold-status", "null-lists"], ["batches-in-turn answer=last"],
        ]
    )
    func habit(_ api: Hosting, _ habits: [String]) async throws {
        let story = try HabitStory(api, habits: habits)
        for problem in try await story.problems() { Issue.record("\(habits): \(problem)") }
        #expect((story.account.hits > 0) == !habits.isEmpty)
    }

    @Test("a host whose lists may be cut is refused before the first write, and left as it is", arguments: apis)
    func cutLists(_ api: Hosting) async throws {
        let story = try HabitStory(api)
        try await story.whileServed { address in
            let first = try await story.run(HabitStory.before, address, seed: 21)
            #expect(first.report?.isComplete == true)
            try story.account.addStores(30)
            try story.account.setFaults(["short-pages size=10 cursor=ignored"])
            let before = try AccountPicture(story.account)
            for project in [HabitStory.after, nil] {
                let refused = try await story.run(project, address, seed: 22)
                #expect(refused.refusal?.code == .unfitHost && refused.refusal?.kind == .refused)
                #expect(refused.refusal?.message.contains("/v1/vector_stores") == true)
                #expect(refused.refusal?.message.contains("has_more") == true)
                #expect(refused.lines.allSatisfy { $0.hasPrefix("GET") })
            }
            let after = try AccountPicture(story.account)
            #expect(after == before)
        }
    }

    @Test("members that a cut list does not show are read by the ids that the live release has")
    func cutMembers() async throws {
        let story = try HabitStory(.responses)
        var project = HabitStory.before
        for number in 10..<40 {
            project.files["hand/page-\(number).md"] = "page \(number)"
            project.knowledgeBases[1].files.append(SampleProject.file("hand/page-\(number).md"))
        }
        let large = project
        try await story.whileServed { address in
            let first = try await story.run(large, address, seed: 71)
            #expect(first.report?.isComplete == true)
            try story.account.setFaults(["short-pages size=10 cursor=ignored", "newest-first"])
            let live = try await address.withClient(seed: 72) { client in
                try await Deployer(hosting: .responses, client: client, time: story.account.time, name: "reader").read()
            }
            #expect(live.vectorStores.map { $0.members?.count }.sorted { ($0 ?? 0) < ($1 ?? 0) } == [1, 5, 31])
        }
    }

    @Test("white space that is added to a text is no failure where the host takes it off")
    func addedWhiteSpace() async throws {
        let story = try HabitStory(.assistants, habits: ["trimmed-texts"])
        try await story.whileServed { address in
            for (seed, project) in [(UInt64(81), SampleProject.before), (82, HabitStory.before)] {
                let problems = try await story.problems("apply", address, seed: seed, expecting: project) {
                    try await $0.run(.apply(project))
                }
                #expect(problems == [])
            }
        }
    }

    @Test("a host that cannot change assistants creates and deletes them, and refuses a change before the first write")
    func fixedAssistants() async throws {
        let story = try HabitStory(.assistants, habits: ["fixed-assistants"])
        let empty = try AccountPicture(story.account)
        try await story.whileServed { address in
            let created = try await story.problems("create", address, seed: 31, expecting: HabitStory.before) {
                try await $0.run(.apply(HabitStory.before))
            }
            #expect(created == [])
            let refused = try await story.run(HabitStory.after, address, seed: 32)
            #expect(refused.refusal?.code == .unfitHost)
            #expect(refused.refusal?.message.contains("this host cannot change assistants") == true)
            #expect(refused.lines.allSatisfy { $0.hasPrefix("GET") })
            let destroyed = try await story.problems("destroy", address, seed: 33, expecting: nil) {
                try await $0.run(.destroy)
            }
            #expect(destroyed == [])
        }
        let picture = try AccountPicture(story.account)
        #expect(picture == empty)
    }

    @Test("an error under a 200 is told in the server's words, and nothing goes up twice", arguments: apis)
    func errorInSuccess(_ api: Hosting) async throws {
        let story = try HabitStory(
            api,
            habits: [#"POST /v1/files error-200 times=1 message="No room for files.""#]
        )
        try await story.whileServed { address in
            let failed = try await story.run(HabitStory.before, address, seed: 41)
            let reasons = failed.report?.entries.map { "\($0.outcome)" } ?? []
            #expect(reasons.contains { $0.contains("No room for files.") })
            let files = Set(HabitStory.before.files.keys).count
            #expect(failed.lines.count { $0 == "POST files" } <= files)
            let next = try await story.problems("next", address, seed: 42, expecting: HabitStory.before) {
                try await $0.run(.apply(HabitStory.before))
            }
            #expect(next == [])
        }
    }

    @Test("a deletion that was answered with an error under a 200 is no deletion", arguments: apis)
    func deletionInWords(_ api: Hosting) async throws {
        let story = try HabitStory(api)
        let empty = try AccountPicture(story.account)
        try await story.whileServed { address in
            _ = try await story.run(HabitStory.before, address, seed: 51)
            try story.account.setFaults(["DELETE /v1/vector_stores/* error-200 times=1"])
            let failed = try await story.run(nil, address, seed: 52)
            #expect(failed.report?.isComplete == false)
            let next = try await story.problems("next", address, seed: 53, expecting: nil) {
                try await $0.run(.destroy)
            }
            #expect(next == [])
        }
        let picture = try AccountPicture(story.account)
        #expect(picture == empty)
    }

    @Test("a file that is never indexed is named, waited for once more, and uploaded anew", arguments: apis)
    func stuckFile(_ api: Hosting) async throws {
        let story = try HabitStory(api, habits: ["stuck-indexing name=faq.md"])
        try await story.whileServed { address in
            for seed in [UInt64(61), 62] {
                let report = try await story.run(HabitStory.before, address, seed: seed).report
                let reasons = report?.entries.map { "\($0.outcome)" }.joined() ?? ""
                #expect(reasons.contains("docs/faq.md was not indexed within 10 minutes"))
                #expect(reasons.contains("--replace"))
                story.account.time.advance(by: .seconds(1_000))
            }
            try story.account.setFaults([])
            let healed = try await story.problems("third", address, seed: 63, expecting: HabitStory.before) {
                try await $0.run(.apply(HabitStory.before))
            }
            #expect(healed == [])
        }
    }
}

extension SandboxAccount {
    /// Stores of somebody else, behind all that are there.
    fileprivate func addStores(_ count: Int) throws {
        let now = services.timestamp
        try services.database.writer.write { db in
            for number in 0..<count {
                _ = try VectorStoreRecord(
                    id: "vs_other\(number)",
                    account: Self.partition,
                    createdAt: now,
                    lastActiveAt: now,
                    name: "other \(number)",
                    metadata: [:]
                ).inserted(db)
            }
        }
    }
}

import AssistantModel
import Testing

@Suite("the fault matrix: whatever a server does, the next apply gets there", .serialized)
struct FaultMatrixTests {
    static let apis = [APIKind.assistants, .responses]

    /// Runs the cases, a few at a time, and records what did not hold.
    private func run(_ cases: [FaultCase]) async {
        for problem in await CaseQueue(width: 4).problems(in: cases) { Issue.record("\(problem)") }
    }

    @Test(
        "a request that fails once costs time, or is named and made good by the next apply",
        arguments: apis,
        Story.allCases
    )
    func once(_ api: APIKind, _ story: Story) async throws {
        let prepared = try await PreparedStory(api, story)
        await run(prepared.casesAtOnce())
    }

    @Test(
        "a server that breaks and stays broken loses nothing that the next apply does not bring",
        arguments: apis,
        Story.allCases
    )
    func lasting(_ api: APIKind, _ story: Story) async throws {
        await run(try await PreparedStory(api, story).casesThatLast())
    }

    @Test("an account that lags, limits or fails to index ends as any other", arguments: apis, Story.allCases)
    func account(_ api: APIKind, _ story: Story) async throws {
        await run(try await PreparedStory(api, story).casesOfTheAccount())
    }

    @Test("another run in between stops ours or is followed, and is never lost", arguments: [Story.create, .update])
    func competitors(_ story: Story) async throws {
        await run(try await PreparedStory(.responses, story).casesOfCompetitors())
    }
}

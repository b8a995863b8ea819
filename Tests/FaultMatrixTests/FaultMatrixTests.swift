import Testing

@Suite("the fault matrix: whatever a server does, the next apply gets there", .serialized)
struct FaultMatrixTests {
    /// Runs the cases, a few at a time, and records what did not hold.
    private func run(_ cases: [FaultCase]) async {
        for problem in await CaseQueue(width: 4).problems(in: cases) { Issue.record("\(problem)") }
    }

    @Test(
        "a request that fails once costs seconds",
        arguments: Story.everywhere
    )
    func once(_ hosting: Hosting, _ story: Story) async throws {
        let prepared = try await PreparedStory(hosting, story)
        await run(prepared.casesAtOnce())
    }

    @Test(
        "a request whose work is done late costs seconds, and what comes too late goes by the next run",
        arguments: Story.everywhere
    )
    func late(_ hosting: Hosting, _ story: Story) async throws {
        await run(try await PreparedStory(hosting, story).casesOfLateWork())
    }

    @Test("a creation whose answer is lost while lists lag is made once", arguments: Story.everywhere)
    func hidden(_ hosting: Hosting, _ story: Story) async throws {
        await run(try await PreparedStory(hosting, story).casesOfHiddenCreations())
    }

    @Test(
        "a server that breaks and stays broken loses nothing that the next apply does not bring",
        arguments: Story.everywhere
    )
    func lasting(_ hosting: Hosting, _ story: Story) async throws {
        await run(try await PreparedStory(hosting, story).casesThatLast())
    }

    @Test("an account that lags, limits or fails to index ends as any other", arguments: Story.everywhere)
    func account(_ hosting: Hosting, _ story: Story) async throws {
        await run(try await PreparedStory(hosting, story).casesOfTheAccount())
    }

    @Test("another run in between stops ours or is followed, and is never lost", arguments: [Story.create, .update])
    func competitors(_ story: Story) async throws {
        await run(try await PreparedStory(.responses, story).casesOfCompetitors())
    }
}

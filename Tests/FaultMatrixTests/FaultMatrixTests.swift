import AssistantModel
import Testing

@Suite("the fault matrix: whatever a server does at any request, the next apply gets there", .serialized)
struct FaultMatrixTests {
    static let apis = [APIKind.assistants, .responses]

    /// Runs the cases, a few at a time, and records what did not hold.
    private func run(_ cases: [FaultCase]) async {
        let clock = ContinuousClock.now
        let problems = await CaseQueue(width: 4).problems(in: cases)
        for problem in problems { Issue.record("\(problem)") }
        print(cases.first?.description ?? "", cases.count, ContinuousClock.now - clock)
    }

    @Test(
        "a request that is struck once costs nothing but time, or its failure is named and the next apply ends clean",
        arguments: apis,
        Story.allCases
    )
    func struckOnce(_ api: APIKind, _ story: Story) async throws {
        let prepared = try await PreparedStory(api, story)
        for group in StruckRequest.allCases { await run(prepared.cases(group)) }
    }
}

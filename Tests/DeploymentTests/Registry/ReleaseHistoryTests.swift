import ReleaseProtocol
import Testing

@testable import Deployment

@Suite("the history of releases")
struct ReleaseHistoryTests {
    static func history(_ count: Int) -> ReleaseHistory {
        ReleaseHistory(
            releases: (1...count).map { ReleaseSummary(release: $0, version: $0 * 3, time: 0, author: "deployer") }
        )
    }

    @Test(
        "pruning leaves as many as are kept, the next one counted",
        arguments: [(4, 3, [3, 6]), (4, 10, []), (4, 5, [])]
    )
    func pruning(count: Int, keep: Int, expected: [Int]) {
        let history = Self.history(count)
        #expect(history.prunable(keeping: keep) == expected)
        #expect(history.kept(keep).count == min(count, keep - 1))
    }

    @Test("the live release is never pruned", arguments: [0, 1, 2])
    func live(keep: Int) {
        #expect(Self.history(3).prunable(keeping: keep) == [3, 6])
    }

    @Test("the live document tells the releases before it, newest first")
    func chain() {
        let document = ReleaseDocument(
            project: "p",
            environment: "e",
            base: 6,
            release: 3,
            origin: .init(run: RegistryRun(id: "r", author: "reviewer"), toolVersion: "1", time: 5),
            content: .complete(ReleaseContent(changes: ["create assistant.a"], history: Self.history(2).releases))
        )
        let history = ReleaseHistory(live: document, version: 9)
        #expect(history.releases.map(\.version) == [9, 6, 3])
        #expect(history.release(3)?.author == "reviewer")
        #expect(history.release(3)?.changes == ["create assistant.a"])
    }
}

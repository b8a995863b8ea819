import Foundation
import Testing

@testable import ReleaseProtocol

/// What must never happen is checked by ``RegistryWorld/checkExclusion(of:)`` (two runs write at a time) and where the
/// world carries out writes (a release that was live is replaced by one that does not follow on it, or deleted); what
/// must happen in the end, by the checker (a run that is left alone finishes, and leaves nothing but releases).
@Suite("the registry protocol under every interleaving")
struct RegistryProtocolTests {
    typealias Budget = RegistryWorld.Budget
    typealias Work = RegistryWorld.Work

    static func run(
        _ id: String,
        takesOver: Bool = false,
        timing: RegistryTiming = RegistryWorld.timing
    ) -> RegistryMachine.Configuration {
        RegistryMachine.Configuration(run: RegistryRun(id: id), timing: timing, takesOver: takesOver)
    }

    static func runs(_ count: Int) -> [RegistryMachine.Configuration] {
        ["a", "b", "c"].prefix(count).map { run($0) }
    }

    @Test(
        "two runs, whatever is killed, suspended, lost or interrupted",
        arguments: [
            Budget(kills: 2), Budget(suspensions: 1), Budget(losses: 1), Budget(interruptions: 1), Budget(lates: 1),
        ]
    )
    func twoRuns(budget: Budget) throws {
        var world = RegistryWorld(runs: Self.runs(2), budget: budget)
        world.isSymmetric = true
        var checker = RegistryModelChecker()
        let result = try checker.explore(world)
        #expect(result.finishes(of: ["a", "b"]))
        #expect(result.wasLocked)
    }

    @Test(
        "two runs that renew their lease and delete something",
        arguments: [Budget(kills: 1), Budget(suspensions: 1), Budget(losses: 1), Budget(lates: 1)]
    )
    func longRuns(budget: Budget) throws {
        var world = RegistryWorld(
            runs: Self.runs(2),
            work: Work(renewals: 2, deletes: true),
            budget: budget
        )
        world.isSymmetric = true
        var checker = RegistryModelChecker()
        let result = try checker.explore(world)
        #expect(result.wasLocked)
    }

    @Test(
        "a run that comes at any moment while another one works for long",
        arguments: [Budget(suspensions: 1, suspendsFrom: 1), Budget(kills: 1), Budget(losses: 1), Budget(lates: 1)]
    )
    func lateRun(budget: Budget) throws {
        let world = RegistryWorld(
            runs: [Self.run("a")],
            late: [Self.run("b")],
            work: Work(renewals: 2),
            budget: budget,
            lag: 0
        )
        var checker = RegistryModelChecker()
        let result = try checker.explore(world)
        #expect(result.finishes(of: ["a", "b"]))
    }

    @Test(
        "a release that was live is never deleted, not even when it was taken back by hand behind a run that was killed"
    )
    func takenBackByHand() throws {
        let world = RegistryWorld(
            runs: [Self.run("a")],
            late: [Self.run("b"), Self.run("c")],
            budget: Budget(kills: 1, handMoves: 1),
            lag: 0
        )
        var checker = RegistryModelChecker()
        let result = try checker.explore(world)
        #expect(result.finishes(of: ["a", "b", "c"]))
    }

    @Test("three runs")
    func threeRuns() throws {
        var world = RegistryWorld(runs: Self.runs(3), lag: 0)
        world.isSymmetric = true
        var checker = RegistryModelChecker()
        let result = try checker.explore(world)
        #expect(result.finishes(of: ["a", "b", "c"]))
    }

    @Test("a takeover of a run that is dead, or is not", arguments: [Budget(), Budget(kills: 1)])
    func takeover(budget: Budget) throws {
        var world = RegistryWorld(runs: [Self.run("a"), Self.run("b", takesOver: true)], budget: budget)
        world.isExclusive = false
        var checker = RegistryModelChecker()
        let result = try checker.explore(world)
        #expect(result.outcomes.contains { if case .leaseLost(to: RegistryRun(id: "b")) = $0 { true } else { false } })
    }

    @Test("the checker finds it when runs conclude from a 404 too early")
    func impatience() {
        var hasty = RegistryWorld.timing
        hasty.visibility = 0
        let world = RegistryWorld(runs: ["a", "b"].map { Self.run($0, timing: hasty) })
        var checker = RegistryModelChecker()
        #expect(throws: Violation.self) { try checker.explore(world) }
    }

    /// Minutes of work: by hand, after a change of the protocol.
    @Test(
        "deeper",
        .enabled(if: ProcessInfo.processInfo.environment["DEEP_MODEL_CHECK"] != nil),
        arguments: [
            (2, Budget(suspensions: 2)), (2, Budget(suspensions: 1, kills: 1)), (2, Budget(suspensions: 1, losses: 1)),
            (2, Budget(losses: 2)), (2, Budget(kills: 1, losses: 1)), (2, Budget(suspensions: 1, interruptions: 1)),
            (2, Budget(lates: 2)), (2, Budget(losses: 1, lates: 1)), (2, Budget(kills: 1, lates: 1)),
            (2, Budget(suspensions: 1, lates: 1)), (2, Budget(lates: 1, interruptions: 1)), (3, Budget(lates: 1)),
            (3, Budget(kills: 1)), (3, Budget(interruptions: 1)),
        ]
    )
    func deeper(count: Int, budget: Budget) throws {
        var world = RegistryWorld(runs: Self.runs(count), budget: budget, lag: count == 2 ? 2 : 0)
        world.isSymmetric = true
        var checker = RegistryModelChecker(limit: 100_000_000)
        let result = try checker.explore(world)
        print(count, budget, result.states)
    }

    @Test(
        "deeper takeovers",
        .enabled(if: ProcessInfo.processInfo.environment["DEEP_MODEL_CHECK"] != nil),
        arguments: [Budget(suspensions: 1), Budget(losses: 1), Budget(interruptions: 1)]
    )
    func deeperTakeover(budget: Budget) throws {
        var world = RegistryWorld(runs: [Self.run("a"), Self.run("b", takesOver: true)], budget: budget)
        world.isExclusive = false
        var checker = RegistryModelChecker()
        let result = try checker.explore(world)
        print("takeover", budget, result.states)
    }
}

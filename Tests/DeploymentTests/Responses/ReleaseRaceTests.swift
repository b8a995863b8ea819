import AssistantModel
import OpenAIAPI
import OrderedJSON
import Planning
import Testing

@testable import Deployment

@Suite("two applies at once")
struct ReleaseRaceTests {
    /// Applies two plans at once that were made of the same account.
    private func race(_ first: ReleaseBench, _ second: ReleaseBench) async throws -> [Result<ApplyReport, any Error>] {
        let plans = [(first, try await first.planned()), (second, try await second.planned())]
        return await withTaskGroup(of: Result<ApplyReport, any Error>.self) { group in
            for (bench, planned) in plans {
                group.addTask {
                    do { return .success(try await bench.apply(planned)) } catch { return .failure(error) }
                }
            }
            var results: [Result<ApplyReport, any Error>] = []
            for await result in group { results.append(result) }
            return results
        }
    }

    private func requireOneWinner(_ results: [Result<ApplyReport, any Error>]) {
        let reports = results.compactMap { if case .success(let report) = $0 { report } else { nil } }
        #expect(reports.count == 1)
        for report in reports {
            #expect(report.isComplete, "\(report.entries.map(\.outcome)) \(report.failure ?? "")")
        }
        for case .failure(let error) in results {
            let refusal = error as? DeploymentError
            #expect(refusal?.kind == .refused, "\(error)")
            #expect(refusal?.code == .locked || refusal?.code == .stalePlan, "\(error)")
        }
    }

    @Test("one of two runs gets the lock, and the other writes nothing but its journal", arguments: [0, 30])
    func update(_ visibilityLag: Int) async throws {
        var bench = ReleaseBench()
        try await bench.apply()
        FaultTests.Story.edit(&bench.project)
        bench.host.skills.change { $0.visibilityLag = visibilityLag }
        let uploads = bench.host.writes.count { $0 == "POST files" }
        requireOneWinner(try await race(bench, bench))
        #expect(bench.host.writes.count { $0 == "POST files" } == uploads + 2)
        try await requireCleanEnd(bench)
    }

    @Test("one of two first runs makes the registry, and the other leaves nothing behind", arguments: [0, 30])
    func first(_ visibilityLag: Int) async throws {
        let bench = ReleaseBench()
        bench.host.skills.change { $0.visibilityLag = visibilityLag }
        requireOneWinner(try await race(bench, bench))
        #expect(bench.host.writes.count { $0 == "POST files" } == 7)
        try await requireCleanEnd(bench)
    }

    private func requireCleanEnd(_ bench: ReleaseBench) async throws {
        bench.host.skills.change { $0.visibilityLag = 0 }
        #expect(try await bench.plan().changes == [])
        #expect(bench.host.skills.read { $0.skills.count } == 1)
        let isFirst = try await bench.release().release == 1
        var clean = ReleaseBench()
        if !isFirst { try await clean.apply() }
        clean.project = bench.project
        try await clean.apply()
        #expect(try await bench.picture() == clean.picture())
    }

    @Test("a plan that another release overtook is refused before its first write")
    func overtaken() async throws {
        var bench = ReleaseBench()
        try await bench.apply()
        bench.project.assistants[0].definition.instructions = "Be brief."
        let planned = try await bench.planned()
        var other = bench
        other.project.assistants[0].definition.instructions = "Be long."
        try await other.apply()
        let picture = try await bench.picture()
        let error = await #expect(throws: DeploymentError.self) { try await bench.apply(planned) }
        #expect(error?.code == .stalePlan && error?.kind == .refused)
        #expect(try await bench.picture() == picture)
        #expect(try await bench.release().release == 2)
    }
}

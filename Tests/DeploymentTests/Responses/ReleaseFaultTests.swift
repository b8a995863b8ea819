import AssistantModel
import OpenAIAPI
import Planning
import Testing

@testable import Deployment

@Suite("bad days of releases: whatever breaks, the next apply gets there")
struct ReleaseFaultTests {
    /// The account before, and the project that is then applied.
    private func prepare(_ story: FaultTests.Story) async throws -> ReleaseBench {
        var bench = ReleaseBench()
        if story == .create { return bench }
        try await bench.apply()
        if story == .update { FaultTests.Story.edit(&bench.project) }
        return bench
    }

    private func run(_ story: FaultTests.Story, _ bench: ReleaseBench) async throws -> ApplyReport {
        if story == .destroy { return try await bench.destroy() }
        return try await bench.apply()
    }

    private func cleanPicture(_ story: FaultTests.Story) async throws -> [String] {
        let bench = try await prepare(story)
        #expect(try await run(story, bench).isComplete)
        return try await bench.picture()
    }

    /// What the bench's registry says is all there, and nothing else is.
    private func check(
        _ bench: ReleaseBench,
        _ story: FaultTests.Story,
        equals clean: [String],
        _ what: String
    ) async throws {
        if story != .destroy {
            #expect(try await bench.plan().changes == [], "\(what)")
            try await bench.cleanUp()
        }
        #expect(try await bench.keptFileIDs().isSubset(of: bench.fileIDs), "\(what)")
        let picture = try await bench.picture()
        #expect(
            picture == clean,
            "\(what)\n\(picture.filter { !clean.contains($0) })\nnot\n\(clean.filter { !picture.contains($0) })"
        )
        #expect(bench.host.skills.read { $0.skills.count } == (story == .destroy ? 0 : 1), "\(what)")
    }

    @Test(
        "killed at any request, before or behind its work, the next apply ends like a clean run",
        arguments: FaultTests.Story.allCases
    )
    func kill(_ story: FaultTests.Story) async throws {
        let clean = try await cleanPicture(story)
        for dies in [FakeHost.Fault.die, .dieAfter] {
            var number = 1
            while true {
                var bench = try await prepare(story)
                let fatal = bench.host.log.count + number
                bench.host.fail { count, _ in count == fatal ? dies : nil }
                _ = try? await run(story, bench)
                guard bench.host.isDead else { break }
                let what = "\(story) \(dies) at \(number) (\(bench.host.log[fatal - 1]))"
                bench.host.fail(nil)
                // Somebody knows that the run is dead, or waits.
                if number.isMultiple(of: 2) { bench.takesOver = true } else { bench.letTheLockRunOut() }
                do {
                    let second = try await run(story, bench)
                    #expect(
                        second.isComplete,
                        "\(what): \(second.entries.map(\.outcome)) \(second.failure ?? "")"
                    )
                    try await check(bench, story, equals: clean, what)
                } catch {
                    Issue.record("\(what): \(error)")
                }
                number += 1
            }
            #expect(number > 10)
        }
    }

    @Test(
        "an answer lost at any request changes nothing in the end, and makes nothing twice",
        arguments: FaultTests.Story.allCases
    )
    func lostAnswer(_ story: FaultTests.Story) async throws {
        let clean = try await cleanPicture(story)
        var number = 1
        while true {
            let bench = try await prepare(story)
            let lost = bench.host.log.count + number
            bench.host.fail { count, _ in count == lost ? .loseAnswer : nil }
            let result: Result<ApplyReport, any Error>
            do { result = .success(try await run(story, bench)) } catch { result = .failure(error) }
            guard bench.host.log.count >= lost else { break }
            let line = bench.host.log[lost - 1]
            let what = "\(story) at \(number) (\(line))"
            switch result {
            case .failure(let error): Issue.record("\(what): \(error)")
            case .success(let report):
                #expect(report.isComplete, "\(what): \(report.entries.map(\.outcome)) \(report.failure ?? "")")
                #expect(report.notes.count == (line == "POST files" ? 1 : 0), "\(what): \(report.notes)")
            }
            bench.host.fail(nil)
            try await check(bench, story, equals: clean, what)
            number += 1
        }
        #expect(number > 10)
    }

    @Test(
        "a refused request is reported, and the next apply ends like a clean run",
        arguments: FaultTests.Story.allCases
    )
    func refusal(_ story: FaultTests.Story) async throws {
        let clean = try await cleanPicture(story)
        var number = 1
        while true {
            let bench = try await prepare(story)
            let refused = bench.host.log.count + number
            bench.host.fail { count, _ in count == refused ? .refuse(status: 403, code: .forbidden) : nil }
            let report = try? await run(story, bench)
            guard bench.host.log.count >= refused else { break }
            let line = bench.host.log[refused - 1]
            let what = "\(story) at \(number) (\(line))"
            bench.host.fail(nil)
            if let report, report.isComplete {
                // A look that only serves a note, a second try, and tidying that the next run does: all is there.
                #expect(try await bench.picture() == clean, "\(what) was not reported")
            }
            // What could not be given back runs out.
            bench.letTheLockRunOut()
            do {
                let second = try await run(story, bench)
                #expect(second.isComplete, "\(what): \(second.entries.map(\.outcome)) \(second.failure ?? "")")
                try await check(bench, story, equals: clean, what)
            } catch {
                Issue.record("\(what): \(error)")
            }
            number += 1
        }
    }

    @Test("a release that a run made half-way says what was done, and nothing of what failed or had to wait")
    func halfWay() async throws {
        var bench = ReleaseBench()
        try await bench.apply()
        FaultTests.Story.edit(&bench.project)
        bench.host.fail { _, line in line == "POST files" ? .refuse(status: 403, code: .forbidden) : nil }
        let report = try await bench.apply()
        let release = try await bench.release()
        #expect(!report.isComplete && release.release == 2)
        func lines(_ entries: [ApplyReport.Entry]) -> [String] {
            entries.map { "\($0.change.action.rawValue) \($0.change.address)" }
        }
        let done = lines(report.entries.filter { $0.outcome == .done })
        #expect(done.contains("delete assistant.workshop"))
        #expect(release.complete?.changes == done)
        bench.host.fail(nil)
        let rest = try await bench.apply()
        #expect(rest.isComplete)
        #expect(try await bench.release().complete?.changes == lines(rest.entries))
    }
}

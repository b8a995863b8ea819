import AssistantModel
import Planning
import Testing

@testable import Deployment

@Suite("What a release will hold, told before it is made")
struct ReleaseForecastTests {
    private func forecast(_ planned: ReleaseBench.Planned) async throws -> (ReleaseDocument, ReleaseForecast) {
        let forecast = await planned.adapter.forecast()
        return (forecast.document(of: planned.plan, try #require(planned.desired), planned.contents), forecast)
    }

    @Test("a first release and the next one are as large as was told, but for the length of ids")
    func size() async throws {
        var bench = ReleaseBench()
        for number in 1...2 {
            let planned = try await bench.planned()
            let (told, _) = try await forecast(planned)
            #expect(try await bench.apply(planned).isComplete)
            let made = try await bench.release()
            #expect(made.release == number)
            let longer = told.unlimitedText.utf8.count - (try made.text().utf8.count)
            let content = try #require(made.complete)
            // Here ids are shorter than on api.openai.com.
            #expect((0...(40 * (2 * content.files.count + 3 * content.assistants.count))).contains(longer), "\(longer)")
            FaultTests.Story.edit(&bench.project)
        }
    }

    @Test("a release that would be too large is refused by its plan, and one that just fits is not")
    func refusal() async throws {
        let planned = try await ReleaseBench().planned()
        let desired = try #require(planned.desired)
        let (told, forecast) = try await forecast(planned)
        let bytes = told.unlimitedText.utf8.count
        #expect(forecast.refusal(of: planned.plan, desired, planned.contents) == nil)
        #expect(forecast.refusal(of: planned.plan, desired, planned.contents, limit: bytes) == nil)
        let refusal = try #require(forecast.refusal(of: planned.plan, desired, planned.contents, limit: bytes - 1))
        #expect(refusal.kind.code == "release-too-large" && refusal.address == nil)
        let sizes = "the release would have about \(bytes) bytes, and one may have \(bytes - 1): "
        #expect(refusal.message.hasPrefix(sizes))
    }

    @Test("what a part of a plan leaves out counts as it is live")
    func part() async throws {
        var bench = ReleaseBench()
        try await bench.apply()
        let live = try #require(try await bench.release().complete)
        bench.project.assistants[0].definition.instructions = String(repeating: "Be brief. ", count: 1_000)
        bench.project.assistants[1].definition.name = "Workshop of Velo"
        bench.scope = PlanScope(only: [AddressPattern("assistant.workshop")])
        let (told, _) = try await forecast(try await bench.planned())
        let content = try #require(told.complete)
        #expect(content.assistants.map(\.key) == live.assistants.map(\.key))
        #expect(content.assistants.first { $0.key == "support" }?.definition == live.assistants.first?.definition)
        #expect(content.assistants.first { $0.key == "workshop" }?.definition.name == "Workshop of Velo")
    }
}

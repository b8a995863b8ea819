import AssistantModel
import Conversation
import OpenAIAPI
import OrderedJSON
import Spending
import Synchronization
import Testing

@testable import ChatServer

@Suite("Assistants that are live")
struct LiveAssistantsTests {
    private struct Unreachable: Error {}

    private func assistant(assistantID: String? = nil, tools: JSONValue = []) throws -> ServedAssistant {
        try ServedAssistant(
            key: "bot",
            name: "Bot",
            request: ["model": "m", "tools": tools],
            assistantID: assistantID,
            passageTokens: 100,
            catalogue: ModelCatalogue(date: try #require(CalendarDay("2026-11-20")), models: []),
            settings: ServeSettings(),
            isEmbedded: true
        )
    }

    @Test("what was live is kept while the account cannot be reached, and dropped when it says that it is gone")
    func gone() async throws {
        let bot = try assistant()
        let refusal = ServeRefusal("not-deployed", "it is not there")
        let answers = Mutex<[Result<LiveReading, Unreachable>]>([
            .success(LiveReading(assistants: [bot])), .failure(Unreachable()),
            .success(LiveReading(assistants: [], refused: ["bot": refusal])),
        ])
        let live = LiveAssistants { try answers.withLock { $0.removeFirst() }.get() }
        try await live.refresh()
        await #expect(throws: Unreachable.self) { try await live.refresh() }
        #expect(live.all == [bot] && live.problem != nil)
        try await live.refresh()
        #expect(live.all.isEmpty && live.problem == nil && live.refused == ["bot": refusal])
    }

    @Test("a run with code interpreter pays for its container, a response only where code ran")
    func container() throws {
        var answer = Answer(ending: .complete, usage: TokenUsage(input: 0, output: 0), json: [:])
        answer.usages = [TokenUsage(input: 0, output: 0)]
        for (id, isPaid) in [("asst_1", true), (nil, false)] {
            var served = try assistant(assistantID: id, tools: [["type": "code_interpreter"]])
            served.prices.containerPerSession = Price(millionths: 30_000)
            #expect(served.cost(of: answer) == (isPaid ? 30_000_000_000 : 0))
        }
    }

    @Test("what is kept for a tool without bounds is paid where the tool ran, under whatever name its calls have")
    func unbounded() throws {
        var served = try assistant(tools: [["type": "web_search_preview"]])
        served.prices.unbounded = ["web_search_preview": try #require(Price(millionths: 50_000))]
        var answer = Answer(ending: .complete, usage: TokenUsage(input: 0, output: 0), json: [:])
        answer.usages = [TokenUsage(input: 0, output: 0)]
        for (calls, cost) in [([:], Int64(0)), (["web_search": 1], 50_000_000_000), (["file_search": 1], 0)] {
            answer.toolCalls = calls
            #expect(served.cost(of: answer) == cost, "\(calls)")
        }
    }

    @Test("a function whose arguments cannot be checked is refused")
    func schemas() throws {
        let good: JSONValue = ["type": "function", "name": "a", "parameters": ["type": "object"]]
        try assistant(tools: [good]).checkFunctions()
        let bad: JSONValue = ["type": "function", "name": "b", "parameters": ["type": "thing"]]
        let served = try assistant(tools: [good, bad])
        #expect(throws: ServeRefusal.self) { try served.checkFunctions() }
    }
}

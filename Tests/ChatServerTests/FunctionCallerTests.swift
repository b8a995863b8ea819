import AssistantModel
import AsyncHTTPClient
import Conversation
import OpenAIAPI
import OrderedJSON
import Testing

@testable import ChatServer

@Suite("Functions of an answer")
struct FunctionCallerTests {
    private let running = RunningAnswer(id: "a", runOn: 30)

    /// Functions that are answered by samples.
    private func caller(_ parameters: JSONValue = [:], rounds: Int = 4) throws -> FunctionCaller {
        var settings = ServeSettings()
        settings.answer.functionRounds = rounds
        let assistant = try ServedAssistant(
            key: "bot",
            name: "Bot",
            request: ["model": "m", "tools": [["type": "function", "name": "lookup", "parameters": parameters]]],
            passageTokens: 100,
            catalogue: ModelCatalogue(date: try #require(CalendarDay("2026-11-20")), models: []),
            settings: settings,
            isEmbedded: true
        )
        let configuration = ChatConfiguration(settings: settings, isEmbedded: true)
        return FunctionCaller(assistant, configuration, client: HTTPClient.shared, for: running, log: RareLog { _ in })
    }

    private func call(_ arguments: JSONValue = [:]) throws -> FunctionCall {
        try FunctionCall(
            from: JSONCursor(["call_id": "c", "name": "lookup", "arguments": .string(arguments.text)])
        )
    }

    @Test("a pattern that may match in many ways holds nobody up, whatever a visitor writes")
    func patterns() async throws {
        let mail: JSONValue = ["type": "string", "pattern": "^([a-zA-Z0-9]+[._-]?)+@[a-z0-9.-]+$"]
        let caller = try caller(["type": "object", "properties": ["mail": mail]])
        let began = ContinuousClock.now
        let long = String(repeating: "a", count: 10_000)
        #expect(try await caller.output(of: call(["mail": .string(long)])).contains("does not match the pattern"))
        #expect(try await caller.output(of: call(["mail": .string(long + "@example.com")])).contains("sample"))
        #expect(ContinuousClock.now - began < .seconds(60))
    }

    @Test("an answer calls functions eight times, or as often as it may go on", arguments: [4, 12])
    func calls(_ rounds: Int) async throws {
        let caller = try caller(rounds: rounds)
        for _ in 0..<max(8, rounds) { #expect(try await caller.output(of: call()).contains("sample")) }
        let refused = try await caller.output(of: call())
        #expect(refused == #"{"error":"no more functions can be called for this answer"}"#)
        // The answer itself goes on.
        #expect(caller.runs("lookup"))
    }

    @Test("nothing runs for an answer that was stopped")
    func stopped() throws {
        let caller = try caller()
        #expect(caller.runs("lookup") && !caller.runs("other"))
        running.stop()
        #expect(!caller.runs("lookup"))
    }
}

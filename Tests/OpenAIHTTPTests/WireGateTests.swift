import OpenAIAPI
import Synchronization
import Testing

@testable import OpenAIHTTP

@Suite("Requests on the wire")
struct WireGateTests {
    /// How many are under way, and were at most.
    private final class Load: Sendable {
        private let state = Mutex<(now: Int, most: Int, done: Int)>((0, 0, 0))

        var counts: (now: Int, most: Int, done: Int) { state.withLock { $0 } }

        func begin() {
            state.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
        }

        func end() {
            state.withLock { state in
                state.now -= 1
                state.done += 1
            }
        }
    }

    @Test("no more than asked for have a place at a time, and everybody gets one")
    func width() async throws {
        let gate = WireGate(width: 3)
        let load = Load()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<500 {
                group.addTask {
                    if !gate.tryEnter() {
                        let hasPlace = try await gate.enter()
                        #expect(hasPlace)
                    }
                    load.begin()
                    await Task.yield()
                    load.end()
                    gate.leave()
                }
            }
            try await group.waitForAll()
        }
        #expect(load.counts.done == 500)
        #expect(load.counts.most <= 3)
    }

    @Test("who stops waiting takes no place along", .timeLimit(.minutes(5)))
    func stopsWaiting() async throws {
        let gate = WireGate(width: 1)
        #expect(gate.tryEnter())
        await #expect(throws: WaitEnded.self) {
            try await WaitEnd.$current.withValue(WaitEnd {}) { _ = try await gate.enter() }
        }
        let cancelled = Task { try await gate.enter() }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { _ = try await cancelled.value }
        gate.leave()
        #expect(gate.tryEnter())
        #expect(!gate.tryEnter())
    }

    @Test("what ends an interrupted run goes beside all others", .timeLimit(.minutes(5)))
    func priority() async throws {
        let gate = WireGate(width: 1)
        #expect(gate.tryEnter())
        let place = RequestPlace(onPause: { _ in }, priority: {})
        let hasPlace = try await RequestPlace.$current.withValue(place) { try await gate.enter() }
        #expect(!hasPlace)
        gate.leave()
        #expect(gate.tryEnter())
    }

    @Test("a request that sleeps before a repetition says so, and when it goes on")
    func pauses() async throws {
        let steps: [ScriptedServer.Step] = [
            .answer(ScriptedServer.response(500, "{}")), .answer(ScriptedServer.response(200, storeJSON)),
        ]
        let told = Mutex<[Bool]>([])
        try await ScriptedServer.with(steps) { server in
            let place = RequestPlace(onPause: { isPaused in told.withLock { $0.append(isPaused) } })
            try await RequestPlace.$current.withValue(place) {
                _ = try await withClient(port: server.port) { try await $0.retrieveVectorStore("vs_1") }
            }
        }
        #expect(told.withLock { $0 } == [true, false])
    }
}

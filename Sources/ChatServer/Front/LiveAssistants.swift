import Synchronization

/// What the account said of the assistants that may be served.
package struct LiveReading: Sendable {
    package var assistants: [ServedAssistant]
    /// Why others are not served, by their keys: gone, or live as something that cannot be served.
    package var refused: [String: ServeRefusal]

    package init(assistants: [ServedAssistant], refused: [String: ServeRefusal] = [:]) {
        self.assistants = assistants
        self.refused = refused
    }
}

/// The assistants that are live, as far as the server knows: kept while the account cannot be reached, dropped where it
/// said that they are not there.
package final class LiveAssistants: Sendable {
    private struct State {
        var reading = LiveReading(assistants: [])
        /// Why the last look failed; nil where it did not.
        var problem: String?
    }

    private let state = Mutex(State())
    private let read: @Sendable () async throws -> LiveReading

    /// - Parameter read: asks the account. Throws only where the account did not say what is live.
    package init(read: @escaping @Sendable () async throws -> LiveReading) { self.read = read }

    /// Looks once.
    ///
    /// - Throws: what reading throws. What was served before is served on then.
    package func refresh() async throws {
        do {
            let reading = try await read()
            state.withLock { $0 = State(reading: reading) }
        } catch {
            state.withLock { $0.problem = String(describing: type(of: error)) }
            throw error
        }
    }

    var all: [ServedAssistant] { state.withLock { $0.reading.assistants } }
    package var refused: [String: ServeRefusal] { state.withLock { $0.reading.refused } }
    var problem: String? { state.withLock { $0.problem } }

    func assistant(_ key: String) -> ServedAssistant? { all.first { $0.key == key } }
}

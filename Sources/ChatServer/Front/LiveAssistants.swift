import Synchronization

/// The assistants that are live, as far as the server knows: kept while the account cannot be reached.
package final class LiveAssistants: Sendable {
    private struct State {
        var assistants: [ServedAssistant] = []
        /// Why the last look failed; nil where it did not.
        var problem: String?
    }

    private let state = Mutex(State())
    private let read: @Sendable () async throws -> [ServedAssistant]

    /// - Parameter read: asks the account.
    package init(read: @escaping @Sendable () async throws -> [ServedAssistant]) { self.read = read }

    /// Looks once.
    ///
    /// - Throws: what reading throws. What was served before is served on.
    package func refresh() async throws {
        do {
            let assistants = try await read()
            state.withLock { $0 = State(assistants: assistants) }
        } catch {
            state.withLock { $0.problem = String(describing: type(of: error)) }
            throw error
        }
    }

    var all: [ServedAssistant] { state.withLock { $0.assistants } }
    var problem: String? { state.withLock { $0.problem } }

    func assistant(_ key: String) -> ServedAssistant? { all.first { $0.key == key } }
}

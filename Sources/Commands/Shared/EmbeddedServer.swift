import Sandbox

/// The sandbox inside a command: it listens on a port that the system chooses, for as long as a piece of work lasts.
struct EmbeddedServer {
    let server: SandboxServer

    /// Runs the body with the server's port.
    ///
    /// - Throws: what the body throws; what the server throws when it ends before the body does.
    func whileRunning<Result: Sendable>(
        _ body: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> Result {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                defer { continuation.finish() }
                do {
                    try await server.run(host: "127.0.0.1", port: 0, handlesSignals: false) { continuation.yield($0) }
                } catch let error where !(error is CancellationError) {
                    throw SandboxUnavailable(listeningOn: 0, error)
                }
                return nil
            }
            group.addTask {
                for await port in ports { return try await body(port) }
                return nil
            }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let result = ended { return result }
            }
            throw EmbeddedServerError()
        }
    }
}

/// The embedded sandbox ended before the work did.
struct EmbeddedServerError: Error, CustomStringConvertible {
    var description: String { "the embedded sandbox stopped before it accepted connections" }
}

import NIOCore
import NIOPosix

extension SandboxServer {
    /// The server ended before the work that needs it.
    package struct ServingFailure: Error {
        /// Why; nil where it stopped without a reason.
        package let reason: (any Error)?
    }

    /// Serves on a loopback port that the system chooses, for as long as a piece of work lasts.
    ///
    /// - Throws: what the body throws; ``ServingFailure`` when the server ends before the body does.
    package func whileServing<Result: Sendable>(
        _ body: @escaping @Sendable (_ port: Int) async throws -> Result
    ) async throws -> Result {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                defer { continuation.finish() }
                do {
                    try await run(host: "127.0.0.1", port: 0, handlesSignals: false) { continuation.yield($0) }
                } catch let error where !(error is CancellationError) {
                    throw ServingFailure(reason: error)
                }
                return nil
            }
            group.addTask {
                for await port in ports { return try await work(on: port, body) }
                return nil
            }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let result = ended { return result }
            }
            throw ServingFailure(reason: nil)
        }
    }

    private func work<Result: Sendable>(
        on port: Int,
        _ body: @Sendable (_ port: Int) async throws -> Result
    ) async throws -> Result {
        do {
            let result = try await body(port)
            await takeUpConnections(on: port)
            return result
        } catch {
            await takeUpConnections(on: port)
            throw error
        }
    }

    /// Waits until the server has taken up every connection that was opened so far. One that waits to be taken up when
    /// the server ends is dropped with its writer open, which swift-nio takes for a mistake and ends the process.
    /// Connections are taken up in turn: when a last one was answered, nothing is left in front of it.
    private func takeUpConnections(on port: Int) async {
        // A server that is ending already takes up nothing; where nobody listens any more, nothing waits.
        guard !Task.isCancelled,
            let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
        else { return }
        let request = "GET \(FaultRoutes.prefix) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        let limit = channel.eventLoop.scheduleTask(in: .seconds(5)) { channel.close(promise: nil) }
        try? await channel.writeAndFlush(ByteBuffer(string: request))
        try? await channel.closeFuture.get()
        limit.cancel()
    }
}

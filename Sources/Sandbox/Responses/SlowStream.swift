import HTTPTypes
import Hummingbird
import NIOCore

/// Server-sent events that come as slowly as the configuration says.
struct SlowStream {
    private let delays: SandboxConfiguration.StreamDelays
    private let sleep: @Sendable (Duration) async throws -> Void

    init(_ configuration: SandboxConfiguration) {
        delays = configuration.streamDelays
        sleep = configuration.sleep
    }

    /// - Parameter events: as they stand on the wire.
    func response(_ events: [String]) -> Response {
        let (delays, sleep) = (delays, sleep)
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-cache"],
            body: ResponseBody { writer in
                for (index, event) in events.enumerated() {
                    let delay = index == 0 ? delays.first : delays.next
                    if delay > .zero { try await sleep(delay) }
                    try await writer.write(ByteBuffer(string: event))
                }
                try await writer.finish(nil)
            }
        )
    }
}

import HTTPTypes
import Hummingbird
import NIOCore
import OrderedJSON

/// One event of a run, as a stream sends it.
struct RunEvent: Sendable {
    let name: String
    let data: JSONValue
}

extension RunEvent {
    /// A stream of server-sent events that ends with `done`.
    static func stream(_ events: [RunEvent]) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-cache"],
            body: ResponseBody { writer in
                for event in events {
                    try await writer.write(ByteBuffer(string: "event: \(event.name)\ndata: \(event.data.text)\n\n"))
                }
                try await writer.write(ByteBuffer(string: "event: done\ndata: [DONE]\n\n"))
                try await writer.finish(nil)
            }
        )
    }
}

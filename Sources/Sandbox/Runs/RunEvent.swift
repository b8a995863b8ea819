import Hummingbird
import OrderedJSON

/// One event of a run, as a stream sends it.
struct RunEvent: Sendable {
    let name: String
    let data: JSONValue
}

extension RunEvent {
    /// A stream of server-sent events that ends with `done`.
    static func stream(_ events: [RunEvent], _ configuration: SandboxConfiguration) -> Response {
        let lines = events.map { "event: \($0.name)\ndata: \($0.data.text)\n\n" }
        return SlowStream(configuration).response(lines + ["event: done\ndata: [DONE]\n\n"])
    }
}

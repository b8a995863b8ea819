import Hummingbird
import Logging
import NIOCore
import OrderedJSON
import Synchronization

/// What is known about a request: whose it is and what was read of its body.
struct SandboxContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The partition of the database that the key opens; empty until the key was checked.
    var account = ""
    let notes = RequestNotes()
    /// How a list differs from what there is, where a fault makes it.
    var listView: ListView?
    /// What becomes of a list's parameters, where a fault makes it.
    var pageHabits: PageHabits?
    /// The client's connection.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// What the recorder wants to know about a body, noted by whoever reads it.
final class RequestNotes: Sendable {
    private let content = Mutex<JSONValue?>(nil)

    var body: JSONValue? { content.withLock { $0 } }

    func note(body: JSONValue) {
        content.withLock { $0 = body }
    }
}

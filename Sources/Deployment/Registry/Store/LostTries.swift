import OpenAIAPI
import ReleaseProtocol
import Synchronization

/// Until when a try of a write to the registry's metadata may take effect whose answer was lost. Every such write
/// carries all of it, so one that comes late takes back what was written since.
final class LostTries: Sendable {
    private let end = Mutex(0)

    /// Unix seconds of the server's time; 0 where no answer was lost.
    var until: Int { end.withLock { $0 } }

    func note(until time: Int) { end.withLock { $0 = max($0, time) } }
}

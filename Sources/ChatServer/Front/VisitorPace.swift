import AssistantModel
import Synchronization

/// Requests of a minute by who sends them, in the memory of this instance: reading and being refused cost something too,
/// and no limit of the store counts them. More than people do, whatever the settings let them ask.
final class VisitorPace: Sendable {
    private enum Asker: Hashable {
        case visitor(String)
        case network([UInt8])
    }

    private struct State {
        var minute: Int64 = 0
        var counts: [Asker: Int] = [:]
    }

    private let mostOfVisitor: Int
    private let mostOfNetwork: Int
    private let state = Mutex(State())

    init(_ settings: ServeSettings) {
        let limits = ChatConfiguration.Limits.self
        mostOfVisitor = limits.requestsOfVisitor + 2 * settings.visitors.messagesPerMinute
        mostOfNetwork =
            limits.requestsOfNetwork + 2 * settings.addresses.messagesPerMinute + settings.addresses.newVisitorsPerHour
    }

    /// Counts a request.
    ///
    /// - Parameters:
    ///   - visitor: nil for somebody new.
    ///   - now: in Unix seconds.
    /// - Throws: ``ChatRefusal`` where there were too many in this minute.
    func pass(_ visitor: String?, from network: [UInt8], at now: Int64) throws(ChatRefusal) {
        let isPassed = state.withLock { state in
            // All of them end at a time, so that nothing is kept of who came before. Who read the clock a moment before
            // another minute began is counted with that one.
            let minute = now / 60
            if minute > state.minute || minute < state.minute - 1 { state = State(minute: minute) }
            let limits = limits(visitor, network)
            guard limits.allSatisfy({ state.counts[$0.asker] ?? 0 < $0.most }) else { return false }
            for (asker, _) in limits { state.counts[asker, default: 0] += 1 }
            return true
        }
        guard isPassed else { throw ChatRefusal.tooMany(until: Int(60 - now % 60)) }
    }

    /// Counts what was answered as further requests, where it is much.
    func add(_ bytes: Int, to visitor: String, from network: [UInt8]) {
        let more = bytes / ChatConfiguration.Limits.bytesOfRequest
        guard more > 0 else { return }
        state.withLock { state in
            for (asker, _) in limits(visitor, network) { state.counts[asker, default: 0] += more }
        }
    }

    private func limits(_ visitor: String?, _ network: [UInt8]) -> [(asker: Asker, most: Int)] {
        var limits: [(asker: Asker, most: Int)] = [(.network(network), mostOfNetwork)]
        if let visitor { limits.append((.visitor(visitor), mostOfVisitor)) }
        // Of IPv6 everybody can have many networks.
        if network.count == 8, let site = Visitors.site(of: network) {
            limits.append((.network(site), mostOfNetwork * ChatConfiguration.Limits.networksOfSite))
        }
        return limits
    }
}

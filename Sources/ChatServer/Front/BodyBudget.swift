import Synchronization

/// Bytes of bodies that are held until they are complete, or taken. One network has at most an eighth of what all others
/// leave, and one site a quarter: so there is always something left for whoever comes next, however many hold bodies back.
final class BodyBudget: Sendable {
    private static let partOfNetwork = 8
    private static let partOfSite = 4

    private struct State {
        var left: Int
        /// By networks and by sites, which are shorter.
        var taken: [[UInt8]: Int] = [:]
    }

    private let state: Mutex<State>

    /// - Parameter bytes: at a time.
    init(bytes: Int) { state = Mutex(State(left: bytes)) }

    /// Takes bytes, to be given back with ``giveBack(_:of:)``. Nothing is always there to take, such as for an answer that
    /// is a stream: also for whoever holds more than what became their share.
    ///
    /// - Parameter network: nil for whoever has all that there is.
    /// - Returns: false, and nothing is taken, where there are not so many.
    func take(_ bytes: Int, of network: [UInt8]?) -> Bool {
        guard bytes > 0 else { return true }
        let parts = Self.parts(of: network)
        return state.withLock { state in
            guard bytes <= state.left else { return false }
            for (place, part) in parts {
                let taken = state.taken[place] ?? 0
                guard taken + bytes <= (state.left + taken) / part else { return false }
            }
            for (place, _) in parts { state.taken[place, default: 0] += bytes }
            state.left -= bytes
            return true
        }
    }

    func giveBack(_ bytes: Int, of network: [UInt8]?) {
        let parts = Self.parts(of: network)
        state.withLock { state in
            state.left += bytes
            for (place, _) in parts {
                let taken = state.taken[place] ?? 0
                state.taken[place] = taken > bytes ? taken - bytes : nil
            }
        }
    }

    private static func parts(of network: [UInt8]?) -> [(place: [UInt8], part: Int)] {
        guard let network else { return [] }
        let site = Visitors.site(of: network).map { (place: $0, part: partOfSite) }
        return [(place: network, part: partOfNetwork), site].compactMap(\.self)
    }
}

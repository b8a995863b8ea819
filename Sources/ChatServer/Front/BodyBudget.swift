import Synchronization

/// Bytes of bodies that are held until they are complete: of all requests together, and of those of one network a share,
/// so that nobody who holds bodies back keeps everybody else from asking.
final class BodyBudget: Sendable {
    private struct State {
        var left: Int
        var networks: [[UInt8]: Int] = [:]
    }

    private let share: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - bytes: at a time.
    ///   - share: of one network.
    init(bytes: Int, share: Int) {
        self.share = share
        state = Mutex(State(left: bytes))
    }

    /// Takes bytes, to be given back with ``giveBack(_:of:)``.
    ///
    /// - Parameter network: nil for whoever has all that there is.
    /// - Returns: false, and nothing is taken, where there are not so many.
    func take(_ bytes: Int, of network: [UInt8]?) -> Bool {
        state.withLock { state in
            guard bytes <= state.left else { return false }
            if let network {
                let taken = (state.networks[network] ?? 0) + bytes
                guard taken <= share else { return false }
                state.networks[network] = taken
            }
            state.left -= bytes
            return true
        }
    }

    func giveBack(_ bytes: Int, of network: [UInt8]?) {
        state.withLock { state in
            state.left += bytes
            guard let network, let taken = state.networks[network] else { return }
            state.networks[network] = taken > bytes ? taken - bytes : nil
        }
    }
}

import Synchronization

/// Requests under way by the visitor who asks: one visitor does not keep the store from everybody else.
final class VisitorPlaces: Sendable {
    private let most: Int
    private let counts = Mutex<[String: Int]>([:])

    /// - Parameter most: of one visitor at a time.
    init(most: Int) { self.most = most }

    /// Takes a place, to be given back with ``leave(_:)``.
    ///
    /// - Returns: false where the visitor has all that they may.
    func enter(_ visitor: String) -> Bool {
        counts.withLock { counts in
            let count = counts[visitor] ?? 0
            guard count < most else { return false }
            counts[visitor] = count + 1
            return true
        }
    }

    func leave(_ visitor: String) {
        counts.withLock { counts in
            let count = (counts[visitor] ?? 0) - 1
            counts[visitor] = count > 0 ? count : nil
        }
    }
}

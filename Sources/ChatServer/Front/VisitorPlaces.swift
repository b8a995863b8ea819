import Synchronization

/// Requests under way by the visitor who asks: one visitor does not keep the store from everybody else, nor memory.
final class VisitorPlaces: Sendable {
    private let most: Int
    private let counts = Mutex<[String: Int]>([:])

    /// What one request takes, given back once: with ``leave()``, or when nobody holds it any more.
    final class Place: Sendable {
        /// What is to be done when it is given back; nil once it was.
        private let ends: Mutex<[@Sendable () -> Void]?>

        fileprivate init(_ end: @escaping @Sendable () -> Void) { ends = Mutex([end]) }

        /// An answer to a connection that is gone is never written: then its place goes with it.
        deinit { leave() }

        func leave() {
            let ends = ends.withLock { ends in
                defer { ends = nil }
                return ends
            }
            for end in ends ?? [] { end() }
        }

        /// Gives something else back with it; at once where it was given back.
        func whenLeft(_ end: @escaping @Sendable () -> Void) {
            let isLeft = ends.withLock { ends in
                ends?.append(end)
                return ends == nil
            }
            if isLeft { end() }
        }
    }

    /// - Parameter most: of one visitor at a time.
    init(most: Int) { self.most = most }

    /// Takes a place; nil where the visitor has all that they may.
    func enter(_ visitor: String) -> Place? {
        let isFree = counts.withLock { counts in
            let count = counts[visitor] ?? 0
            guard count < most else { return false }
            counts[visitor] = count + 1
            return true
        }
        return isFree ? Place { self.leave(visitor) } : nil
    }

    private func leave(_ visitor: String) {
        counts.withLock { counts in
            let count = (counts[visitor] ?? 0) - 1
            counts[visitor] = count > 0 ? count : nil
        }
    }
}

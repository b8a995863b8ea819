import Synchronization

/// Requests under way by the visitor who asks: one visitor does not keep the store from everybody else, nor memory.
final class VisitorPlaces: Sendable {
    private let most: Int
    private let counts = Mutex<[String: Int]>([:])

    /// What one request takes, given back once: with ``leave()``, or when nobody holds it any more.
    final class Place: Sendable {
        private let places: Mutex<VisitorPlaces?>
        private let visitor: String

        fileprivate init(of visitor: String, in places: VisitorPlaces) {
            self.visitor = visitor
            self.places = Mutex(places)
        }

        /// An answer to a connection that is gone is never written: then its place goes with it.
        deinit { leave() }

        func leave() {
            let places = places.withLock { places in
                defer { places = nil }
                return places
            }
            places?.leave(visitor)
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
        return isFree ? Place(of: visitor, in: self) : nil
    }

    private func leave(_ visitor: String) {
        counts.withLock { counts in
            let count = (counts[visitor] ?? 0) - 1
            counts[visitor] = count > 0 ? count : nil
        }
    }
}

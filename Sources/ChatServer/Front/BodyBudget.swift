import Synchronization

/// Bytes of bodies that are held until they are complete: of all requests together.
final class BodyBudget: Sendable {
    private let left: Mutex<Int>

    /// - Parameter bytes: at a time.
    init(bytes: Int) { left = Mutex(bytes) }

    /// Takes bytes, to be given back with ``giveBack(_:)``.
    ///
    /// - Returns: false, and nothing is taken, where there are not so many.
    func take(_ bytes: Int) -> Bool {
        left.withLock { left in
            guard bytes <= left else { return false }
            left -= bytes
            return true
        }
    }

    func giveBack(_ bytes: Int) { left.withLock { $0 += bytes } }
}

import Synchronization

/// Secrets of the store that were read once: they never change, and every request needs some.
final class KnownSecrets: Sendable {
    private let known = Mutex<[(name: String, value: [UInt8])]>([])

    /// Days end, and so does the use of their salts.
    private static let most = 4

    subscript(_ name: String) -> [UInt8]? { known.withLock { $0.first { $0.name == name }?.value } }

    func keep(_ value: [UInt8], as name: String) {
        known.withLock { known in
            known.removeAll { $0.name == name }
            known.append((name, value))
            if known.count > Self.most { known.removeFirst() }
        }
    }
}

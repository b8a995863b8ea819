/// A skill that carries the registry's name and, in its `release.json`, the project's and environment's marks.
package struct RegistryCandidate: Hashable, Sendable {
    package var id: String
    /// Unix seconds.
    package var createdAt: Int

    package init(id: String, createdAt: Int) {
        self.id = id
        self.createdAt = createdAt
    }

    /// The one that counts when several were made in the same moment: the oldest, then the lowest id. Every run chooses
    /// alike; the runs that made the others delete them and stop.
    package static func winner(of candidates: some Sequence<RegistryCandidate>) -> RegistryCandidate? {
        candidates.min { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }
}

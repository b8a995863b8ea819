/// A skill that carries the registry's name and, in its `release.json`, the project's and environment's marks.
package struct RegistryCandidate: Hashable, Sendable {
    package var id: String
    /// Unix seconds.
    package var createdAt: Int
    /// The id of the run that made it; nil where it has a release, so that it does not matter any more.
    package var maker: String?
    /// Which try of that run it is, from 1 on: a creation whose answer was lost is repeated.
    package var attempt: Int

    package init(id: String, createdAt: Int, maker: String? = nil, attempt: Int = 1) {
        self.id = id
        self.createdAt = createdAt
        self.maker = maker
        self.attempt = attempt
    }

    /// The one that counts when several were made in the same moment: of those that one run made the last try, of what
    /// is left the oldest, then the lowest id. Every run chooses alike; the runs that made the others delete them and stop.
    package static func winner(of candidates: some Sequence<RegistryCandidate>) -> RegistryCandidate? {
        inOrder(candidates).first
    }

    /// The one that counts first.
    package static func inOrder(_ candidates: some Sequence<RegistryCandidate>) -> [RegistryCandidate] {
        let candidates = Array(candidates)
        var lastTries: [String: Int] = [:]
        for candidate in candidates {
            if let maker = candidate.maker { lastTries[maker] = max(lastTries[maker] ?? 0, candidate.attempt) }
        }
        func rank(_ candidate: RegistryCandidate) -> (Int, Int, String) {
            let isTwin = candidate.maker.map { candidate.attempt < lastTries[$0] ?? 0 } ?? false
            return (isTwin ? 1 : 0, candidate.createdAt, candidate.id)
        }
        return candidates.sorted { rank($0) < rank($1) }
    }
}

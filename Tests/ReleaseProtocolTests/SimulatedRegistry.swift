@testable import ReleaseProtocol

/// A registry server for tests: versions numbered in the order of publication, seen late, and a default.
struct SimulatedRegistry: Hashable {
    /// How long a new version may answer 404.
    let lag: Int

    private(set) var versions: [RegistryVersion]
    private(set) var deleted: Set<Int> = []
    private(set) var defaultVersion = 1
    /// Every version that ever was the default.
    private(set) var everLive: Set<Int> = [1]
    /// What releases have in their history beside those that were live before them, by version.
    private var kept: [Int: Set<Int>] = [:]
    /// The hash, kept with every change.
    private var fingerprint = 0

    /// With version 1: the empty release that a registry begins with.
    init(lag: Int = 2) {
        self.lag = lag
        versions = [RegistryVersion(number: 1, createdAt: 0, record: .complete(run: "init", base: nil))]
    }

    subscript(number: Int) -> RegistryVersion? {
        guard versions.indices.contains(number - 1), !deleted.contains(number) else { return nil }
        return versions[number - 1]
    }

    var remaining: [RegistryVersion] { versions.filter { !deleted.contains($0.number) } }

    func isYoung(_ number: Int, now: Int) -> Bool {
        guard let version = self[number] else { return false }
        return now < version.createdAt + lag
    }

    /// - Parameter keeping: what a release has in its history beside the live one and that one's own.
    mutating func publish(_ record: RegistryRecord, keeping: Set<Int> = [], now: Int) -> RegistryEvent {
        if case .complete = record { kept[versions.count + 1] = keeping.union(kept[defaultVersion] ?? []) }
        let version = RegistryVersion(number: versions.count + 1, createdAt: now, record: record)
        versions.append(version)
        noteChange(0, number: version.number, version)
        return .published(number: version.number, createdAt: now)
    }

    mutating func moveDefault(to number: Int) -> RegistryEvent {
        guard self[number] != nil else { return .refused }
        defaultVersion = number
        everLive.insert(number)
        noteChange(1, number: number)
        return .defaultMoved
    }

    mutating func delete(_ number: Int) -> RegistryEvent {
        guard number != defaultVersion else { return .refused }
        deleted.insert(number)
        noteChange(2, number: number)
        return .deleted
    }

    /// Changes that commute add up to the same.
    private mutating func noteChange(_ kind: Int, number: Int, _ version: RegistryVersion? = nil) {
        var hasher = Hasher()
        hasher.combine(kind)
        hasher.combine(number)
        hasher.combine(version)
        fingerprint ^= hasher.finalize()
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(fingerprint)
        hasher.combine(defaultVersion)
    }

    /// The releases that were live, newest first.
    var history: [Int] {
        var history: [Int] = []
        var next: Int? = defaultVersion
        while let number = next, versions.indices.contains(number - 1) {
            history.append(number)
            guard case .complete(_, let base) = versions[number - 1].record else { break }
            next = base
        }
        return history
    }

    /// The run that published a release; nil for the empty one.
    private func releasedBy(_ number: Int) -> String? {
        guard number > 1, case .complete(let run, _) = versions[number - 1].record else { return nil }
        return run
    }

    var base: RegistryBase {
        guard case .complete(let run, _)? = self[defaultVersion]?.record else {
            return RegistryBase(version: defaultVersion, createdAt: 0, run: nil)
        }
        let past = Set(history.dropFirst()).union(kept[defaultVersion] ?? [])
        return RegistryBase(
            version: defaultVersion,
            createdAt: versions[defaultVersion - 1].createdAt,
            run: run,
            history: past,
            pastRuns: Set(past.compactMap(releasedBy))
        )
    }
}

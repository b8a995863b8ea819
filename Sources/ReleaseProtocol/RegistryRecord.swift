/// Who holds, or held, the lock: what a run that has to stop tells its user.
package struct RegistryRun: Hashable, Sendable {
    /// Random, and the run's identity; the rest is for people.
    package var id: String
    package var author: String
    /// Where the run was started, such as a host's name or a CI job's address.
    package var host: String

    package init(id: String, author: String = "", host: String = "") {
        self.id = id
        self.author = author
        self.host = host
    }
}

/// What a journal says about the lock.
package struct JournalTerms: Hashable, Sendable {
    package var run: RegistryRun
    /// Unix seconds in the server's time.
    package var leaseEnd: Int
    /// Ids of runs whose lease this journal ends, because a person said that they are dead (`--takeover`).
    package var takesOver: [String]
    /// Whether the run gives the lock back with this journal: it has stopped and writes nothing more.
    package var isEnd: Bool
    /// Whether the run moves the default once more although its first try may take effect yet: until the lease's end
    /// nobody else moves it.
    package var isFence: Bool
    /// The version that was live when the journal was published. It counts for nothing when another one is: one that
    /// takes effect late locks nobody out. Nil where that is not said.
    package var base: Int?

    package init(
        run: RegistryRun,
        leaseEnd: Int,
        takesOver: [String] = [],
        isEnd: Bool = false,
        isFence: Bool = false,
        base: Int? = nil
    ) {
        self.run = run
        self.leaseEnd = leaseEnd
        self.takesOver = takesOver
        self.isEnd = isEnd
        self.isFence = isFence
        self.base = base
    }
}

/// What a version of the registry is, as far as the protocol looks into it.
package enum RegistryRecord: Hashable, Sendable {
    case journal(JournalTerms)
    /// A release: live when it is the default version, else history or what a dead run left. `base` is the version
    /// that was the default when it was made; nil for the first.
    case complete(run: String, base: Int?)
    /// Not written by this tool for this project and environment.
    case foreign
}

/// A version that was read.
package struct RegistryVersion: Hashable, Sendable {
    /// Given by the server, in the order of publication.
    package var number: Int
    /// Unix seconds, given by the server.
    package var createdAt: Int
    package var record: RegistryRecord

    package init(number: Int, createdAt: Int, record: RegistryRecord) {
        self.number = number
        self.createdAt = createdAt
        self.record = record
    }
}

/// The release that a plan was made against.
package struct RegistryBase: Hashable, Sendable {
    /// The default version.
    package var version: Int
    /// When it was published, in Unix seconds.
    package var createdAt: Int
    /// The run that published it: a finished one, whose journals count no more. Nil for a version of somebody else.
    package var run: String?
    /// The versions of the releases before it, as its document lists them: they are never taken for something that
    /// a dead run left.
    package var history: Set<Int>
    /// The runs that published those releases: another one of theirs is a twin, of which the answer was lost.
    package var pastRuns: Set<String>

    package init(
        version: Int,
        createdAt: Int,
        run: String?,
        history: Set<Int> = [],
        pastRuns: Set<String> = []
    ) {
        self.version = version
        self.createdAt = createdAt
        self.run = run
        self.history = history
        self.pastRuns = pastRuns
    }

    /// Whether the run released already, so that any other release of it is a twin.
    func isReleased(_ run: String) -> Bool { run == self.run || pastRuns.contains(run) }
}

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

/// The versions of a registry that a run has read, and who holds the lock by them.
///
/// The server numbers versions in the order of their publication, and nobody can change one: together they are a log
/// that every run reads alike. The lock is a function of that log.
///
/// - A journal takes the lock when nobody has it: the holder before it ended, or its lease was over when the journal
///   was *published*.
/// - A further journal of the holder extends the lease.
/// - A journal that names the holder as taken over takes the lock from it.
/// - A journal of a run that ended before, or that was published on another release than the live one, is void: a
///   request takes effect late now and then.
/// - Every other journal is void, and stays void: its run has to stop, or to publish again once the lease is over. To
///   let it in as soon as the lease ends would be wrong, because the holder may have renewed it with a journal that
///   stands *behind* the void one, where the void one's run does not look.
///
/// For the function to mean the same to every reader, a journal that took or kept the lock is never deleted before a
/// newer release is live; only void journals are, which no reader misses.
package struct RegistryLog: Hashable, Sendable {
    private(set) var versions: [Int: RegistryVersion] = [:]
    /// Versions that were deleted, as far as that is certain.
    private(set) var gone: Set<Int> = []
    /// When versions that are not certainly gone were last found missing.
    private var missing: [Int: Int] = [:]

    package init(_ versions: some Sequence<RegistryVersion> = []) {
        for version in versions { insert(version) }
    }

    mutating func insert(_ version: RegistryVersion) {
        versions[version.number] = version
        missing[version.number] = nil
    }

    /// Notes a 404.
    ///
    /// - Parameters:
    ///   - askedAt: when the request was sent: what an answer says is no younger than that.
    ///   - certainFrom: from when on a version of this number would be visible.
    mutating func noteMissing(_ number: Int, askedAt: Int, certainFrom: Int?) {
        if let certainFrom, askedAt >= certainFrom {
            noteDeleted(number)
        } else {
            missing[number] = askedAt
        }
    }

    mutating func noteDeleted(_ number: Int) {
        versions[number] = nil
        missing[number] = nil
        gone.insert(number)
    }

    func isSettled(_ number: Int) -> Bool { versions[number] != nil || gone.contains(number) }

    func lastMissing(_ number: Int) -> Int? { missing[number] }

    /// Versions in the order of their publication.
    var inOrder: [RegistryVersion] { versions.values.sorted { $0.number < $1.number } }

    /// Until when nobody else than this run moves the default, because a move of a finished run may take effect yet; nil
    /// where none may.
    func fenceEnd(after base: RegistryBase, besides run: String) -> Int? {
        inOrder.compactMap { version in
            guard version.number > base.version, case .journal(let terms) = version.record, terms.isFence,
                terms.run.id != run
            else { return nil }
            return terms.leaseEnd
        }.max()
    }

    /// The runs that a journal in the log belongs to.
    var journalRuns: Set<String> {
        Set(versions.values.compactMap { if case .journal(let terms) = $0.record { terms.run.id } else { nil } })
    }
}

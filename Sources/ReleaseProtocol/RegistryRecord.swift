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

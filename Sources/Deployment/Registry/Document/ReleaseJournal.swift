import ReleaseProtocol

/// What a run intends: it is published before anything is written, so that whoever comes after a run that died knows
/// what to look for.
package struct ReleaseJournal: Equatable, Sendable {
    /// One change of the run's plan.
    package struct Change: Hashable, Sendable {
        /// Such as `file.support-bot/docs/handbook.pdf`.
        package var address: String
        /// The plan's action, such as `create`.
        package var action: String
        /// The bytes that go up for it.
        package var upload: ReleaseUpload?

        package init(address: String, action: String, upload: ReleaseUpload? = nil) {
            self.address = address
            self.action = action
            self.upload = upload
        }
    }

    /// In the order of the plan.
    package var changes: [Change]
    /// Unix seconds in the server's time.
    package var leaseEnd: Int
    /// Ids of runs that a person said are dead.
    package var takesOver: [String]
    /// Whether the run has stopped, and this is its last word. Its changes are then what it may have left.
    package var isEnd: Bool
    /// Whether the next run waits for the lease's end before it makes a release live.
    package var isFence: Bool

    package init(
        changes: [Change],
        leaseEnd: Int,
        takesOver: [String] = [],
        isEnd: Bool = false,
        isFence: Bool = false
    ) {
        self.changes = changes
        self.leaseEnd = leaseEnd
        self.takesOver = takesOver
        self.isEnd = isEnd
        self.isFence = isFence
    }

    /// A journal with the terms that the protocol asked for.
    package init(changes: [Change], terms: JournalTerms) {
        self.init(
            changes: changes,
            leaseEnd: terms.leaseEnd,
            takesOver: terms.takesOver,
            isEnd: terms.isEnd,
            isFence: terms.isFence
        )
    }
}

/// An upload by what can be seen of it on the account: file objects show a name and a size and no hash
/// (docs/openai-api.md, 6.2).
package struct ReleaseUpload: Hashable, Sendable {
    /// The name on the account.
    package var name: String
    package var bytes: Int
    /// Lower-case hexadecimal.
    package var sha256: String

    package init(name: String, bytes: Int, sha256: String) {
        self.name = name
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// An upload of a run that did not finish, and the time in which the run can have made it.
package struct ReleaseLeftover: Hashable, Sendable {
    package var upload: ReleaseUpload
    /// The run's id.
    package var run: String
    /// Unix seconds in the server's time.
    package var from: Int
    package var until: Int

    package init(upload: ReleaseUpload, run: String, from: Int, until: Int) {
        self.upload = upload
        self.run = run
        self.from = from
        self.until = until
    }
}

extension ReleaseLeftover {
    /// The uploads that journals name, each with the time in which its run can have made it.
    ///
    /// - Parameters:
    ///   - versions: the journals of runs that did not finish.
    ///   - creationTimes: when versions were published, in Unix seconds.
    static func of(
        _ versions: [Int],
        documents: [Int: ReleaseDocument],
        _ creationTimes: [Int: Int],
        _ timing: RegistryTiming
    ) -> [ReleaseLeftover] {
        var leftovers: [ReleaseLeftover] = []
        var indices: [Key: Int] = [:]
        for version in versions.sorted() {
            guard let document = documents[version], case .applying(let journal) = document.content else { continue }
            let run = document.origin.run.id
            let createdAt = creationTimes[version] ?? document.origin.time
            let end = (journal.isEnd ? createdAt : journal.leaseEnd) + timing.requestTimeout
            for upload in journal.changes.compactMap(\.upload) {
                if let index = indices[Key(run: run, upload: upload)] {
                    leftovers[index].until = journal.isEnd ? end : max(leftovers[index].until, end)
                } else {
                    indices[Key(run: run, upload: upload)] = leftovers.count
                    leftovers.append(
                        ReleaseLeftover(
                            upload: upload,
                            run: run,
                            from: max(0, createdAt - timing.tolerance),
                            until: end
                        )
                    )
                }
            }
        }
        return leftovers
    }

    private struct Key: Hashable {
        var run: String
        var upload: ReleaseUpload
    }
}

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

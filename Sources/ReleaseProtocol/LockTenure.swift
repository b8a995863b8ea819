/// A time during which one run held the lock.
package struct LockTenure: Hashable, Sendable {
    package var run: RegistryRun
    /// The journals that took and kept the lock, by version number, ascending; never empty.
    var journals: [Int]
    /// When the first of them was published, in Unix seconds, like all of its times.
    package var startedAt: Int
    package var leaseEnd: Int
    /// When the run gave the lock back; nil when its lease runs or ran out.
    package var endedAt: Int?
    /// Whether the lock was taken from a run whose lease ran.
    var isTakeover: Bool

    /// When the run may have written last.
    var lastActivity: Int { endedAt ?? leaseEnd }
}

extension RegistryLog {
    /// Who held the lock, one after the other; the last one holds it until its lease ends, unless it ended itself.
    ///
    /// - Parameters:
    ///   - base: the live release: what was published before it is over.
    ///   - number: the last version that counts. Every version in between has to be settled.
    ///   - tolerance: a lease counts as over only this much after its end.
    package func tenures(after base: RegistryBase, through number: Int, tolerance: Int) -> [LockTenure] {
        var tenures: [LockTenure] = []
        var ended: Set<String> = []
        for version in inOrder where version.number > base.version && version.number <= number {
            guard case .journal(let terms) = version.record, terms.run.id != base.run,
                terms.base == nil || terms.base == base.version, !ended.contains(terms.run.id)
            else { continue }
            if terms.isEnd { ended.insert(terms.run.id) }
            let last = tenures.count - 1
            guard last >= 0, tenures[last].endedAt == nil else {
                if !terms.isEnd { tenures.append(LockTenure(version, terms)) }
                continue
            }
            if tenures[last].run.id == terms.run.id {
                tenures[last].journals.append(version.number)
                tenures[last].leaseEnd = max(tenures[last].leaseEnd, terms.leaseEnd)
                if terms.isEnd { tenures[last].endedAt = version.createdAt }
            } else if terms.isEnd {
                continue
            } else if tenures[last].leaseEnd + tolerance <= version.createdAt {
                tenures.append(LockTenure(version, terms))
            } else if terms.takesOver.contains(tenures[last].run.id) {
                var tenure = LockTenure(version, terms)
                // The run that was taken over may be alive and believe in its lease until that ends.
                tenure.leaseEnd = max(tenure.leaseEnd, tenures[last].leaseEnd)
                tenure.isTakeover = true
                tenures.append(tenure)
            }
        }
        return tenures
    }
}

extension LockTenure {
    fileprivate init(_ version: RegistryVersion, _ terms: JournalTerms) {
        self.init(
            run: terms.run,
            journals: [version.number],
            startedAt: version.createdAt,
            leaseEnd: terms.leaseEnd,
            endedAt: nil,
            isTakeover: false
        )
    }
}

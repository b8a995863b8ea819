/// Files of what `forget` left alone. Releases up to this one name them, and neither pruning nor `destroy` deletes them,
/// and no store of the project takes them up again.
package struct ForgottenFiles: Equatable, Sendable {
    /// The last release that names them as the project's.
    package var release: Int
    /// Sorted.
    package var fileIDs: [String]

    package init(release: Int, fileIDs: some Sequence<String>) {
        self.release = release
        self.fileIDs = Set(fileIDs).sorted()
    }
}

extension ReleaseContent {
    /// Files that are the project's no more.
    package var forgottenFileIDs: Set<String> { Set(forgotten.flatMap(\.fileIDs)) }

    /// Ids of all stores that the release names.
    package var vectorStoreIDs: Set<String> {
        Set(knowledgeBases.map(\.vectorStoreID) + assistants.compactMap(\.vectorStoreID))
    }

    /// The release without these, their files forgotten.
    ///
    /// - Parameters:
    ///   - keys: of assistants.
    ///   - storeIDs: of shared knowledge bases too.
    ///   - release: the number of this one.
    func forgetting(assistants keys: Set<String>, vectorStores storeIDs: Set<String>, asOf release: Int)
        -> ReleaseContent
    {
        var content = self
        content.assistants.removeAll { keys.contains($0.key) }
        content.knowledgeBases.removeAll { storeIDs.contains($0.vectorStoreID) }
        guard content != self else { return self }
        let left = fileIDs.subtracting(content.fileIDs)
        if !left.isEmpty { content.forgotten.append(ForgottenFiles(release: release, fileIDs: left)) }
        return content
    }

    /// Drops what need not be remembered in the release after `base`: files that it names itself, because they were
    /// adopted again, and those of releases that are kept no longer.
    mutating func settleForgotten(after base: ReleaseDocument) {
        guard !forgotten.isEmpty else { return }
        let oldest = (base.complete?.history.map(\.release) ?? []).reduce(base.release, min)
        let own = fileIDs
        forgotten = forgotten.filter { $0.release >= oldest }
            .map { ForgottenFiles(release: $0.release, fileIDs: $0.fileIDs.filter { !own.contains($0) }) }
            .filter { !$0.fileIDs.isEmpty }
    }
}

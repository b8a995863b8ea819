import ReleaseProtocol

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

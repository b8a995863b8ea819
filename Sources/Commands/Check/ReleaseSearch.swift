import AssistantModel
import Deployment
import Planning

/// How what a knowledge base held in a release is searched now: the live store without what came since, and beside it a
/// store of what went since. A live file is put into no other store: hosts are known where a file that leaves one store
/// leaves all of them (docs/openai-api.md, 7.19).
struct ReleaseSearch: Equatable {
    /// The live store; nil where nothing of it is of use.
    let storeID: String?
    /// The files that are on the account and in no live store, sorted by path.
    let kept: [ReleaseFile]
    /// The paths of what is in the live store and was not in the release, sorted.
    let excludedPaths: [String]

    /// - Parameters:
    ///   - knowledge: as the release has it.
    ///   - store: the live one with its files; nil where it is gone or cannot be searched.
    ///   - liveFileIDs: the files of all live stores.
    ///   - isFiltered: whether an assistant filters by attributes, so that these count.
    /// - Throws: ``CheckRefusal`` where what the release had cannot be told from what came since.
    init(
        _ knowledge: ReleaseKnowledge,
        store: (id: String, members: [LiveMember])?,
        liveFileIDs: Set<String>,
        isFiltered: Bool
    ) throws(CheckRefusal) {
        let files = Dictionary(knowledge.files.map { ($0.id, $0) }) { first, _ in first }
        let members = store?.members ?? []
        let staying = members.compactMap { member in files[member.fileID].map { (member, $0) } }
        let stayingIDs = Set(staying.map(\.0.fileID))
        kept = knowledge.files.filter { !stayingIDs.contains($0.id) }
        if let elsewhere = kept.first(where: { liveFileIDs.contains($0.id) }) {
            throw .notApart("\(elsewhere.path) is in another live store")
        }
        guard let store, !staying.isEmpty else {
            (storeID, excludedPaths) = (nil, [])
            return
        }
        for (member, file) in staying {
            if let chunking = member.chunking, chunking != knowledge.chunking {
                throw .notApart("\(file.path) is cut in another way now")
            }
            if isFiltered, member.attributes != file.attributes {
                throw .notApart("\(file.path) has other attributes now")
            }
        }
        let stayingPaths = Set(staying.compactMap(\.0.path))
        var paths: [String] = []
        for member in members where !stayingIDs.contains(member.fileID) {
            guard let path = member.path, !stayingPaths.contains(path) else {
                throw .notApart("the store has files that no attribute tells apart")
            }
            paths.append(path)
        }
        storeID = store.id
        excludedPaths = paths.sorted()
    }
}

extension CheckRefusal {
    /// - Parameter reason: a clause.
    static func notApart(_ reason: String) -> CheckRefusal {
        CheckRefusal(
            "not-apart",
            "what the release had cannot be searched beside what is live: \(reason)",
            hint: "check out the commit of the release, and ask it with --against plan"
        )
    }
}

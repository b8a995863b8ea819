import AssistantModel
import OrderedJSON

/// The files of a knowledge base against the members of its store: which member stands for which file.
struct MembershipComparison {
    /// A file and the member that stands for it.
    struct Pair {
        var file: ProjectFile
        var content: FileContent
        var member: LiveMember
        /// Why the member cannot stay; empty for one that can.
        var replacement: [ChangeReason.Kind]

        var isKept: Bool { replacement.isEmpty }
    }

    private let knowledgeBase: KnowledgeBase
    private let contents: FileContents
    /// What is assumed of members whose chunking the server does not show.
    private let isUnshownChunkingChanged: Bool
    private let scope: PlanScope
    /// Sorted by path.
    private(set) var pairs: [Pair] = []
    /// Files without a member, sorted by path.
    private(set) var missing: [ProjectFile] = []
    /// Members of ours for paths that no file has, sorted by path and id.
    private(set) var notMatched: [LiveMember] = []
    /// Further members for a file, each with the id of the one that stands for it.
    private(set) var duplicates: [(member: LiveMember, of: String)] = []
    /// Members without the tool's attributes, sorted by id.
    private(set) var attachedByHand: [LiveMember] = []

    init(
        knowledgeBase: KnowledgeBase,
        contents: FileContents,
        members: [LiveMember],
        isUnshownChunkingChanged: Bool,
        scope: PlanScope
    ) {
        self.knowledgeBase = knowledgeBase
        self.contents = contents
        self.isUnshownChunkingChanged = isUnshownChunkingChanged
        self.scope = scope
        let ordered = members.sorted { $0.fileID < $1.fileID }
        attachedByHand = ordered.filter { !$0.isOurs }
        var byPath = Dictionary(grouping: ordered.filter(\.isOurs)) { $0.path ?? "" }
        for file in knowledgeBase.files {
            let candidates = (byPath.removeValue(forKey: file.path) ?? []).map { pair(file, $0) }
            // The first of the best: candidates come sorted by id.
            guard let best = candidates.min(by: { Self.rank($0) < Self.rank($1) }) else {
                missing.append(file)
                continue
            }
            pairs.append(best)
            for other in candidates where other.member.fileID != best.member.fileID {
                duplicates.append((other.member, best.member.fileID))
            }
        }
        notMatched = byPath.sorted { $0.key < $1.key }.flatMap(\.value)
        followMoves()
        pairs.sort { $0.file.path < $1.file.path }
        missing.sort { $0.path < $1.path }
    }

    private func pair(_ file: ProjectFile, _ member: LiveMember) -> Pair {
        let content = contents.content(at: .knowledgeFile(knowledgeBase.key, file.path))
        var replacement: [ChangeReason.Kind] = []
        if member.sha256 != content.sha256 { replacement.append(.contentChanged) }
        if member.chunking.map({ $0 != knowledgeBase.chunking }) ?? isUnshownChunkingChanged {
            replacement.append(.chunkingChanged(from: member.chunking, to: knowledgeBase.chunking))
        }
        switch member.status {
        case .inProgress, .completed: break
        case .failed(let message), .other(let message): replacement.append(.indexingFailed(message))
        }
        if scope.replaces(.knowledgeFile(knowledgeBase.key, file.path)) { replacement.append(.replaceRequested) }
        return Pair(file: file, content: content, member: member, replacement: replacement)
    }

    /// A member that can stay before one that cannot, and an indexed one before one that is not yet.
    private static func rank(_ pair: Pair) -> Int {
        switch (pair.isKept, pair.member.status) {
        case (true, .completed): 0
        case (true, _): 1
        case (false, .completed): 2
        case (false, _): 3
        }
    }

    /// Pairs files without a member with members without a file, of the same name and content: the server keeps the
    /// name, so a file that got another one is uploaded.
    private mutating func followMoves() {
        var sources = Dictionary(grouping: notMatched) { member in
            MoveKey(name: ProjectFile.name(ofPath: member.path ?? ""), sha256: member.sha256 ?? "")
        }
        var moved: Set<String> = []
        var stillMissing: [ProjectFile] = []
        for file in missing.sorted(by: { $0.path < $1.path }) {
            let key = MoveKey(
                name: file.name,
                sha256: contents.content(at: .knowledgeFile(knowledgeBase.key, file.path)).sha256
            )
            let candidates = sources[key] ?? []
            guard let index = candidates.firstIndex(where: { pair(file, $0).isKept }) else {
                stillMissing.append(file)
                continue
            }
            let member = candidates[index]
            sources[key]?.remove(at: index)
            moved.insert(member.fileID)
            pairs.append(pair(file, member))
        }
        missing = stillMissing
        notMatched.removeAll { moved.contains($0.fileID) }
    }

    private struct MoveKey: Hashable {
        var name: String
        var sha256: String
    }
}

extension LiveMember {
    /// Whether the tool attached it: only then is its file object ever deleted.
    var isOurs: Bool { path?.isEmpty == false && sha256 != nil }
}

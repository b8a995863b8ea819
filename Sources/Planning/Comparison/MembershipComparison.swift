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

        /// How it is known what the member holds, where it has no attributes of the tool yet and is taken over.
        var takeover: ChangeReason.AdoptedContent?

        var isKept: Bool { replacement.isEmpty }
    }

    private let knowledgeBase: KnowledgeBase
    private let contents: FileContents
    /// What is assumed of members whose chunking the server does not show.
    private let isUnshownChunkingChanged: Bool
    private let scope: PlanScope
    private let isAdopting: Bool
    private let isMarked: Bool
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

    /// - Parameters:
    ///   - isAdopting: whether members may be somebody's, whatever their attributes say.
    ///   - isMarked: whether the store is the project's: an earlier run may have attached files then.
    init(
        knowledgeBase: KnowledgeBase,
        contents: FileContents,
        members: [LiveMember],
        isUnshownChunkingChanged: Bool,
        isAdopting: Bool = false,
        isMarked: Bool = true,
        scope: PlanScope
    ) {
        self.knowledgeBase = knowledgeBase
        self.contents = contents
        self.isUnshownChunkingChanged = isUnshownChunkingChanged
        self.scope = scope
        self.isAdopting = isAdopting
        self.isMarked = isMarked
        let ordered = members.sorted { $0.fileID < $1.fileID }
        // Of a store that is adopted nothing is the project's alone that nobody looked at.
        func isTaken(_ member: LiveMember) -> Bool {
            member.isOurs && (member.look?.isUsedElsewhere ?? isAdopting) == false
        }
        attachedByHand = ordered.filter { !isTaken($0) }
        var byPath = Dictionary(grouping: ordered.filter(isTaken)) { $0.path ?? "" }
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
        if isAdopting { takeOver() }
        pairs.sort { $0.file.path < $1.file.path }
        missing.sort { $0.path < $1.path }
    }

    private func pair(_ file: ProjectFile, _ member: LiveMember) -> Pair {
        let content = contents.content(at: .knowledgeFile(knowledgeBase.key, file.path))
        var replacement: [ChangeReason.Kind] = []
        if member.sha256 != content.sha256 {
            replacement.append(.contentChanged)
        } else if isAdopting, let doubt = doubt(member, file, content) {
            replacement.append(doubt)
        }
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

    /// Why the attributes of a member are not believed: anybody can write them. Nil where the text is the file's; where no
    /// text can be compared, size and hash are enough in a store in which an earlier run may have attached it.
    private func doubt(_ member: LiveMember, _ file: ProjectFile, _ content: FileContent) -> ChangeReason.Kind? {
        if let live = member.look?.textDigest, let own = contents.textDigests[file.path] {
            return live == own ? nil : .contentChanged
        }
        let isBelieved = isMarked || scope.trustsSize == true
        return isBelieved && member.look?.bytes == content.bytes ? nil : .notComparable
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

    /// Pairs files without a member with members of nobody, by name: first where both say the same, then, for a size that is
    /// trusted, where that is equal, last those that go once the project's file is up. What is used elsewhere stays out.
    private mutating func takeOver() {
        for step in [ChangeReason.AdoptedContent.compared, .unverified, nil] {
            for file in missing.sorted(by: { $0.path < $1.path }) {
                let content = contents.content(at: .knowledgeFile(knowledgeBase.key, file.path))
                let candidates = attachedByHand.filter { member in
                    guard let look = member.look, look.name == ProjectFile.uploadName(ofPath: file.path),
                        !look.isUsedElsewhere
                    else { return false }
                    switch step {
                    case .compared:
                        return look.textDigest != nil && look.textDigest == contents.textDigests[file.path]
                            && isUsable(member)
                    case .unverified:
                        return scope.trustsSize == true && look.bytes == content.bytes && isUsable(member)
                            && (look.textDigest == nil || contents.textDigests[file.path] == nil)
                    case nil: return true
                    }
                }
                guard let member = candidates.first, step != .unverified || candidates.count == 1 else { continue }
                attachedByHand.removeAll { $0.fileID == member.fileID }
                missing.removeAll { $0.path == file.path }
                pairs.append(
                    Pair(
                        file: file,
                        content: content,
                        member: member,
                        replacement: step == nil ? [reason(against: member, file)] : [],
                        takeover: step
                    )
                )
            }
        }
    }

    /// Whether a member of nobody is as it would be if the tool had attached it. How it was cut may not be shown.
    private func isUsable(_ member: LiveMember) -> Bool {
        member.status == .completed && (member.chunking ?? .standard) == knowledgeBase.chunking
    }

    /// Why a member of nobody cannot stay.
    private func reason(against member: LiveMember, _ file: ProjectFile) -> ChangeReason.Kind {
        if case .failed(let message) = member.status { return .indexingFailed(message) }
        guard let live = member.look?.textDigest, let own = contents.textDigests[file.path] else {
            return .notComparable
        }
        guard live == own else { return .contentChanged }
        return .chunkingChanged(from: member.chunking, to: knowledgeBase.chunking)
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

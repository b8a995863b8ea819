import AssistantModel
import OrderedJSON

/// What happens to a file that a member of its store stands for.
struct KnowledgeFileChange {
    private let pair: MembershipComparison.Pair
    private let knowledgeBase: KnowledgeBase
    private let address: ResourceAddress
    /// Whether git says of the store's members what was last applied: a difference was then made on the account.
    private let isAsInGit: Bool
    private let attributes: [FieldChange]

    init(_ pair: MembershipComparison.Pair, of knowledgeBase: KnowledgeBase, isAsInGit: Bool) {
        self.pair = pair
        self.knowledgeBase = knowledgeBase
        address = .knowledgeFile(knowledgeBase.key, pair.file.path)
        self.isAsInGit = isAsInGit
        attributes = Self.attributeChanges(pair, isDrift: isAsInGit)
    }

    /// Nil for a file that stays as it is.
    ///
    /// - Parameter store: that the member is in.
    func change(in store: LiveVectorStore) -> ResourceChange? {
        var change = ResourceChange(
            address: address,
            action: .update,
            reasons: [],
            fields: attributes,
            liveID: pair.member.fileID,
            file: FileChange(
                path: pair.file.path,
                content: pair.content,
                previousSHA256: pair.member.sha256,
                isUploaded: !pair.isKept,
                holderID: pair.isKept ? nil : store.id
            )
        )
        let cause = pair.file.origin
        if !pair.isKept {
            change.action = .replace
            change.reasons = pair.replacement.map { kind in
                isAsInGit && kind == .contentChanged
                    ? ChangeReason(.changedOnAccount(["attributes.sha256"])) : pair.reason(kind, in: knowledgeBase)
            }
        } else if let previousPath {
            change.action = .rename
            change.reasons = [ChangeReason(.moved(from: previousPath), cause: cause)]
            change.previousAddress = .knowledgeFile(store.key, previousPath)
            change.fields.insert(pathChange(previousPath), at: 0)
        }
        if !attributes.isEmpty {
            change.reasons.append(
                isAsInGit
                    ? ChangeReason(.changedOnAccount(attributes.map(\.path)))
                    : ChangeReason(.attributesChanged, cause: cause)
            )
        }
        return change.reasons.isEmpty ? nil : change
    }

    /// The path that the account has, where it is another one, be it only in its Unicode form.
    private var previousPath: String? {
        pair.member.path.flatMap { $0.utf8.elementsEqual(pair.file.path.utf8) ? nil : $0 }
    }

    private func pathChange(_ previousPath: String) -> FieldChange {
        FieldChange(
            path: "attributes.path",
            before: .string(previousPath),
            after: .string(pair.file.path),
            cause: isAsInGit ? nil : pair.file.origin,
            isDrift: isAsInGit
        )
    }

    /// What was changed on the account; nil for nothing, and where git changed as well.
    var drift: ResourceDrift? {
        guard isAsInGit else { return nil }
        var fields = attributes
        if let previousPath {
            fields.insert(pathChange(previousPath), at: 0)
        }
        if pair.replacement.contains(.contentChanged) {
            fields.append(
                FieldChange(
                    path: "attributes.sha256",
                    before: pair.member.sha256.map { .string($0) },
                    after: .string(pair.content.sha256),
                    isDrift: true
                )
            )
        }
        let paths = fields.map(\.path) + (pair.isCutOtherwise ? ["chunking_strategy"] : [])
        guard !paths.isEmpty else { return nil }
        // From what was applied, which git still says, to what is live.
        let applied = fields.map { FieldChange(path: $0.path, before: $0.after, after: $0.before, isDrift: true) }
        return ResourceDrift(
            address: address,
            liveID: pair.member.fileID,
            reason: ChangeReason(.changedOnAccount(paths)),
            fields: applied
        )
    }

    /// The user's attributes that differ, sorted.
    static func attributeChanges(_ pair: MembershipComparison.Pair, isDrift: Bool) -> [FieldChange] {
        let desired = Dictionary(uniqueKeysWithValues: FileAttributes.normalForm(pair.file.attributes))
        let live = Dictionary(uniqueKeysWithValues: FileAttributes.normalForm(pair.member.attributes))
        return Set(desired.keys).union(live.keys).sorted().filter { desired[$0] != live[$0] }.map { key in
            FieldChange(
                path: "attributes.\(key)",
                before: live[key],
                after: desired[key],
                cause: isDrift ? nil : pair.file.origin,
                isDrift: isDrift
            )
        }
    }
}

extension MembershipComparison.Pair {
    /// Why the file is replaced, with the place in git: chunking is the knowledge base's, everything else the file's.
    func reason(_ kind: ChangeReason.Kind, in knowledgeBase: KnowledgeBase) -> ChangeReason {
        guard case .chunkingChanged = kind else { return ChangeReason(kind, cause: file.origin) }
        return ChangeReason(kind, cause: knowledgeBase.origins["chunking"] ?? knowledgeBase.location)
    }

    /// Whether the member is cut otherwise than the knowledge base says.
    fileprivate var isCutOtherwise: Bool {
        replacement.contains { if case .chunkingChanged = $0 { true } else { false } }
    }
}

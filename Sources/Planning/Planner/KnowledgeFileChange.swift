import AssistantModel
import OrderedJSON

/// What happens to a file that a member of its store stands for.
struct KnowledgeFileChange {
    private let pair: MembershipComparison.Pair
    private let knowledgeBase: KnowledgeBase
    private let address: ResourceAddress
    /// Whether git says of the store's members what was last applied: a difference was then made on the account.
    private let isAsInGit: Bool
    /// Whether the members are neither what git says nor what was last applied: both sides moved, and the digests do not
    /// tell where.
    private let isChangedOnBothSides: Bool
    /// The path that the account has, where it is another one, be it only in its Unicode form.
    private let previousPath: String?
    private let path: FieldComparison
    private let attributes: FieldComparison
    private let content: FieldComparison

    init(
        _ pair: MembershipComparison.Pair,
        of knowledgeBase: KnowledgeBase,
        isAsInGit: Bool,
        isChangedOnBothSides: Bool
    ) {
        self.isChangedOnBothSides = isChangedOnBothSides
        self.pair = pair
        self.knowledgeBase = knowledgeBase
        address = .knowledgeFile(knowledgeBase.key, pair.file.path)
        self.isAsInGit = isAsInGit
        previousPath = pair.member.path.flatMap { $0.utf8.elementsEqual(pair.file.path.utf8) ? nil : $0 }
        let movement: FieldComparison.Movement = isAsInGit ? .onAccount : .inManifests
        path = FieldComparison(
            previousPath.map { previousPath in
                FieldComparison.Difference(
                    path: "attributes.path",
                    desired: .string(pair.file.path),
                    live: .string(previousPath),
                    cause: pair.file.origin
                )
            }.map { [$0] } ?? [],
            movement
        )
        attributes = FieldComparison(
            pair.attributeDifferences,
            isChangedOnBothSides ? FieldComparison.Movement(inManifests: true, onAccount: true) : movement
        )
        content = FieldComparison(
            pair.replacement.contains(.contentChanged)
                ? [
                    FieldComparison.Difference(
                        path: "attributes.sha256",
                        desired: .string(pair.content.sha256),
                        live: JSONValue(pair.member.sha256)
                    )
                ] : [],
            movement
        )
    }

    /// Nil for a file that stays as it is.
    ///
    /// - Parameter store: that the member is in.
    func change(in store: LiveVectorStore) -> ResourceChange? {
        var change = ResourceChange(
            address: address,
            action: .update,
            reasons: [],
            fields: attributes.changes,
            kept: pair.kept(in: knowledgeBase, except: attributes.changes),
            liveID: pair.member.fileID,
            file: FileChange(
                path: pair.file.path,
                content: pair.content,
                previousSHA256: pair.member.sha256,
                isUploaded: !pair.isKept,
                holderID: pair.isKept ? nil : store.id,
                // What somebody else uploaded leaves the store and stays on the account. In a store that is being
                // adopted that may be anything: attributes do not tell.
                keepsObject: !pair.isKept && (store.isBeingAdopted || !pair.member.isOurs),
                isContentUnverified: pair.isKept && (pair.takeover == .unverified || pair.member.isContentUnverified)
            )
        )
        let cause = pair.file.origin
        if let takeover = pair.takeover {
            change.action = .adopt
            change.reasons = [ChangeReason(.adopted(takeover), cause: cause)]
            change.fields = path.changes + attributes.changes
            return change
        }
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
            change.fields = path.changes + attributes.changes
        }
        if !attributes.changes.isEmpty {
            change.reasons.append(
                isAsInGit
                    ? ChangeReason(.changedOnAccount(attributes.changes.map(\.path)))
                    : ChangeReason(.attributesChanged, cause: cause)
            )
            if isChangedOnBothSides { change.reasons.append(ChangeReason(.changedOnAccount([]))) }
        }
        return change.reasons.isEmpty ? nil : change
    }

    /// What was changed on the account; nil for nothing. Where git changed as well, what was applied is not known.
    var drift: ResourceDrift? {
        let fields = path.drift + attributes.drift + content.drift
        let paths = fields.map(\.path) + (isAsInGit && pair.isCutOtherwise ? ["chunking_strategy"] : [])
        guard !paths.isEmpty else { return nil }
        return ResourceDrift(
            address: address,
            liveID: pair.member.fileID,
            reason: ChangeReason(.changedOnAccount(isChangedOnBothSides ? [] : paths)),
            fields: fields
        )
    }
}

extension MembershipComparison.Pair {
    /// The user's attributes that differ, sorted.
    var attributeDifferences: [FieldComparison.Difference] {
        let desired = Dictionary(uniqueKeysWithValues: FileAttributes.normalForm(file.attributes))
        let live = Dictionary(uniqueKeysWithValues: FileAttributes.normalForm(member.attributes))
        return Set(desired.keys).union(live.keys).sorted().filter { desired[$0] != live[$0] }.map { key in
            FieldComparison.Difference(
                path: "attributes.\(key)",
                desired: desired[key],
                live: live[key],
                cause: file.origin
            )
        }
    }

    /// What stays of the file, the content left out.
    func kept(in knowledgeBase: KnowledgeBase, except changes: [FieldChange]) -> KeptFields {
        let declared = knowledgeBase.fields(of: file)
        return KeptFields(
            declared: isCutOtherwise ? FileField.attributes(file.attributes) : declared,
            except: changes
        )
    }

    /// Why the file is replaced, with the place in git: chunking is the knowledge base's, everything else the file's.
    func reason(_ kind: ChangeReason.Kind, in knowledgeBase: KnowledgeBase) -> ChangeReason {
        guard case .chunkingChanged = kind else { return ChangeReason(kind, cause: file.origin) }
        return ChangeReason(kind, cause: knowledgeBase.origins["chunking"] ?? knowledgeBase.location)
    }

    /// Whether the member is cut otherwise than the knowledge base says.
    fileprivate var isCutOtherwise: Bool { replacement.contains(where: \.isChunkingChanged) }

    /// Whether nothing speaks against the member's file object, however the store cut it.
    var isContentUsable: Bool { replacement.allSatisfy(\.isChunkingChanged) }
}

extension ChangeReason.Kind {
    fileprivate var isChunkingChanged: Bool { if case .chunkingChanged = self { true } else { false } }
}

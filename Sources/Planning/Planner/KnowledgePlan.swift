import AssistantModel
import OrderedJSON
import SourceDiagnostics

/// What happens to one knowledge base: its vector store and the files in it.
struct KnowledgePlan {
    let address: ResourceAddress
    /// Nil for a store that stays as it is.
    private(set) var store: ResourceChange?
    /// Every change of a file but removals, sorted.
    private(set) var files: [ResourceChange] = []
    private(set) var removals: [FileRemoval] = []
    /// Ids of the file objects that stay members.
    private(set) var keptFileIDs: [String] = []
    private(set) var unchanged: [UnchangedObject] = []
    private(set) var drift: [ResourceDrift] = []
    /// The store that goes on serving; nil for one that the plan creates.
    private(set) var liveID: String?
    /// The live store that a new one is made for.
    private(set) var replacedID: String?
    /// Whether the store has to be finished although no file changes, or before any can go.
    private(set) var isUnfinished = false
    /// What renews the record of a store that is as the manifests say, and of which another state was applied; nil
    /// where the record is right. No change of what anybody uses: plans do not show it.
    private(set) var renewal: ResourceChange?
    /// Whether the store was there and is gone: it is made anew.
    private(set) var isMissing = false

    private let knowledgeBase: KnowledgeBase
    private let contents: FileContents
    /// Of what the members should be.
    private let membersDigest: String
    private let isProtected: Bool
    private let protectCause: SourceLocation
    private let scope: PlanScope
    private let ownership: Ownership

    /// - Parameters:
    ///   - users: the assistants that refer to it.
    ///   - isMissing: whether an assistant refers to a store that is gone, as far as can be told.
    init(
        _ knowledgeBase: KnowledgeBase,
        ownership: Ownership,
        users: [Assistant],
        contents: FileContents,
        digests: MemberDigests,
        live: LiveMatch.Matched<LiveVectorStore>?,
        isMissing: Bool,
        scope: PlanScope,
        addresses: inout AddressBook
    ) {
        self.scope = scope
        self.ownership = ownership
        self.knowledgeBase = knowledgeBase
        self.contents = contents
        membersDigest = digests[knowledgeBase]
        address = .vectorStore(knowledgeBase.key)
        let protector = users.first(where: \.lifecycle.isProtected)
        isProtected = protector != nil
        protectCause = protector.map { $0.origin(ofField: ProtectField.path) } ?? knowledgeBase.location
        for file in knowledgeBase.files { addresses.take(fileAddress(file.path)) }

        guard let live else {
            self.isMissing = isMissing
            create()
            return
        }
        let settings = StoreComparison(knowledgeBase: knowledgeBase, live: live.object)
        if isReplaced(live.object) {
            replacedID = live.object.id
            replaceFiles(live.object, settings: settings, addresses: &addresses)
        } else {
            liveID = live.object.id
            changeFiles(live, settings: settings, addresses: &addresses)
        }
        changeStore(live, settings: settings)
    }

    /// Whether another store takes the live one's place.
    private func isReplaced(_ live: LiveVectorStore) -> Bool {
        live.unmarked == nil && (live.isExpired || scope.replaces(address))
    }

    private func fileAddress(_ path: String) -> ResourceAddress { .knowledgeFile(knowledgeBase.key, path) }

    /// Addresses of the files that are uploaded: an assistant waits for these before it uses the store.
    var uploads: [ResourceAddress] { files.filter { $0.file?.isUploaded == true }.map(\.address) }

    /// The store's change, where others have to wait for it: before it there is no store, or not all of it is indexed.
    var awaitedStore: ResourceAddress? {
        guard let store else { return nil }
        return store.action == .create || store.action == .replace || isUnfinished ? address : nil
    }

    // MARK: The store

    private mutating func create() {
        let reason = isMissing ? ChangeReason.Kind.missingOnAccount : .new
        if isMissing {
            drift.append(ResourceDrift(address: address, liveID: nil, reason: ChangeReason(reason)))
        }
        var fields = [
            FieldChange(path: "name", before: nil, after: .string(knowledgeBase.key), cause: knowledgeBase.location)
        ]
        if let days = StoreComparison.days(knowledgeBase.expiresAfterDays) {
            let cause = knowledgeBase.origins["expires_after_days"] ?? knowledgeBase.location
            fields.append(FieldChange(path: "expires_after.days", before: nil, after: days, cause: cause))
        }
        if let cause = knowledgeBase.origins["chunking"] {
            let chunking = knowledgeBase.chunking
            for (name, tokens) in [
                ("max_chunk_size_tokens", chunking.maxChunkSizeTokens),
                ("chunk_overlap_tokens", chunking.chunkOverlapTokens),
            ] {
                let path = "chunking_strategy.\(name)"
                fields.append(FieldChange(path: path, before: nil, after: .integer(Int64(tokens)), cause: cause))
            }
        }
        if let protect = ProtectField.change(from: false, to: isProtected, cause: protectCause) {
            fields.append(protect)
        }
        store = ResourceChange(
            address: address,
            action: .create,
            reasons: [ChangeReason(reason, cause: knowledgeBase.location)],
            fields: fields
        )
        files = knowledgeBase.files.map { creation(of: $0, reason: reason) }
    }

    private mutating func changeStore(_ live: LiveMatch.Matched<LiveVectorStore>, settings: StoreComparison) {
        var fields = settings.fields
        if let protect = ProtectField.change(from: live.object.isProtected, to: isProtected, cause: protectCause) {
            fields.append(protect)
        }
        if !settings.drift.isEmpty {
            let reason = ChangeReason(.changedOnAccount(settings.drift.map(\.path)))
            drift.append(
                ResourceDrift(address: address, liveID: live.object.id, reason: reason, fields: settings.drift)
            )
        }
        var reasons: [ChangeReason] = []
        if let unmarked = live.object.unmarked {
            let cause = knowledgeBase.adoption?.location
            reasons.append(ChangeReason(.adopted(nil), cause: cause))
            fields += unmarked.fields(ownership.marks(key: knowledgeBase.key), cause: cause)
        }
        let isReplaced = isReplaced(live.object)
        if live.object.isExpired {
            reasons.append(ChangeReason(.expired))
            drift.append(ResourceDrift(address: address, liveID: live.object.id, reason: ChangeReason(.expired)))
        } else if isReplaced {
            reasons.append(ChangeReason(.replaceRequested))
        }
        if let previousKey = live.previousKey {
            reasons.append(ChangeReason(.renamed(from: previousKey), cause: knowledgeBase.location))
        }
        reasons += FieldReasons.reasons(for: fields)
        isUnfinished = !isReplaced && mustBeFinished(live.object, settings: settings)
        if isUnfinished, live.object.unmarked == nil { reasons.append(ChangeReason(.unfinished)) }
        let kept = KeptFields(
            declared: knowledgeBase.fields(isProtected: isProtected),
            live: live.object.fields,
            except: fields
        )
        guard !reasons.isEmpty else {
            unchanged.append(UnchangedObject(address: address, liveID: live.object.id, fields: kept))
            let isMembershipRecorded = live.object.record?.members == membersDigest
            if files.isEmpty, removals.isEmpty, settings.isChangedInManifests || !isMembershipRecorded {
                renewal = .renewal(of: address, liveID: live.object.id)
            }
            return
        }
        let action: ResourceChange.Action =
            live.object.unmarked != nil
            ? .adopt : isReplaced ? .replace : live.previousKey != nil ? .rename : .update
        store = ResourceChange(
            address: address,
            action: action,
            reasons: reasons,
            fields: fields,
            kept: kept,
            liveID: live.object.id,
            previousAddress: live.previousKey.map { .vectorStore($0) }
        )
    }

    private func mustBeFinished(_ live: LiveVectorStore, settings: StoreComparison) -> Bool {
        let changesMembers = !files.isEmpty || !removals.isEmpty
        // What somebody made equal on both sides, as by writing an edit by hand back into the manifests, is complete too.
        let isUnderWay = [
            nil, AppliedRecord.applyingMembers, AppliedRecord.partialMembers, AppliedRecord.adoptingMembers,
        ].contains(live.record?.members)
        let isComplete = live.record?.members == membersDigest || !isUnderWay && live.members != nil
        let kept = Set(keptFileIDs)
        let isIndexing = (live.members ?? []).contains { $0.status == .inProgress && kept.contains($0.fileID) }
        return !settings.isRecorded || isIndexing || !isComplete && !changesMembers
    }

    // MARK: Files

    private func compare(
        _ members: [LiveMember],
        settings: StoreComparison,
        isAdopting: Bool,
        isMarked: Bool = true
    ) -> MembershipComparison {
        MembershipComparison(
            knowledgeBase: knowledgeBase,
            contents: contents,
            members: members,
            isUnshownChunkingChanged: settings.isRecordedChunkingChanged,
            isAdopting: isAdopting,
            isMarked: isMarked,
            scope: scope
        )
    }

    private mutating func changeFiles(
        _ live: LiveMatch.Matched<LiveVectorStore>,
        settings: StoreComparison,
        addresses: inout AddressBook
    ) {
        guard let members = live.object.members else {
            // The store is as it was recorded: it was not looked into.
            unchanged += knowledgeBase.files.map(kept)
            return
        }
        let isAdopting = live.object.isBeingAdopted
        let isMarked = live.object.unmarked == nil
        let comparison = compare(members, settings: settings, isAdopting: isAdopting, isMarked: isMarked)
        let isAsInGit = live.object.record?.members == membersDigest
        let isChangedOnBothSides = !isAsInGit && isEdited(comparison, in: live.object)
        for pair in comparison.pairs {
            let change = KnowledgeFileChange(
                pair,
                of: knowledgeBase,
                isAsInGit: isAsInGit,
                isChangedOnBothSides: isChangedOnBothSides
            )
            if pair.isKept { keptFileIDs.append(pair.member.fileID) }
            if let found = change.drift { drift.append(found) }
            if let change = change.change(in: live.object) {
                files.append(change)
            } else {
                unchanged.append(kept(pair.file))
            }
        }
        for file in comparison.missing {
            files.append(creation(of: file, reason: isAsInGit ? .missingOnAccount : .new))
            if isAsInGit {
                drift.append(
                    ResourceDrift(
                        address: fileAddress(file.path),
                        liveID: nil,
                        reason: ChangeReason(.missingOnAccount)
                    )
                )
            }
        }
        files.sort { $0.address < $1.address }
        removeOthers(comparison, of: live.object, isAsInGit: isAsInGit, addresses: &addresses)
        for member in comparison.attachedByHand {
            let address = addresses.free(fileAddress(member.path ?? member.fileID), id: member.fileID)
            let reason = ChangeReason(.attachedByHand)
            var removal = FileRemoval(member: member, of: live.object, address: address, reason: reason)
            // Nothing of a store that is adopted goes for good which the project has no copy of.
            if isAdopting { removal.isOurs = false }
            removals.append(removal)
            guard !isAdopting else { continue }
            drift.append(ResourceDrift(address: address, liveID: member.fileID, reason: reason))
        }
    }

    /// Whether members of ours are not what was last applied, as far as the record tells.
    private func isEdited(_ comparison: MembershipComparison, in store: LiveVectorStore) -> Bool {
        guard let recorded = store.record?.members, !AppliedRecord.membersUnderWay.contains(recorded),
            !store.isBeingAdopted
        else { return false }
        let members = comparison.pairs.map(\.member) + comparison.notMatched
        let chunking = members.lazy.compactMap(\.chunking).first ?? knowledgeBase.chunking
        return StoreDigest.members(shown: members, chunking: chunking) != recorded
    }

    /// All files go into the new store; the file objects of an expired one stay in use. What was attached by hand falls away with the old one.
    private mutating func replaceFiles(
        _ live: LiveVectorStore,
        settings: StoreComparison,
        addresses: inout AddressBook
    ) {
        // Every store that is replaced is looked into. Of one that was not, all files would be new.
        let comparison = compare(live.members ?? [], settings: settings, isAdopting: false)
        files = comparison.pairs.map { pair in
            let replaced = ChangeReason(.referenceReplaced(address.description), cause: pair.file.origin)
            let fields = FieldComparison(pair.attributeDifferences, .inManifests).changes
            return ResourceChange(
                address: fileAddress(pair.file.path),
                action: .replace,
                reasons: [replaced] + pair.replacement.map { pair.reason($0, in: knowledgeBase) },
                fields: fields,
                kept: pair.kept(in: knowledgeBase, except: fields),
                liveID: pair.member.fileID,
                file: FileChange(
                    path: pair.file.path,
                    content: pair.content,
                    previousSHA256: pair.member.sha256,
                    isUploaded: true,
                    holderID: live.id,
                    isReused: live.isExpired && !scope.replaces(address) && pair.isContentUsable
                )
            )
        }
        files += comparison.missing.map { creation(of: $0, reason: .new) }
        files.sort { $0.address < $1.address }
        removeOthers(comparison, of: live, isAsInGit: false, addresses: &addresses)
    }

    private mutating func removeOthers(
        _ comparison: MembershipComparison,
        of live: LiveVectorStore,
        isAsInGit: Bool,
        addresses: inout AddressBook
    ) {
        for member in comparison.notMatched {
            let address = addresses.free(fileAddress(member.path ?? member.fileID), id: member.fileID)
            let cause = knowledgeBase.origins["files"] ?? knowledgeBase.location
            let field = knowledgeBase.isShared ? "files" : "knowledge.files"
            var removal = FileRemoval(
                member: member,
                of: live,
                address: address,
                reason: ChangeReason(.notMatched(field: field), cause: cause)
            )
            if live.isBeingAdopted { removal.isOurs = false }
            if isAsInGit {
                // The last apply left no such member: somebody attached a file of ours, which another store may need.
                removal.reason = ChangeReason(.attachedByHand)
                removal.isOurs = false
                drift.append(ResourceDrift(address: address, liveID: member.fileID, reason: removal.reason))
            }
            removals.append(removal)
        }
        for (member, original) in comparison.duplicates {
            let address = addresses.free(fileAddress(member.path ?? member.fileID), id: member.fileID)
            let reason = ChangeReason(.duplicate(of: original))
            var removal = FileRemoval(member: member, of: live, address: address, reason: reason)
            if live.isBeingAdopted { removal.isOurs = false }
            removals.append(removal)
        }
    }

    /// Without an id: a plan does not depend on whether its stores were looked into.
    private func kept(_ file: ProjectFile) -> UnchangedObject {
        let address = fileAddress(file.path)
        let content = FileField.content(contents.content(at: address))
        return UnchangedObject(
            address: address,
            liveID: nil,
            fields: KeptFields(declared: content + knowledgeBase.fields(of: file))
        )
    }

    private func creation(of file: ProjectFile, reason: ChangeReason.Kind) -> ResourceChange {
        ResourceChange(
            address: fileAddress(file.path),
            action: .create,
            reasons: [ChangeReason(reason, cause: file.origin)],
            fields: FileAttributes.normalForm(file.attributes).map { key, value in
                FieldChange(path: "attributes.\(key)", before: nil, after: value, cause: file.origin)
            },
            kept: KeptFields(declared: FileField.chunking(knowledgeBase.chunking)),
            file: FileChange(path: file.path, content: contents.content(at: fileAddress(file.path)), isUploaded: true)
        )
    }
}

extension DesiredState {
    /// The keys of the knowledge bases whose stores carry the mark `protect`: those that a protected assistant uses.
    package var protectedKnowledge: Set<String> {
        Set(assistants.filter(\.lifecycle.isProtected).compactMap(\.knowledge))
    }
}

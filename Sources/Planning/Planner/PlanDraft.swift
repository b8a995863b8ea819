import AssistantModel
import OrderedJSON

/// A plan in the making: changes object by object, then the removals of files, which need to know all others.
struct PlanDraft {
    /// For the addresses of files that nothing desires.
    let codeFilePaths: CodeFilePaths
    var addresses = AddressBook()
    private var changes: [ResourceChange] = []
    private var drift: [ResourceDrift] = []
    private var unchanged: [UnchangedObject] = []
    /// What renews records of objects that stay as they are.
    private(set) var renewals: [ResourceChange] = []
    /// By key.
    private(set) var knowledge: [String: KnowledgePlan] = [:]

    private var removals: [FileRemoval] = []
    private var keptFileIDs: Set<String> = []
    private var removedFileIDs: Set<String> = []
    /// Changed assistants by the keys of the knowledge bases that they use or by the ids of the stores that they used
    /// so far: what goes from a store waits for them.
    private var usersByKnowledge: [String: [ResourceAddress]] = [:]
    private var usersByStoreID: [String: [ResourceAddress]] = [:]

    init(codeFilePaths: CodeFilePaths) {
        self.codeFilePaths = codeFilePaths
    }

    mutating func add(_ plan: KnowledgePlan) {
        knowledge[plan.address.owner] = plan
        changes += plan.store.map { [$0] } ?? []
        // A file can only go into a store that is there.
        let isNew = plan.store.map { $0.action == .create || $0.action == .replace } ?? false
        changes += plan.files.map { file in
            var file = file
            if isNew { file.dependencies = [plan.address] }
            return file
        }
        drift += plan.drift
        unchanged += plan.unchanged
        renewals += plan.renewal.map { [$0] } ?? []
        keptFileIDs.formUnion(plan.keptFileIDs)
    }

    /// - Parameters:
    ///   - knowledge: the key of the knowledge base that the assistant uses.
    ///   - storeIDs: what it used so far.
    mutating func add(_ plan: AssistantPlan, knowledge: String?, storeIDs: [String]) {
        if let change = plan.change {
            changes.append(change)
            if let knowledge { usersByKnowledge[knowledge, default: []].append(plan.address) }
            for id in storeIDs { usersByStoreID[id, default: []].append(plan.address) }
        }
        unchanged += plan.codeFiles.unchanged + (plan.unchanged.map { [$0] } ?? [])
        changes += plan.codeFiles.files
        drift += plan.drift
        renewals += plan.renewal.map { [$0] } ?? []
        keptFileIDs.formUnion(plan.codeFiles.keptFileIDs)
        add(plan.codeFiles.removals, after: plan.change.map { [$0.address] } ?? [])
    }

    private mutating func add(_ removals: [FileRemoval], after dependencies: [ResourceAddress]) {
        self.removals += removals.map { removal in
            var removal = removal
            removal.dependencies = dependencies
            return removal
        }
        removedFileIDs.formUnion(removals.filter(\.isOurs).map(\.fileID))
    }

    /// A draft with everything in it.
    struct Finished {
        var changes: [ResourceChange]
        var drift: [ResourceDrift]
        /// What stays as it is.
        var unchanged: [UnchangedObject]
        /// What differs and stays, because the plan is of a part of the project.
        var leftOut: [ResourceAddress] = []
        var warnings: [PlanWarning]

        /// Without the changes of these assistants and knowledge bases.
        func without(_ owners: Set<String>) -> Finished {
            var rest = self
            rest.changes.removeAll { owners.contains($0.address.owner) }
            return rest
        }
    }

    /// Adds what nothing desires, live objects that go with the files in them, and leaves out what the plan is not about.
    ///
    /// - Parameter reason: why objects go; nil for what becomes of them when a desired state is applied.
    consuming func finished(
        _ inspection: Inspection,
        scope: PlanScope = .everything,
        reason: ChangeReason.Kind? = nil
    ) -> Finished {
        let surplusAssistants = inspection.match.surplusAssistants
        for surplus in surplusAssistants { addSurplusAssistant(surplus, reason: reason) }
        // Only now are all users of all stores known.
        for plan in knowledge.sorted(by: { $0.key < $1.key }).map(\.value) {
            add(plan.removals, after: removalDependencies(of: plan))
        }
        for surplus in surplusAssistants { addCodeFiles(of: surplus, reason: reason) }
        for surplus in inspection.surplusStores { addSurplusStore(surplus, reason: reason) }
        finishRemovals()
        finishDrift()
        let selection = ChangeSelection(changes, scope: scope, adopters: adopters)
        let left = Set(selection.leftOut)
        return Finished(
            changes: selection.changes,
            drift: drift,
            unchanged: unchanged
                + changes.filter { left.contains($0.address) }.compactMap(UnchangedObject.init(without:)),
            leftOut: selection.leftOut,
            warnings: inspection.match.warnings + selection.warnings
        )
    }

    /// Whether a file in an object that goes has to be deleted for it: not one that stays in use elsewhere, as after
    /// a copy of the object was made by hand, and none that goes already.
    private func isLeft(_ fileID: String) -> Bool {
        !keptFileIDs.contains(fileID) && !removedFileIDs.contains(fileID)
    }

    /// New before old: what goes from a kept store waits for everything new in it and for the assistants that use it.
    private func removalDependencies(of plan: KnowledgePlan) -> [ResourceAddress] {
        let key = plan.address.owner
        let users = (usersByKnowledge[key] ?? []) + users(of: [plan.liveID, plan.replacedID].compactMap { $0 })
        return Set(plan.uploads + users + (plan.awaitedStore.map { [$0] } ?? [])).sorted()
    }

    /// The assistants that are adopted, by the keys of the stores that they use: a store is not taken from under one.
    private var adopters: [String: [ResourceAddress]] {
        let adopted = Set(changes.filter { $0.action == .adopt }.map(\.address))
        let pairs = knowledge.map { key, plan in
            (key, ((usersByKnowledge[key] ?? []) + users(of: [plan.liveID].compactMap { $0 })).filter(adopted.contains))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private func users(of storeIDs: [String]) -> [ResourceAddress] {
        storeIDs.flatMap { usersByStoreID[$0] ?? [] }
    }

    private mutating func addSurplusAssistant(
        _ surplus: LiveMatch.Surplus<LiveAssistant>,
        reason: ChangeReason.Kind?
    ) {
        let live = surplus.object
        let kind = reason ?? surplus.reason
        let address = surplus.address
        var fields = live.definition.fields.map { FieldChange(path: $0.path, before: $0.value, after: nil) }
        if let ids = StoreReference.list(live.vectorStoreIDs) {
            fields.append(FieldChange(path: StoreReference.path, before: ids, after: nil))
        }
        if let protect = ProtectField.change(from: live.isProtected, to: false, cause: nil) { fields.append(protect) }
        changes.append(
            ResourceChange(
                address: address,
                action: .delete,
                reasons: [ChangeReason(kind)],
                fields: fields,
                kept: KeptFields(live: live.fields, except: fields),
                liveID: live.id
            )
        )
        for id in live.vectorStoreIDs { usersByStoreID[id, default: []].append(address) }
    }

    private mutating func addCodeFiles(of surplus: LiveMatch.Surplus<LiveAssistant>, reason: ChangeReason.Kind?) {
        let live = surplus.object
        let kind = reason ?? surplus.reason
        let files = CodeFileComparison.applied(to: live).filter { isLeft($0.id) }.map { file in
            FileRemoval(
                codeFile: file,
                of: live,
                address: addresses.free(
                    .codeInterpreterFile(live.key, codeFilePaths.path(of: file, record: live.record)),
                    id: file.id
                ),
                reason: ChangeReason(kind),
                isOurs: true
            )
        }
        add(files, after: [surplus.address])
    }

    private mutating func addSurplusStore(
        _ surplus: LiveMatch.Surplus<InspectedStore>,
        reason: ChangeReason.Kind?
    ) {
        let live = surplus.object.store
        let kind = reason ?? surplus.reason
        let address = surplus.address
        let users = users(of: [live.id]).sorted()
        // Whose the files are of a store that is not adopted to the end, nobody can tell: they stay on the account.
        let members = live.isBeingAdopted ? [] : surplus.object.members
        let files = members.filter { $0.isOurs && isLeft($0.fileID) }.sorted {
            ($0.path ?? "", $0.fileID) < ($1.path ?? "", $1.fileID)
        }
        .map { member in
            FileRemoval(
                member: member,
                of: live,
                address: addresses.free(.knowledgeFile(live.key, member.path ?? member.fileID), id: member.fileID),
                reason: ChangeReason(kind)
            )
        }
        add(files, after: users)
        var fields: [FieldChange] = []
        if let name = live.name { fields.append(FieldChange(path: "name", before: .string(name), after: nil)) }
        if let days = StoreComparison.days(live.expiresAfterDays) {
            fields.append(FieldChange(path: "expires_after.days", before: days, after: nil))
        }
        if let protect = ProtectField.change(from: live.isProtected, to: false, cause: nil) { fields.append(protect) }
        changes.append(
            ResourceChange(
                address: address,
                action: .delete,
                reasons: [ChangeReason(kind)],
                fields: fields,
                kept: KeptFields(live: live.fields, except: fields),
                liveID: live.id,
                dependencies: files.map(\.address) + users
            )
        )
    }

    /// Every difference has its change, which knows the rest of the object.
    private mutating func finishDrift() {
        guard !drift.isEmpty else { return }
        let changes = Dictionary(changes.map { ($0.address, $0) }) { first, _ in first }
        for index in drift.indices { changes[drift[index].address].map { drift[index].keep(restOf: $0) } }
    }

    /// Turns the removals into changes: a file object that stays in use elsewhere, or that another removal deletes
    /// already, is only detached.
    private mutating func finishRemovals() {
        for index in changes.indices {
            let change = changes[index]
            guard change.action == .replace, let file = change.file, let old = change.liveID, keptFileIDs.contains(old)
            else { continue }
            let kept = UnchangedObject(without: change)?.fields
            // Replacing would delete an object that another store still needs.
            changes[index].action = .create
            changes[index].liveID = nil
            changes[index].file?.previousSHA256 = nil
            changes[index].file?.holderID = nil
            changes[index].file?.isReused = nil
            let address = addresses.free(change.address, id: old)
            changes.append(
                ResourceChange(
                    address: address,
                    action: .delete,
                    reasons: [ChangeReason(.attachedByHand)],
                    kept: kept,
                    liveID: old,
                    file: FileChange(
                        path: file.path,
                        content: nil,
                        previousSHA256: file.previousSHA256,
                        isUploaded: false,
                        holderID: file.holderID,
                        keepsObject: true
                    ),
                    dependencies: [change.address]
                )
            )
        }
        var goneFileIDs: Set<String> = []
        for removal in removals.sorted(by: { $0.address < $1.address }) {
            let isFirst = !removal.isOurs || goneFileIDs.insert(removal.fileID).inserted
            changes.append(removal.change(isObjectNeeded: keptFileIDs.contains(removal.fileID) || !isFirst))
        }
        removals = []
    }
}

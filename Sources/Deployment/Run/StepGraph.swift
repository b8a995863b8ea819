import AssistantModel
import Planning

/// The steps of a plan and what each waits for.
///
/// The order: a store is made or marked as changing; files go up, are attached, and are indexed; then assistants are
/// written; then old files are detached, then deleted; last the store's record says that it is complete.
struct StepGraph: Sendable {
    private(set) var steps: [Step] = []
    private(set) var nodes: [PlanExecution.Node] = []
    /// By knowledge base: how its store changes, and the steps for it.
    private(set) var stores: [String: StoreSteps] = [:]
    /// Keys of the assistants whose definitions change.
    var definitions: Set<String> = []
    /// Keys of the knowledge bases that those refer to.
    var referredKnowledge: Set<String> = []
    /// By change: a step of another change that it is not done without.
    var carriers: [Int: Int] = [:]

    /// By knowledge base: the live store that stands for it.
    let liveStoreIDs: [String: String]

    /// How many file objects are removed before the next are noted: as many as a record has room for.
    static let removalRound = 40

    let plan: Plan
    /// The step that publishes a release, for apis that have them: nothing old goes before.
    private(set) var publishStep: Int?
    let releases: (any EnvironmentRun)?
    private let leftOut: Set<ResourceAddress>
    private let movedFileIDs: [ResourceAddress: String]
    private let reusedFileIDs: [ResourceAddress: String]
    private let protectedKnowledge: Set<String>
    /// The keys of knowledge bases of which the plan leaves files as they are.
    let partialKnowledge: Set<String>
    private let desired: DesiredState?
    private let live: LiveState
    let objects: LiveObjects?
    /// The stores that assistants are to refer to and that other pipelines fill.
    var externalStoreIDs: Set<String> { Set(desired?.assistants.compactMap(\.externalStoreID) ?? []) }
    /// The step that makes what an address stands for, for the plan's dependencies.
    var makers: [ResourceAddress: Int] = [:]
    /// The step that writes or deletes each live assistant.
    var definitionSteps: [(step: Int, storeIDs: [String], knowledge: String?)] = []
    private var groups: [String: Int] = [:]

    /// The steps for one store.
    struct StoreSteps: Sendable {
        var work: StoreWork
        var prepare: Int
        /// Succeeds when everything new is indexed.
        var madeBarrier: Int
        /// Ends when everything new has ended, however.
        var endedBarrier: Int
    }

    /// - Parameter releases: where definitions become live in a release: what publishes it.
    init(
        plan: Plan,
        desired: DesiredState?,
        contents: FileContents,
        live: LiveState,
        releases: (any EnvironmentRun)? = nil
    ) {
        self.plan = plan
        protectedKnowledge = desired?.protectedKnowledge ?? []
        leftOut = Set(plan.leftOut)
        let files = plan.changes.filter { $0.file != nil }
        removedFileIDs = Set(files.filter { [.delete, .replace].contains($0.action) }.compactMap(\.liveID))
        let moved = files.filter { $0.file?.isUploaded == false && $0.action != .delete }
        movedFileIDs = Dictionary(moved.compactMap { change in change.liveID.map { (change.address, $0) } }) {
            first,
            _ in first
        }
        let reused = files.filter { $0.file?.isReused == true }
        reusedFileIDs = Dictionary(reused.compactMap { change in change.liveID.map { (change.address, $0) } }) {
            first,
            _ in first
        }
        partialKnowledge = Set(plan.leftOut.filter(\.isOfKnowledge).map(\.owner))
        self.releases = releases
        self.desired = desired
        self.live = live
        objects = desired.map { LiveObjects(desired: $0, live: live) }
        liveStoreIDs = objects?.vectorStores.mapValues(\.id) ?? [:]
        let sorting = ChangeSorting(plan: plan, live: live, objects: objects)
        for knowledgeBase in desired?.knowledgeBases ?? [] {
            addMaking(of: knowledgeBase, sorting, contents: contents)
        }
        for assistant in desired?.assistants ?? [] {
            addWriting(of: assistant, sorting, contents: contents)
        }
        for leaving in sorting.leavingAssistants {
            addLeaving(leaving, sorting)
        }
        let early = (desired?.knowledgeBases ?? []).filter(isCompletedEarly)
        let completed = early.compactMap { addCompletion(of: $0, sorting) }
        if let releases, let desired { addPublication(of: desired, releases, sorting, after: completed) }
        for knowledgeBase in desired?.knowledgeBases ?? [] where !isCompletedEarly(knowledgeBase) {
            addCompletion(of: knowledgeBase, sorting)
        }
        for leaving in sorting.leavingStores {
            addLeaving(leaving, sorting)
        }
        addForgetting(sorting)
    }

    /// The live assistants that the run writes to and that stay.
    var changedAssistants: [LiveAssistant] {
        steps.compactMap { step in
            if case .writeDefinition(let work) = step.kind { work.live } else { nil }
        }
    }

    // MARK: What was there before

    /// The key under which the assistant is live; nil for one that is new.
    func previousKey(of key: String) -> String? { objects?.assistants[key]?.key }

    /// The key under which the store of a knowledge base is live.
    func previousStoreKey(of key: String) -> String? { objects?.vectorStores[key]?.key }

    /// Whether the plan leaves a difference of this object as it is.
    func isLeftOut(_ address: ResourceAddress) -> Bool { leftOut.contains(address) }

    /// The file objects that the plan detaches or deletes.
    let removedFileIDs: Set<String>

    /// The file object that only gets other attributes, as the file of this address.
    func movedFileID(at address: ResourceAddress) -> String? { movedFileIDs[address] }

    /// The file object of an expired store that goes on in the one that takes its place, as the file of this address.
    func reusedFileID(at address: ResourceAddress) -> String? { reusedFileIDs[address] }

    // MARK: Building

    @discardableResult
    mutating func add(
        _ kind: Step.Kind,
        _ address: ResourceAddress,
        change: Int?,
        lane: PlanExecution.Node.Lane = .work,
        requires: [Int] = [],
        follows: [Int] = [],
        group: Int? = nil,
        isGathered: Bool = false,
        isCompletion: Bool = false
    ) -> Int {
        steps.append(Step(kind: kind, address: address, change: change))
        nodes.append(
            PlanExecution.Node(
                lane,
                requires: requires,
                follows: follows,
                group: group,
                isGathered: isGathered,
                isCompletion: isCompletion
            )
        )
        return steps.count - 1
    }

    private mutating func group(_ name: String) -> Int {
        if let group = groups[name] { return group }
        groups[name] = groups.count
        return groups.count - 1
    }

    /// Behind everything new, however it ended: what failed stays in the release as it was.
    private mutating func addPublication(
        of desired: DesiredState,
        _ releases: any EnvironmentRun,
        _ sorting: ChangeSorting,
        after completed: [Int]
    ) {
        let registry = ResourceAddress.assistant("")
        let ends =
            stores.keys.sorted().compactMap { stores[$0]?.endedBarrier } + definitionSteps.map(\.step) + completed
        let step = add(.publish(desired, releases), registry, change: nil, follows: ends)
        publishStep = step
        for index in sorting.assistantChanges.values + sorting.leavingAssistants.map(\.change) {
            carriers[index] = step
        }
        for index in sorting.codeChanges.values.joined() { carriers[index] = step }
        for leaving in sorting.leavingAssistants {
            for index in sorting.detachedCodeFiles(ofAssistantWithID: leaving.object.id) { carriers[index] = step }
            for removal in sorting.codeRemovals(ofAssistantWithID: leaving.object.id) {
                carriers[removal.change] = step
            }
        }
    }

    // MARK: New knowledge

    private mutating func addMaking(
        of knowledgeBase: KnowledgeBase,
        _ sorting: ChangeSorting,
        contents: FileContents
    ) {
        let key = knowledgeBase.key
        let storeChange = sorting.storeChanges[key]
        let fileChanges = sorting.fileChanges[key] ?? []
        let removals = sorting.removals(ofStoreWithKey: key)
        guard storeChange != nil || !fileChanges.isEmpty || !removals.isEmpty else { return }
        let store = ResourceAddress.vectorStore(key)
        let isNew = storeChange.map { [.create, .replace].contains(plan.changes[$0].action) } ?? false
        let current = isNew ? nil : objects?.vectorStores[key]
        let going = Set(fileChanges.compactMap { plan.changes[$0].action == .replace ? plan.changes[$0].liveID : nil })
            .union(removals.compactMap { plan.changes[$0.change].liveID })
        let work = StoreWork(
            knowledgeBase: knowledgeBase,
            isProtected: protectedKnowledge.contains(key),
            live: current,
            isSettingsChange: storeChange.map { !plan.changes[$0].fields.isEmpty || plan.changes[$0].action == .rename }
                ?? false,
            // Until the release says the same as the store, its change is not done.
            changesMembers: isNew || releases != nil || current?.isBeingAdopted == true || !fileChanges.isEmpty
                || !removals.isEmpty,
            finalMembers: finalMembers(of: knowledgeBase, current: current, going: going, sorting, contents)
        )
        let prepare = add(.prepareStore(work), store, change: storeChange)
        makers[store] = prepare

        var made: [Int] = []
        var attached: [(item: KnowledgeItem, change: Int, step: Int)] = []
        let files = Dictionary(knowledgeBase.files.map { ($0.path, $0) }) { first, _ in first }
        for index in fileChanges {
            let change = plan.changes[index]
            guard let path = change.address.filePath, let file = files[path], let content = contents[change.address]
            else { preconditionFailure("the plan changes \(change.address), which nothing declares") }
            var item = KnowledgeItem(
                owner: key,
                file: file,
                content: content,
                chunking: knowledgeBase.chunking,
                address: change.address
            )
            if change.file?.isUploaded != true, let fileID = change.liveID {
                item.isContentUnverified = change.file?.isContentUnverified == true
                let step = add(
                    .setAttributes(item, fileID: fileID),
                    change.address,
                    change: index,
                    requires: [prepare]
                )
                makers[change.address] = step
                made.append(step)
            } else {
                attached.append((item, index, addUpload(item, change: index, prepared: prepare)))
            }
        }
        // One look tells of all files of a store: it comes when the last of them is attached.
        let lastAttached = add(.barrier, store, change: nil, lane: .barrier, follows: attached.map(\.step))
        for (item, change, step) in attached {
            let indexed = add(
                .index(item),
                item.address,
                change: change,
                lane: .wait,
                requires: [step],
                follows: [lastAttached],
                group: group("index \(key)")
            )
            makers[item.address] = indexed
            made.append(indexed)
        }
        for member in current?.members ?? [] where member.status == .inProgress && !going.contains(member.fileID) {
            made.append(
                add(
                    .awaitMember(owner: key, fileID: member.fileID),
                    store,
                    change: storeChange,
                    lane: .wait,
                    requires: [prepare],
                    group: group("index \(key)")
                )
            )
        }
        stores[key] = StoreSteps(
            work: work,
            prepare: prepare,
            madeBarrier: add(.barrier, store, change: nil, lane: .barrier, requires: [prepare] + made),
            endedBarrier: add(.barrier, store, change: nil, lane: .barrier, follows: [prepare] + made)
        )
    }

    /// - Returns: the step that attaches the file.
    private mutating func addUpload(_ item: KnowledgeItem, change: Int, prepared: Int) -> Int {
        let upload = add(.upload(item), item.address, change: change, requires: [prepared])
        return add(
            .attach(item),
            item.address,
            change: change,
            requires: [upload],
            group: group("attach \(item.owner)"),
            isGathered: true,
            isCompletion: true
        )
    }

    /// What the store's record says of its members once all steps are done: their digest only when they are then what
    /// the knowledge base wants, which a part of a plan does not reach.
    private func finalMembers(
        of knowledgeBase: KnowledgeBase,
        current: LiveVectorStore?,
        going: Set<String>,
        _ sorting: ChangeSorting,
        _ contents: FileContents
    ) -> String? {
        let isAdopting = current?.isBeingAdopted == true
        if partialKnowledge.contains(knowledgeBase.key) {
            return isAdopting ? AppliedRecord.adoptingMembers : AppliedRecord.partialMembers
        }
        let digest = StoreDigest.members(of: knowledgeBase, contents: contents)
        if let current, current.members == nil {
            // Not looked into because the record says what is wanted, and the plan changes no member.
            return current.record?.members ?? digest
        }
        var members: Set<[String?]> = []
        let moved = (sorting.fileChanges[knowledgeBase.key] ?? []).compactMap { plan.changes[$0].liveID }
        for member in current?.members ?? [] where !going.contains(member.fileID) && !moved.contains(member.fileID) {
            members.insert([member.path, member.sha256])
        }
        for index in sorting.fileChanges[knowledgeBase.key] ?? [] {
            let address = plan.changes[index].address
            members.insert([address.filePath, contents[address]?.sha256])
        }
        let wanted = Set(
            knowledgeBase.files.map { file in
                [file.path, contents[.knowledgeFile(knowledgeBase.key, file.path)]?.sha256]
            }
        )
        return members == wanted
            ? digest : isAdopting ? AppliedRecord.adoptingMembers : AppliedRecord.applyingMembers
    }
}

extension ResourceAddress {
    fileprivate var isOfKnowledge: Bool {
        if case .knowledgeFile = resource { true } else { false }
    }
}

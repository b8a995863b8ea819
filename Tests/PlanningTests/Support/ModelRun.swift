import AssistantModel
import OrderedJSON

@testable import Planning

/// One run of apply on a model account: changes as soon as their dependencies are done, the removing halves of
/// replacements at the end.
struct ModelRun {
    let plan: Plan
    let project: Project
    var account: ModelAccount
    private var stepsLeft = 0
    private var storeIDs: [String: String] = [:]
    private var codeFileIDs: [ResourceAddress: String] = [:]
    private var touchedStores: Set<String> = []

    init(plan: Plan, project: Project, account: ModelAccount) {
        self.plan = plan
        self.project = project
        self.account = account
        let live = LiveObjects(desired: project.desired, live: account.state(for: project))
        storeIDs = live.vectorStores.mapValues(\.id)
    }

    mutating func go(steps: Int) {
        stepsLeft = steps
        var done: Set<ResourceAddress> = []
        var waiting = plan.changes
        precondition(Set(waiting.map(\.address)).count == waiting.count, "an address occurs twice")
        while let index = waiting.firstIndex(where: { done.isSuperset(of: $0.dependencies) }) {
            guard step() else { return }
            let change = waiting.remove(at: index)
            perform(change)
            done.insert(change.address)
        }
        precondition(waiting.isEmpty, "a dependency is not in the plan, or there is a cycle: \(waiting)")
        let replaced = plan.changes.filter { $0.action == .replace }
        // Files before stores: a store goes once its files are gone.
        for change in replaced.sorted(by: { $0.file != nil && $1.file == nil }) {
            guard step() else { return }
            removeOld(change)
        }
        for id in touchedStores.sorted() {
            guard step() else { return }
            finish(store: id)
        }
    }

    private mutating func step() -> Bool {
        stepsLeft -= 1
        account.clock += 1
        return stepsLeft >= 0
    }

    private mutating func perform(_ change: ResourceChange) {
        switch change.address.resource {
        case .assistant(let key): performAssistant(key, change)
        case .vectorStore(let key): performStore(key, change)
        case .knowledgeFile(let owner, let path): performKnowledgeFile(owner, path, change)
        case .codeInterpreterFile(_, let path): performCodeFile(path, change)
        }
    }

    // MARK: Assistants

    private mutating func performAssistant(_ key: String, _ change: ResourceChange) {
        if change.action == .delete {
            account.assistants.removeAll { $0.id == change.liveID }
            return
        }
        let assistant = project.desired.assistants.first { $0.key == key }!
        let ownership = project.desired.ownership
        let live = change.liveID.flatMap { id in
            account.live(account.assistants[account.index(ofAssistant: id)], ownership)
        }
        var definition = assistant.definition
        definition.metadata = [:]
        if let live {
            if assistant.lifecycle.ignores("temperature") { definition.temperature = live.definition.temperature }
            if assistant.lifecycle.ignores("model") { definition.model = live.definition.model }
        }
        let kept = live.map { CodeFileComparison(assistant: assistant, contents: project.contents, live: $0).unchanged }
        let codeFiles = assistant.codeInterpreterFiles.map { file in
            let new = codeFileIDs[.codeInterpreterFile(key, file.path)]
            return (file.path, new ?? kept!.first { $0.file.path == file.path }!.live.id)
        }
        let id = change.liveID ?? account.id("asst")
        var stored = ModelAccount.StoredAssistant(
            id: id,
            createdAt: account.clock,
            definition: definition,
            metadata: [:],
            storeIDs: assistant.knowledge.map { [storeIDs[$0]!] } ?? [],
            codeFileIDs: codeFiles.map(\.1)
        )
        var old: [String: String] = [:]
        if live != nil {
            let index = account.index(ofAssistant: id)
            stored.createdAt = account.assistants[index].createdAt
            old = account.assistants.remove(at: index).metadata
        }
        func metadata(echo: LiveAssistant?) -> MetadataPlan {
            let entries = codeFiles.map { path, id in
                AppliedRecord.CodeFile(fileID: id, path: path, sha256: project.contents[path]!.sha256)
            }
            let record = AppliedRecord.assistant(assistant, codeFiles: entries, echo: echo)
            return MetadataPlan(assistant: assistant, ownership: ownership, record: record, live: live)
        }
        stored.metadata = account.metadata(old, updatedWith: metadata(echo: nil))
        stored.metadata = account.metadata(
            stored.metadata,
            updatedWith: metadata(echo: account.live(stored, ownership))
        )
        account.assistants.append(stored)
    }

    // MARK: Stores

    private func knowledgeBase(_ key: String) -> KnowledgeBase {
        project.desired.knowledgeBases.first { $0.key == key }!
    }

    private mutating func performStore(_ key: String, _ change: ResourceChange) {
        if change.action == .delete {
            account.stores.removeAll { $0.id == change.liveID }
            return
        }
        if change.action == .create || change.action == .replace {
            let id = account.id("vs")
            account.stores.append(
                ModelAccount.StoredStore(id: id, createdAt: account.clock, name: nil, days: nil, metadata: [:])
            )
            storeIDs[key] = id
        }
        let id = storeIDs[key]!
        let index = account.index(ofStore: id)
        account.stores[index].name = key
        account.stores[index].days = knowledgeBase(key).expiresAfterDays
        for (fileID, member) in account.stores[index].members where member.status == .inProgress {
            account.stores[index].members[fileID]?.status = .completed
        }
        write(key, members: AppliedRecord.applyingMembers)
        touchedStores.insert(key)
    }

    private mutating func write(_ key: String, members: String) {
        let ownership = project.desired.ownership
        let index = account.index(ofStore: storeIDs[key]!)
        let stored = account.stores[index]
        let live = account.live(stored, ownership, isListed: false)
        let record = AppliedRecord.vectorStore(
            knowledgeBase(key),
            members: members,
            previous: live?.record,
            echo: live
        )
        let plan = MetadataPlan(
            knowledgeBase: knowledgeBase(key),
            isProtected: project.desired.protectedKnowledge.contains(key),
            ownership: ownership,
            record: record,
            live: live
        )
        account.stores[index].metadata = account.metadata(stored.metadata, updatedWith: plan)
    }

    private mutating func finish(store key: String) {
        write(key, members: StoreDigest.members(of: knowledgeBase(key), contents: project.contents))
    }

    // MARK: Files

    private mutating func performKnowledgeFile(_ owner: String, _ path: String, _ change: ResourceChange) {
        if change.action == .delete {
            let isKept = plan.purpose == .apply && storeIDs[owner] != nil
            if isKept { begin(owner) }
            detach(change.liveID!, deletesObject: change.reasons.first?.kind != .attachedByHand, owner: owner)
            return
        }
        begin(owner)
        let base = knowledgeBase(owner)
        let file = base.files.first { $0.path == path }!
        let index = account.index(ofStore: storeIDs[owner]!)
        let content = project.contents[path]!
        var fileID = change.liveID ?? ""
        if change.file?.isUploaded == true {
            fileID = account.id("file")
            account.files[fileID] = ModelAccount.FileObject(name: file.name, sha256: content.sha256)
        }
        precondition(account.files[fileID]?.sha256 == content.sha256, "\(path) is not what it should be")
        precondition(account.files[fileID]?.name == file.name, "\(path) would show another name")
        account.stores[index].members[fileID] = LiveMember(
            fileID: fileID,
            chunking: base.chunking,
            path: path,
            sha256: content.sha256,
            attributes: file.attributes
        )
    }

    private mutating func begin(_ key: String) {
        guard touchedStores.insert(key).inserted else { return }
        write(key, members: AppliedRecord.applyingMembers)
    }

    private mutating func detach(_ fileID: String, deletesObject: Bool, owner: String) {
        if deletesObject {
            account.files[fileID] = nil
            for index in account.stores.indices { account.stores[index].members[fileID] = nil }
        } else if plan.purpose == .apply, let id = storeIDs[owner] {
            account.stores[account.index(ofStore: id)].members[fileID] = nil
        }
    }

    private mutating func performCodeFile(_ path: String, _ change: ResourceChange) {
        switch change.action {
        case .delete:
            let isOurs = change.reasons.first?.kind != .attachedByHand
            if isOurs { account.files[change.liveID!] = nil }
        default:
            let id = account.id("file")
            let name = ProjectFile.name(ofPath: path)
            account.files[id] = ModelAccount.FileObject(name: name, sha256: project.contents[path]!.sha256)
            codeFileIDs[change.address] = id
        }
    }

    private mutating func removeOld(_ change: ResourceChange) {
        switch change.address.resource {
        case .assistant: preconditionFailure("no assistant is ever replaced")
        case .vectorStore: account.stores.removeAll { $0.id == change.liveID }
        case .knowledgeFile(let owner, _): detach(change.liveID!, deletesObject: true, owner: owner)
        case .codeInterpreterFile: account.files[change.liveID!] = nil
        }
    }
}

import AssistantModel
import Planning

/// How assistants are written, and how those that go leave.
extension StepGraph {
    mutating func addWriting(
        of assistant: Assistant,
        _ sorting: ChangeSorting,
        contents: FileContents
    ) {
        let key = assistant.key
        let codeChanges = sorting.codeChanges[key] ?? []
        let change = sorting.assistantChanges[key]
        guard change != nil || !codeChanges.isEmpty else { return }
        let address = ResourceAddress.assistant(key)
        let isNew = change.map { [.create, .replace].contains(plan.changes[$0].action) } ?? false
        let current = isNew ? nil : objects?.assistants[key]

        var requires = Set<Int>()
        let ownDependencies = change.map { plan.changes[$0].dependencies } ?? []
        for dependency in ownDependencies {
            switch dependency.resource {
            case .knowledgeFile(let owner, _):
                // One edge for all files of a store instead of one each.
                if let steps = stores[owner] { requires.insert(steps.madeBarrier) }
            case .codeInterpreterFile: continue
            case .assistant, .vectorStore:
                if let maker = makers[dependency] { requires.insert(maker) }
            }
        }
        if let knowledge = assistant.knowledge, let steps = stores[knowledge],
            steps.work.live.map({ [$0.id] }) != current?.vectorStoreIDs
        {
            // Pointed at a store only when that is complete.
            requires.insert(steps.madeBarrier)
        }
        // Uploads for code interpreter have no mark until the assistant refers to them: they go up last.
        var uploads: [Int] = []
        var removed: [(fileID: String, holderID: String, change: Int)] = []
        for index in codeChanges {
            let change = plan.changes[index]
            if change.file?.isUploaded == true, let path = change.address.filePath,
                let content = contents[change.address]
            {
                let item = CodeFileItem(owner: key, path: path, content: content, address: change.address)
                let step = add(.uploadCodeFile(item), change.address, change: index, requires: requires.sorted())
                makers[change.address] = step
                uploads.append(step)
            }
            if let fileID = change.liveID, let holder = change.file?.holderID, !change.isDetachedOnly {
                removed.append((fileID, holder, index))
            }
        }
        let work = DefinitionWork(
            assistant: assistant,
            live: current,
            changedFields: Set(change.map { plan.changes[$0].fields.map(\.topLevelName) } ?? []),
            removedFileIDs: removed.map(\.fileID),
            codeFileSources: Dictionary(
                codeChanges.compactMap { index in
                    let change = plan.changes[index]
                    guard change.action != .delete, let path = change.address.filePath else { return nil }
                    return (path, CodeFileSource(change))
                }
            ) { first, _ in first }
        )
        definitions.insert(key)
        if let knowledge = assistant.knowledge { referredKnowledge.insert(knowledge) }
        let write = add(
            .writeDefinition(work),
            address,
            change: change,
            requires: requires.sorted() + uploads,
            isCompletion: !uploads.isEmpty
        )
        makers[address] = write
        for index in codeChanges { carriers[index] = write }
        definitionSteps.append((write, current?.vectorStoreIDs ?? [], assistant.knowledge))
        // A release that stays goes on naming them.
        let deletions = (releases == nil ? removed : []).map { fileID, holder, index in
            add(
                .deleteFile(fileID: fileID, holderID: holder),
                plan.changes[index].address,
                change: index,
                requires: [write],
                isCompletion: true
            )
        }
        add(
            .completeDefinition(key: key),
            address,
            change: change,
            requires: [write] + deletions,
            isCompletion: true
        )
    }

    mutating func addLeaving(_ leaving: ChangeSorting.Leaving<LiveAssistant>, _ sorting: ChangeSorting) {
        let address = plan.changes[leaving.change].address
        // A replaced assistant goes after the one that takes its place.
        let replacement = makers[address].map { [$0] } ?? []
        let files = sorting.codeRemovals(ofAssistantWithID: leaving.object.id)
        var deletions: [Int] = []
        if !files.isEmpty, releases == nil {
            let ids = files.map(\.fileID)
            let release = add(
                .releaseCodeFiles(leaving.object, fileIDs: ids),
                address,
                change: leaving.change,
                requires: replacement
            )
            deletions = files.map { file in
                add(
                    .deleteFile(fileID: file.fileID, holderID: leaving.object.id),
                    plan.changes[file.change].address,
                    change: file.change,
                    requires: [release],
                    isCompletion: true
                )
            }
        }
        let step = add(
            .deleteAssistant(leaving.object),
            address,
            change: leaving.change,
            requires: replacement + deletions
        )
        definitionSteps.append((step, leaving.object.vectorStoreIDs, nil))
        for index in sorting.detachedCodeFiles(ofAssistantWithID: leaving.object.id) { carriers[index] = step }
    }
}

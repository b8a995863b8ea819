import AssistantModel

/// The files of code interpreter that an assistant should have, against those it has. Which file is which stands in
/// the record only: answers show ids.
struct CodeFileComparison {
    /// A live file and the one of the project that it stands for.
    struct Kept {
        var file: ProjectFile
        var content: FileContent
        var live: LiveCodeInterpreterFile
    }

    /// A desired file that is not there.
    struct Missing {
        var file: ProjectFile
        var content: FileContent
        /// Whether it was applied before.
        var wasApplied: Bool
    }

    private(set) var unchanged: [Kept] = []
    private(set) var contentChanged: [Kept] = []
    /// As they should be, and made anew all the same.
    private(set) var replaced: [Kept] = []
    /// Live files of ours that no manifest names any more.
    private(set) var removed: [LiveCodeInterpreterFile] = []
    private(set) var missing: [Missing] = []
    /// Live files that the record does not know.
    private(set) var attachedByHand: [LiveCodeInterpreterFile] = []

    init(
        assistant: Assistant,
        contents: FileContents,
        live: LiveAssistant,
        scope: PlanScope = .everything
    ) {
        var entries = live.record?.codeFiles ?? []
        var wanted = assistant.codeInterpreterFiles
        for file in live.codeInterpreterFiles where !file.isDeleted {
            let id = AppliedRecord.CodeFile.digest(ofFileID: file.id)
            guard let index = entries.firstIndex(where: { $0.id == id }) else {
                attachedByHand.append(file)
                continue
            }
            let entry = entries.remove(at: index)
            let place = wanted.firstIndex { AppliedRecord.CodeFile.digest(ofPath: $0.path) == entry.path }
            guard let place else {
                removed.append(file)
                continue
            }
            let project = wanted.remove(at: place)
            let content = contents.content(at: .codeInterpreterFile(assistant.key, project.path))
            let kept = Kept(file: project, content: content, live: file)
            if !entry.hasContent(content.sha256) {
                contentChanged.append(kept)
            } else if scope.replaces(.codeInterpreterFile(assistant.key, project.path)) {
                replaced.append(kept)
            } else {
                unchanged.append(kept)
            }
        }
        missing = wanted.map { file in
            let path = AppliedRecord.CodeFile.digest(ofPath: file.path)
            return Missing(
                file: file,
                content: contents.content(at: .codeInterpreterFile(assistant.key, file.path)),
                wasApplied: entries.contains { $0.path == path }
            )
        }
    }

    /// The live files that the tool attached: only these are ever deleted.
    static func applied(to live: LiveAssistant) -> [LiveCodeInterpreterFile] {
        let ids = Set((live.record?.codeFiles ?? []).map(\.id))
        return live.codeInterpreterFiles.filter {
            !$0.isDeleted && ids.contains(AppliedRecord.CodeFile.digest(ofFileID: $0.id))
        }
    }
}

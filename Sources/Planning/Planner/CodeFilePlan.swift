import AssistantModel
import SourceDiagnostics

/// What happens to the files that one assistant's code interpreter has.
struct CodeFilePlan {
    /// Every change of a file but removals, sorted.
    private(set) var files: [ResourceChange] = []
    private(set) var removals: [FileRemoval] = []
    /// Ids of the files that stay.
    private(set) var keptFileIDs: [String] = []
    private(set) var unchanged: [UnchangedObject] = []
    private(set) var drift: [ResourceDrift] = []
    /// What changes in the assistant for it.
    private(set) var field = FieldComparison([], .inManifests)
    /// Why the assistant changes where all that differs is the content of files: the files themselves.
    private(set) var replacements: [ChangeReason] = []

    private let assistant: Assistant
    private let contents: FileContents

    /// `live` is nil for an assistant that the plan creates.
    init(
        _ assistant: Assistant,
        contents: FileContents,
        live: LiveAssistant?,
        paths: CodeFilePaths,
        scope: PlanScope,
        addresses: inout AddressBook
    ) {
        self.assistant = assistant
        self.contents = contents
        for file in assistant.codeInterpreterFiles { addresses.take(address(file.path)) }
        guard let live else {
            files = assistant.codeInterpreterFiles.map { creation(of: $0, reason: .new) }
            if !files.isEmpty {
                field = field(before: [], after: nil, .inManifests)
            }
            return
        }
        let comparison = CodeFileComparison(assistant: assistant, contents: contents, live: live, scope: scope)
        keptFileIDs = comparison.unchanged.map(\.live.id)
        unchanged = comparison.unchanged.map { kept in
            UnchangedObject(
                address: address(kept.file.path),
                liveID: kept.live.id,
                fields: KeptFields(declared: FileField.content(kept.content))
            )
        }
        upload(comparison, of: live)
        remove(comparison, of: live, paths: paths, addresses: &addresses)
        guard !files.isEmpty || !removals.isEmpty else { return }
        field = field(
            before: live.codeInterpreterFiles.map(\.id),
            after: files.isEmpty ? keptFileIDs : nil,
            comparison.isChangedOnAccountOnly ? .onAccount : .inManifests
        )
    }

    /// - Parameter after: nil where files are uploaded first.
    private func field(
        before: [String],
        after: [String]?,
        _ movement: FieldComparison.Movement
    ) -> FieldComparison {
        FieldComparison(
            [
                FieldComparison.Difference(
                    path: FieldPath.codeInterpreterFiles,
                    desired: after.flatMap(StoreReference.list),
                    isDesiredKnown: after != nil,
                    live: StoreReference.list(before),
                    cause: cause
                )
            ],
            movement
        )
    }

    private func address(_ path: String) -> ResourceAddress { .codeInterpreterFile(assistant.key, path) }

    private var cause: SourceLocation { assistant.origin(ofField: "tools.code_interpreter") }

    private mutating func upload(_ comparison: CodeFileComparison, of live: LiveAssistant) {
        files = comparison.contentChanged.map {
            replacement(of: $0, in: live, reason: ChangeReason(.contentChanged, cause: $0.file.origin))
        }
        files += comparison.replaced.map { replacement(of: $0, in: live, reason: ChangeReason(.replaceRequested)) }
        files += comparison.missing.map { missing in
            creation(of: missing.file, reason: missing.wasApplied ? .missingOnAccount : .new)
        }
        files.sort { $0.address < $1.address }
        drift += comparison.missing.filter(\.wasApplied).map { missing in
            ResourceDrift(address: address(missing.file.path), liveID: nil, reason: ChangeReason(.missingOnAccount))
        }
        if comparison.hasOnlyNewContents {
            replacements = (comparison.contentChanged + comparison.replaced).map { kept in
                ChangeReason(.referenceReplaced(address(kept.file.path).description), cause: kept.file.origin)
            }
        }
    }

    private mutating func remove(
        _ comparison: CodeFileComparison,
        of live: LiveAssistant,
        paths: CodeFilePaths,
        addresses: inout AddressBook
    ) {
        for file in comparison.removed {
            let address = addresses.free(address(paths.path(of: file, record: live.record)), id: file.id)
            let reason = ChangeReason(.notDeclared, cause: cause)
            removals.append(FileRemoval(codeFile: file, of: live, address: address, reason: reason, isOurs: true))
        }
        for file in comparison.attachedByHand {
            let address = addresses.free(address(file.name ?? file.id), id: file.id)
            let reason = ChangeReason(.attachedByHand)
            removals.append(FileRemoval(codeFile: file, of: live, address: address, reason: reason, isOurs: false))
            drift.append(ResourceDrift(address: address, liveID: file.id, reason: reason))
        }
    }

    private func replacement(
        of kept: CodeFileComparison.Kept,
        in live: LiveAssistant,
        reason: ChangeReason
    ) -> ResourceChange {
        ResourceChange(
            address: address(kept.file.path),
            action: .replace,
            reasons: [reason],
            liveID: kept.live.id,
            file: FileChange(path: kept.file.path, content: kept.content, isUploaded: true, holderID: live.id)
        )
    }

    private func creation(of file: ProjectFile, reason: ChangeReason.Kind) -> ResourceChange {
        ResourceChange(
            address: address(file.path),
            action: .create,
            reasons: [ChangeReason(reason, cause: file.origin)],
            file: FileChange(path: file.path, content: contents.content(at: address(file.path)), isUploaded: true)
        )
    }
}

extension CodeFileComparison {
    /// Whether nothing differs but the content of files.
    fileprivate var hasOnlyNewContents: Bool {
        !(contentChanged.isEmpty && replaced.isEmpty) && removed.isEmpty && missing.isEmpty && attachedByHand.isEmpty
    }

    /// Whether every difference was made on the account.
    fileprivate var isChangedOnAccountOnly: Bool {
        contentChanged.isEmpty && replaced.isEmpty && removed.isEmpty && missing.allSatisfy(\.wasApplied)
    }
}

import AssistantModel
import Planning
import SourceDiagnostics

/// A release as live state: what a plan compares with.
extension LiveAssistant {
    /// - Parameter id: names the assistant for as long as it is in releases; the api has no object of its own for it.
    init(_ assistant: ReleaseAssistant, id: String, releasedAt time: Int) {
        let location = ReleaseOrigin.location
        let applied = Assistant(
            key: assistant.key,
            definition: assistant.definition,
            externalStoreID: assistant.externalStoreID,
            lifecycle: Lifecycle(isProtected: assistant.isProtected, ignoredFields: assistant.ignoredFields),
            location: location
        )
        let files = assistant.codeInterpreterFiles
        self.init(
            id: id,
            key: assistant.key,
            createdAt: time,
            definition: assistant.definition,
            showsReasoningEffort: true,
            vectorStoreIDs: [assistant.vectorStoreID].compactMap { $0 },
            codeInterpreterFiles: files.map { file in
                LiveCodeInterpreterFile(
                    id: file.id,
                    name: ProjectFile.uploadName(ofPath: file.path),
                    bytes: file.bytes
                )
            },
            record: AppliedRecord.assistant(
                applied,
                codeFiles: files.map { AppliedRecord.CodeFile(fileID: $0.id, path: $0.path, sha256: $0.sha256) }
            ),
            isProtected: assistant.isProtected
        )
        checks = assistant.checks
    }
}

/// Where something stands that comes from a release and not from a manifest.
enum ReleaseOrigin {
    static let location = SourceLocation(file: "release.json")
}

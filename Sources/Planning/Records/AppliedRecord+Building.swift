import AssistantModel

extension AppliedRecord {
    /// The record for an assistant as declared.
    ///
    /// - Parameters:
    ///   - codeFiles: the files of code interpreter that it has once the change is done.
    ///   - echo: the server's answer; nil before it is known. Where the result's ``echo`` is not nil, the server shows
    ///     the definition differently than it was sent, and the record has to be written again with it.
    package static func assistant(
        _ assistant: Assistant,
        codeFiles: [CodeFile],
        echo: LiveAssistant? = nil
    ) -> AppliedRecord {
        let keys = assistant.definition.metadata.filter { !$0.value.isEmpty }.keys
        let digest = assistant.definitionDigest
        let echoed = echo.map { live in
            let fields = live.managedFields(lifecycle: assistant.lifecycle) { keys.contains($0) }
            return DefinitionDigest(fields: fields)
        }
        let isAsSent =
            echoed == nil
            || echoed?.visible == digest.visible
                && (echo?.showsReasoningEffort == false || echoed?.hidden == digest.hidden)
        return AppliedRecord(
            definition: digest.text,
            echo: isAsSent ? nil : echoed?.text,
            metadataKeys: Set(keys.map(AppliedRecord.digest(ofMetadataKey:))).sorted(),
            codeFiles: codeFiles
        )
    }

    /// The record for the vector store of a knowledge base.
    ///
    /// - Parameters:
    ///   - members: ``applyingMembers`` from before the first change of members until the last, then
    ///     ``StoreDigest/members(of:contents:)``.
    ///   - previous: the live store's record. While members change it keeps saying how they were cut: a server that
    ///     does not show the chunking leaves no other trace of the members that a stopped run did not get to.
    ///   - echo: the server's answer, as for an assistant.
    package static func vectorStore(
        _ knowledgeBase: KnowledgeBase,
        members: String?,
        previous: AppliedRecord? = nil,
        echo: LiveVectorStore? = nil
    ) -> AppliedRecord {
        var settings = StoreDigest.Settings(of: knowledgeBase)
        if members == applyingMembers || members == partialMembers,
            let recorded = previous?.definition.flatMap(StoreDigest.Settings.init(text:))
        {
            settings.hidden = recorded.hidden
        }
        let echoed = echo.map { StoreDigest.Settings.visible(name: $0.name, expiresAfterDays: $0.expiresAfterDays) }
        return AppliedRecord(
            definition: settings.text,
            echo: echoed.flatMap { $0 == settings.visible ? nil : $0 },
            members: members
        )
    }
}
